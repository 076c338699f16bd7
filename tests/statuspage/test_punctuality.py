"""How punctual the status page was: judged word by word, shown, as a table, over the API; who called before us."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.operations import make_token
from incidents.models import Classification, Incident, IncidentReport
from statuspage.operations.no_news import say_no_news
from statuspage.punctuality.judging import Told, Word, judge, whole
from statuspage.punctuality.picture import track
from statuspage.telling.called_first import called_first
from tests.statuspage.conftest import PEOPLE, Company
from timeline.models import TimelineEntry

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
INTERVALS = {"P1": 30.0, "P2": 60.0, "P3": 120.0, "P4": 240.0}


def later(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def word(minutes: float, by: str = "Carla", promised: float | None = None, **given: bool) -> Word:
    promise = None if promised is None else later(promised)
    return Word(at=later(minutes), by=by, status="Investigating", promised=promise, **given)


def told(*words: Word, priority: str = "P1", **given: object) -> Told:
    return Told(
        reference="INC-1",
        title="Orders",
        url="/",
        number=1,
        priority=priority,
        detected_at=NOON,
        classified_at=NOON,
        words=words,
        **given,  # type: ignore[arg-type]
    )


def test_each_word_is_judged_against_what_was_promised() -> None:
    found = judge(
        told(word(4, promised=24), word(20), word(70, "Ines"), word(90, ends=True)), INTERVALS, later(200)
    )
    assert found.first_min == 4
    assert [(line.sort, line.late_min) for line in found.lines] == [
        ("first", 0),
        ("further", 0),
        ("further", 20),
        ("further", 0),
    ]
    assert (found.on_time, found.late, found.late_min) == (2, 1, 20)


def test_what_is_owed_now_is_late_until_it_comes_or_ends() -> None:
    going_on = judge(told(word(4)), INTERVALS, later(50))
    assert [(line.sort, line.late_min, line.by) for line in going_on.lines][1:] == [
        ("owed", 16, "nobody yet")
    ]
    assert judge(told(word(4)), INTERVALS, later(30)).late == 0
    assert judge(told(word(4), ended_at=later(20)), INTERVALS, later(500)).late == 0


def test_the_priority_that_held_by_then_decides() -> None:
    raised = ((NOON, "P3"), (later(40), "P1"))
    found = judge(told(word(0), word(50), priority="P1", priorities=raised), INTERVALS, later(50))
    assert found.lines[1].late_min == 20
    lowered = ((NOON, "P1"), (later(20), "P3"))
    assert judge(told(word(0), word(50), priorities=lowered), INTERVALS, later(50)).late == 0


def test_after_the_all_clear_nothing_is_late() -> None:
    found = judge(told(word(0), word(10, ends=True), word(500)), INTERVALS, later(900))
    assert [line.sort for line in found.lines] == ["first", "further", "owed"]
    assert found.lines[-1].due_at == later(530)


def test_the_whole_counts_people_and_shares() -> None:
    one = judge(told(word(4), word(20), word(90, "Ines", ends=True)), INTERVALS, later(200))
    none = judge(told(), INTERVALS, later(200))
    found = whole([one, none])
    assert (found.incidents, found.told, found.share, found.first_median_min) == (2, 1, 50, 4)
    assert [(who.name, who.on_time, who.late, who.late_min) for who in found.people] == [
        ("Carla", 1, 0, 0),
        ("Ines", 0, 1, 40),
    ]


def test_the_picture_covers_the_whole_time_once() -> None:
    found = track(judge(told(word(0), word(45), word(60, ends=True)), INTERVALS, later(99)), later(99))
    assert found is not None
    assert [block.sort for block in found.blocks] == ["b1", "b4", "b1"]
    assert sum(block.width for block in found.blocks) == pytest.approx(760)


@pytest.mark.parametrize(
    ("calls", "first_word", "count", "minutes"),
    [([3, 8], 10, 2, 7), ([3, 12], 10, 1, 7), ([10], 10, 0, 0), ([], 10, 0, 0), ([3], None, 1, 17)],
)
def test_who_called_before_we_posted(
    calls: list[float], first_word: float | None, count: int, minutes: int
) -> None:
    found = called_first(map(later, calls), None if first_word is None else later(first_word))
    assert (found.count if found else 0) == count
    assert (found.minutes(later(20)) if found else 0) == minutes


def call(company: Company) -> None:
    IncidentReport.objects.create(
        incident=company.incident,
        means="customer_call",
        reporter="=SUM(A1)",
        words="Nothing works.",
        reported_at=company.at,
        created_at=company.at,
        created_by="user:1",
    )


def classified(company: Company) -> None:
    Classification.objects.create(
        incident=company.incident,
        version=1,
        impact=1,
        urgency=1,
        priority="P1",
        created_at=company.at,
        created_by="user:1",
        created_by_label="Carla",
    )


@pytest.fixture
def night(company: Company) -> Company:
    """Classified, a customer calls, published after 6 minutes, the next word 20 minutes late, then no news."""
    classified(company)
    call(company)
    company.advance(6)
    company.publish()
    company.advance(50)
    company.publish("We know the cause.", status="identified", actor=company.actor("im"))
    company.advance(10)
    say_no_news(incident_id=company.incident.pk, actor=company.actor(), at=company.at)
    return company


def test_the_page_the_table_and_the_api_say_the_same(night: Company) -> None:
    csr = night.signed_in("csr")
    page = csr.get("/support/punctuality/").content.decode()
    assert "6 min" in page and "1 in time, 1 late" in page and "20 min</b>" in page and "<rect" in page
    lines = list(
        csv.DictReader(io.StringIO(csr.get("/support/punctuality.csv").getvalue().decode("utf-8-sig")))
    )
    assert [(line["word"], line["minutes late"], line["by"]) for line in lines] == [
        ("first", "", "Carla Reyes"),
        ("further", "20", "Ines Moreau"),
        ("further", "0", "Carla Reyes"),
    ]
    assert lines[0]["customers who called first"] == "1" and lines[0]["minutes they were ahead"] == "6"
    token = make_token(user=night.people["csr"], name="t", at=night.at)
    headers = {"Authorization": f"Bearer {token}"}
    found = Client().get("/api/v1/punctuality/", headers=headers).json()
    assert (found["whole"]["on_time"], found["whole"]["late_min"], found["whole"]["called_first"]) == (
        1,
        20,
        1,
    )
    one = Client().get(f"/api/v1/incidents/{night.incident.number}/punctuality/", headers=headers).json()
    assert one["first_min"] == 6 and one["called_first"]["count"] == 1 and len(one["words"]) == 3
    assert Client().get("/api/v1/punctuality/?start=x", headers=headers).status_code == 400


def test_one_incident_is_drawn(night: Company) -> None:
    page = night.signed_in("responder").get(f"/support/punctuality/{night.incident.number}/").content.decode()
    assert "First word 6 min after the classification" in page and "1 late by 20 min" in page
    assert "1 customer told us before anything was published" in page and 'class="b4"' in page


def test_that_customers_called_first_stays_in_the_timeline_and_on_the_incident(night: Company) -> None:
    fact = TimelineEntry.objects.get(kind="statuspage.customers_called_first")
    assert (fact.data["count"], fact.data["minutes"]) == (1, 6)
    panel = night.signed_in("im").get(f"/statuspage/panel/{night.incident.number}/").content.decode()
    assert "1 customer called before we posted, 6 min before" in panel and "No news yet" in panel


def test_the_incident_manager_sees_a_late_page_on_the_incident_and_in_the_list(company: Company) -> None:
    company.publish()
    im = company.signed_in("im")
    assert "status page late" not in im.get("/").content.decode()
    company.advance(42)
    assert "status page late" in im.get("/").content.decode()
    page = im.get(f"/incidents/{company.incident.number}/").content.decode()
    assert "The status page is late." in page and "due 12 min ago" in page


def test_days_that_make_no_span_are_refused_with_a_sentence(company: Company) -> None:
    csr = company.signed_in("csr")
    query = {"starts": "2026-03-10", "ends": "2026-03-01"}
    assert csr.get("/support/punctuality/", query).status_code == 400
    assert b"lies before" in csr.get("/support/punctuality.csv", query).content
    assert csr.get("/support/punctuality/999999/").status_code == 404


@pytest.mark.parametrize("role", sorted(PEOPLE))
def test_who_reads_it(company: Company, role: str) -> None:
    client, number = company.signed_in(role), company.incident.number
    for url in ("/support/punctuality/", "/support/punctuality.csv", f"/support/punctuality/{number}/"):
        assert client.get(url).status_code == (403 if role == "executive" else 200), url


def test_the_report_costs_the_same_with_more_incidents(night: Company) -> None:
    client = night.signed_in("csr")
    client.get("/support/punctuality/")

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/support/punctuality/")
        return len(asked)

    before = count()
    for place in range(3):
        made = Incident.objects.create(
            title=f"Case {place}",
            stage="classify",
            priority="P3",
            detected_at=night.at,
            stage_entered_at=night.at,
            created_at=night.at,
        )
        IncidentReport.objects.create(
            incident=made,
            means="customer_call",
            words="?",
            reported_at=night.at,
            created_at=night.at,
            created_by="user:1",
        )
    assert count() == before <= 14
