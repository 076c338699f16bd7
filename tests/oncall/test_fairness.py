"""How duty is shared: on each person's own clock, each moment once, in a fixed number of queries."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import CompanySettings, User
from accounts.operations import make_token
from oncall.models import EscalationPath
from oncall.rota.fairness import Load, joined, load_of
from tests.clock import START, Clock
from tests.oncall.conftest import Company, detect, weekly
from tests.oncall.test_feeds import signed_in

LONDON = ZoneInfo("Europe/London")


def at(day: int, hour: int, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def never(day: date) -> bool:
    return False


def test_a_week_has_seven_nights_and_one_weekend() -> None:
    week = [(at(2, 9), at(9, 9))]
    assert load_of(week, [], LONDON, never) == Load(hours=168, nights=7, weekends=1)
    office = [(at(day, 9), at(day, 17)) for day in range(2, 7)]
    assert load_of(office, [], LONDON, never) == Load(hours=40)


def test_nights_and_weekends_are_those_of_her_own_clock() -> None:
    friday_night = [(at(6, 22), at(7, 4))]
    assert load_of(friday_night, [], LONDON, never) == Load(hours=6, nights=1, weekends=1)
    assert load_of(friday_night, [], ZoneInfo("America/New_York"), never) == Load(hours=6)
    assert load_of(friday_night, [], ZoneInfo("Asia/Tokyo"), never) == Load(hours=6, weekends=1)


def test_holidays_and_pages_are_counted() -> None:
    easter = [(at(3, 9, 4), at(7, 9, 4))]
    pages = [at(3, 12, 4), at(4, 1, 4)]
    load = load_of(easter, pages, LONDON, {date(2026, 4, 3), date(2026, 4, 6)}.__contains__)
    assert (load.holidays, load.pages, load.night_pages) == (2, 2, 1)


SPANS = st.lists(st.tuples(st.integers(0, 400), st.integers(1, 60)), max_size=12).map(
    lambda found: [(at(1, 0) + timedelta(hours=a), at(1, 0) + timedelta(hours=a + n)) for a, n in found]
)


@given(SPANS)
def test_each_moment_counts_once(spans: list[tuple[datetime, datetime]]) -> None:
    hours = {
        start + n * timedelta(hours=1)
        for start, end in spans
        for n in range((end - start) // timedelta(hours=1))
    }
    assert load_of(spans, [], LONDON, never).hours == len(hours)
    assert joined(joined(spans)) == joined(spans)


@pytest.mark.django_db
def test_the_page_the_table_and_the_api_say_the_same(
    clock: Clock, company: Company, path: EscalationPath
) -> None:
    CompanySettings.objects.update(country="GB")
    User.objects.update(zone="UTC")
    schedule = weekly("dba", company.dan, company.lea)
    level = path.levels.get(position=0)
    level.users.clear()
    level.schedules.add(schedule)
    detect()
    clock.settle()
    span = {"since": "2026-03-10", "until": "2026-03-16"}
    shown = signed_in(company.ann).get("/oncall/fairness/", span).content.decode()
    assert "Over all schedules" in shown
    assert ">154<" in shown
    rows = signed_in(company.ann).get("/oncall/fairness/csv/", span).content.decode().splitlines()
    assert rows[0] == "schedule,person,login,hours,nights,weekends,holidays,pages,pages at night"
    # Until the first hand-over it was Lea's, as the rotation runs backwards from it, too.
    assert "dba,Dan,dan,154.0,7,1,0,1,0" in rows
    assert "dba,Lea,lea,14.0,1,0,0,0,0" in rows
    client = Client(headers={"Authorization": f"Bearer {make_token(user=company.ann, name='t', at=START)}"})
    asked = {"starts_at": "2026-03-10T00:00Z", "ends_at": "2026-03-17T00:00Z"}
    over_all, only = client.get("/api/v1/oncall/fairness/", asked).json()
    assert over_all["schedule"] is None and only["schedule"]["name"] == "dba"
    assert only["people"][0] == {
        "user": {"username": "dan", "name": "Dan"}, "hours": 154.0, "nights": 7, "weekends": 1, "holidays": 0,
        "pages": 1, "night_pages": 0,
    }  # fmt: skip
    [alone] = client.get("/api/v1/oncall/fairness/", asked | {"schedule": schedule.pk}).json()
    assert alone == only
    assert client.get("/api/v1/oncall/fairness/?since=x").status_code == 400


@pytest.mark.django_db
def test_what_cannot_be_reckoned_is_refused_and_many_cost_no_more(clock: Clock, company: Company) -> None:
    ann = signed_in(company.ann)
    weekly("dba", company.dan, company.lea)
    for wrong in ("since=2026-03-10&until=2026-03-01", "since=soon", "since=1800-01-01", "schedule=99"):
        assert ann.get(f"/oncall/fairness/?{wrong}").status_code == 400
        assert ann.get(f"/oncall/fairness/csv/?{wrong}").status_code == 400

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert ann.get("/oncall/fairness/").status_code == 200
        return len(queries)

    asked()
    few = asked()
    for number in range(6):
        weekly(f"more {number}", company.dan, company.ben)
    assert asked() == few <= 20
