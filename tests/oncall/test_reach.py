"""The page about pages: what came of the pages of a span is counted right, in a fixed number of queries."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from notifications.models import Attempt, Delivery
from oncall.models import EscalationPath, EscalationRun, Page
from oncall.queries import reach
from oncall.queries.reach import Asked
from tests.clock import START, Clock
from tests.oncall.conftest import Company, detect

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SPAN = Asked(starts_at=START - DAY, ends_at=START + DAY)


@pytest.fixture
def run(clock: Clock, company: Company, path: EscalationPath) -> EscalationRun:
    incident = detect()
    return EscalationRun.objects.create(
        incident=incident, path_name="DB", path={}, started_at=START, state="acknowledged"
    )


def page(run: EscalationRun, user: User, *, answered_s: float | None = None, via: str = "sms") -> Page:
    """A page of this person, answered after so many seconds."""
    at = None if answered_s is None else START + timedelta(seconds=answered_s)
    said = {"answer": "acknowledged", "answered_at": at, "answered_via": via} if at else {}
    return Page.objects.create(
        incident=run.incident,
        run=run,
        user=user,
        key=f"{run.key}:1:{user.pk}",
        purpose="level",
        paged_at=START,
        **said,
    )


def message(page: Page, channel: str, *providers: str, arrived_s: float | None = None) -> None:
    """One message of a page, asked of these providers in turn; the last one delivered it."""
    at = None if arrived_s is None else START + timedelta(seconds=arrived_s)
    delivery = Delivery.objects.create(
        key=f"{page.key}:{channel}:1",
        kind="page",
        subject_key=page.incident.key,
        recipient=page.user.key,
        channel=channel,
        body="",
        state="delivered" if at else "failed",
        created_at=START,
        delivered_at=at,
    )
    for number, provider in enumerate(providers, start=1):
        last = number == len(providers)
        Attempt.objects.create(
            delivery=delivery,
            number=number,
            provider=provider,
            state="delivered" if last and at else "refused",
            asked_at=START,
            receipt_at=at if last else None,
        )


def whole(rows: list[dict[str, Any]], *marks: str) -> dict[str, Any]:
    return next(row for row in rows if not any(row[mark] for mark in marks))


def test_what_came_of_each_page_is_told_apart(run: EscalationRun, company: Company) -> None:
    message(page(run, company.ann, answered_s=30), "sms", "twilio", arrived_s=4)
    by_second_provider = page(run, company.ben)
    message(by_second_provider, "sms", "twilio", "vonage", arrived_s=10)
    by_second_channel = page(run, company.dan)
    message(by_second_channel, "sms", "twilio")
    message(by_second_channel, "email", "smtp", arrived_s=20)
    message(page(run, company.lea), "sms", "twilio")
    rows = reach.pages_grouped(SPAN)
    found = whole(rows, "of_path", "of_user")
    assert (found["pages"], found["reached"], found["by_first"], found["by_second"]) == (4, 3, 2, 2)
    assert (found["reach_median_s"], found["reach_p90_s"]) == (10, 18)
    assert (found["answer_median_s"], found["unanswered"]) == (30, 3)
    assert [row["pages"] for row in rows if row["of_path"]] == [4]
    assert sorted(row["user_id"] for row in rows if row["of_user"] and row["by_second"]) == sorted(
        [company.ben.pk, company.dan.pk]
    )


def test_a_page_answered_by_the_link_in_its_mail_was_reached_by_mail(
    run: EscalationRun, company: Company
) -> None:
    message(page(run, company.ann, answered_s=60, via="mail"), "email", "smtp")
    found = whole(reach.pages_grouped(SPAN), "of_path", "of_user")
    assert (found["reached"], found["by_first"], found["by_second"], found["reach_median_s"]) == (1, 1, 0, 60)


def test_escalations_are_counted_by_their_first_acknowledgement(run: EscalationRun, company: Company) -> None:
    page(run, company.ann, answered_s=240)
    EscalationRun.objects.create(
        incident=run.incident, path_name="DB", path={}, started_at=START, state="ended", end_reason="over"
    )
    EscalationRun.objects.create(
        incident=run.incident,
        path_name="DB",
        path={},
        started_at=START,
        state="ended",
        end_reason="restarted",
    )
    found = whole(reach.escalations(SPAN), "of_path", "of_bucket")
    assert (found["runs"], found["acknowledged"], found["soon"], found["never"]) == (2, 1, 1, 1)
    assert found["median_s"] == 240
    [bucket] = [row for row in reach.escalations(SPAN) if row["of_bucket"]]
    assert (bucket["bucket"], bucket["runs"]) == (1, 2)


def test_channels_and_providers(run: EscalationRun, company: Company) -> None:
    message(page(run, company.ann), "sms", "twilio", "vonage", arrived_s=8)
    [channel] = reach.by_channel(SPAN)
    assert (channel["channel"], channel["delivered"], channel["by_second"], channel["median_s"]) == (
        "sms",
        1,
        1,
        8,
    )
    assert [(row["provider"], row["delivered"], row["failed"]) for row in reach.by_provider(SPAN)] == [
        ("twilio", 0, 1),
        ("vonage", 1, 0),
    ]


def test_the_page_costs_the_same_for_one_page_and_for_many(run: EscalationRun, company: Company) -> None:
    client = Client()
    client.force_login(company.oda)
    costs = []
    for people in (["ann"], ["ben", "dan", "lea", "max", "cat"]):
        for name in people:
            message(page(run, company.people[name], answered_s=9), "sms", "twilio", arrived_s=2)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = client.get("/oncall/pages/?starts=2026-03-01&ends=2026-03-31")
        assert answer.status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[1]
    shown = answer.content.decode()
    assert "6 in 1 escalation" in shown and "2.0 s" in shown and "<svg" in shown
    assert "Ann" in shown


def test_others_see_of_single_people_only_themselves(run: EscalationRun, company: Company) -> None:
    for user in (company.ann, company.ben):
        message(page(run, user), "sms", "twilio", arrived_s=2)
    client = Client()
    client.force_login(company.ann)
    url = "/oncall/pages/?starts=2026-03-01&ends=2026-03-31"
    assert "Your own pages" in client.get(url).content.decode()
    told = client.get(f"/api/v1{url}").json()
    assert (told["pages"]["pages"], [one["name"] for one in told["people"]]) == (2, ["Ann"])
    assert client.get("/oncall/pages/csv/").status_code == 403


def test_every_page_as_a_line_and_nothing_a_spreadsheet_would_run(
    run: EscalationRun, company: Company
) -> None:
    run.incident.title = "=1+1"
    run.incident.save()
    message(page(run, company.ann, answered_s=30), "sms", "twilio", arrived_s=4)
    client = Client()
    client.force_login(company.oda)
    answer = client.get("/oncall/pages/csv/?starts=2026-03-01&ends=2026-03-31")
    assert isinstance(answer, StreamingHttpResponse)
    lines = answer.getvalue().decode().splitlines()
    assert len(lines) == 2
    assert "'=1+1" in lines[1] and ",4.0,acknowledged,30.0,sms,yes,no" in lines[1]


@pytest.mark.parametrize(
    "span",
    [
        "starts=2026-03-02&ends=2026-03-01",
        "starts=x",
        "starts=2020-01-01",
        "starts=9999-12-31&ends=9999-12-31",
        "ends=0001-01-01",
    ],
)
def test_a_span_that_cannot_be_is_refused_with_a_sentence(span: str, company: Company, clock: Clock) -> None:
    client = Client()
    client.force_login(company.oda)
    answer = client.get(f"/oncall/pages/?{span}")
    assert answer.status_code == 400
    assert "Not shown: the last 30 days are" in answer.content.decode()
    assert client.get(f"/api/v1/oncall/pages/?{span}").status_code == 400
    assert client.get(f"/oncall/pages/csv/?{span}").status_code == 400


def test_a_question_that_is_not_understood_is_refused(company: Company, clock: Clock) -> None:
    client = Client()
    client.force_login(company.oda)
    answer = client.get("/api/v1/oncall/pages/?from=2026-03-01")
    assert answer.status_code == 400
    assert answer.json()["fields"] == {"from": ["“from” is not understood here. Ask by starts, ends."]}


def test_a_call_that_nobody_took_has_not_failed(run: EscalationRun, company: Company) -> None:
    for who, code in ((company.ann, "no_answer"), (company.ben, "21211")):
        message(page(run, who), "voice", "twilio")
        Attempt.objects.filter(delivery__recipient=who.key).update(error_code=code)
        Delivery.objects.filter(recipient=who.key).update(error_code=code)
    [channel] = reach.by_channel(SPAN)
    assert (channel["failed"], channel["not_answered"]) == (1, 1)
    [provider] = reach.by_provider(SPAN)
    assert (provider["failed"], provider["not_answered"]) == (1, 1)
    client = Client()
    client.force_login(company.oda)
    assert '1 not answered, <span class="bad">1 failed' in client.get("/oncall/pages/").content.decode()
    [told] = client.get("/api/v1/oncall/pages/").json()["channels"]
    assert (told["failed"], told["not_answered"]) == (1, 1)
