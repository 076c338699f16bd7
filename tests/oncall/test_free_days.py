"""Holidays in a layer, and hours of the week as people write them."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.models import Calendar
from oncall.models import Layer as LayerRow
from oncall.models import Schedule
from oncall.rota.coverage import Plan, coverage, gaps, on_call
from oncall.rota.free_days import Holidays
from oncall.rota.hours_words import read, say
from oncall.rota.rotation import Hours, Layer, Member
from tests.clock import Clock
from tests.oncall.conftest import Company
from tests.oncall.test_feeds import signed_in
from tests.oncall.test_schedule_pages import WEEKLY

MONDAY = datetime(2026, 4, 6, tzinfo=UTC).replace(tzinfo=None)  # Easter Monday
PEOPLE = tuple(Member(user=user) for user in "abc")
ENGLAND = {"country": "GB", "subdivision": "ENG"}


def daily(**drawn: object) -> Layer:
    return Layer(anchor=MONDAY, unit="day", key="d", members=PEOPLE, **drawn)  # type: ignore[arg-type]


def noon(day: int) -> datetime:
    return datetime(2026, 4, day, 12, tzinfo=UTC)


def test_a_layer_skips_holidays_and_nobody_loses_a_turn() -> None:
    plan = Plan(layers=(daily(holidays=Holidays(**ENGLAND)),))  # type: ignore[arg-type]
    # Good Friday is the 3rd, Easter Monday the 6th: their turns go to the next day that counts.
    assert [on_call(plan, noon(day)) for day in (3, 6)] == [(), ()]
    assert on_call(plan, noon(7)) == ("a",)
    worked = [on_call(plan, noon(day))[0] for day in range(1, 30) if day not in (3, 6)]
    assert all(one != other for one, other in pairwise(worked))


def test_a_layer_for_holidays_only_goes_round_by_holidays() -> None:
    own = Holidays(only=True, days=frozenset({date(2026, 4, day) for day in (8, 15, 22, 29)}))
    plan = Plan(layers=(daily(holidays=own),))
    assert [on_call(plan, noon(day)) for day in (8, 15, 22, 29)] == [("a",), ("b",), ("c",), ("a",)]
    assert on_call(plan, noon(9)) == ()
    before = Plan(layers=(daily(holidays=Holidays(only=True, days=frozenset({date(2026, 4, 1)}))),))
    assert on_call(before, noon(1)) == ("c",)


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    nights = Hours(days=tuple(range(7)), opens=time(20), closes=time(6))
    plan = Plan(layers=(daily(hours=(nights,), holidays=Holidays(days=frozenset({date(2026, 4, 8)}))),))
    [first, *_] = [gap for gap in gaps(coverage(plan, noon(8), noon(10))) if gap.ends_at > noon(9)]
    assert first.ends_at == datetime(2026, 4, 9, 20, tzinfo=UTC)
    assert on_call(plan, datetime(2026, 4, 8, 3, tzinfo=UTC))


def test_without_a_calendar_no_day_is_a_holiday() -> None:
    assert on_call(Plan(layers=(daily(holidays=Holidays()),)), noon(6)) != ()
    assert on_call(Plan(layers=(daily(holidays=Holidays(only=True)),)), noon(6)) == ()


@pytest.mark.parametrize(
    ("text", "days", "opens", "closes"),
    [
        ("Mon-Fri 18:00-08:00", [0, 1, 2, 3, 4], "18:00", "08:00"),
        ("monday to friday 9 to 17", [0, 1, 2, 3, 4], "09:00", "17:00"),
        ("Sat, Sun", [5, 6], "00:00", "00:00"),
        ("Fri-Mon 8.30 until 24:00", [0, 4, 5, 6], "08:30", "00:00"),
        ("22:00-06:00", [0, 1, 2, 3, 4, 5, 6], "22:00", "06:00"),
        ("every day", [0, 1, 2, 3, 4, 5, 6], "00:00", "00:00"),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, days: list[int], opens: str, closes: str) -> None:
    assert read(text) == [{"days": days, "opens": opens, "closes": closes}]


@pytest.mark.parametrize("text", ["someday 9-17", "Mon 25:00-26:00", "Mon 9:00", "Mon-", ",", "9-17-20"])
def test_hours_that_are_not_understood_are_named(text: str) -> None:
    with pytest.raises(ValueError, match="Write it as Mon-Fri"):
        read(text)


CLOCK = st.times().map(lambda at: f"{at:%H:%M}")
SETS = st.lists(st.tuples(st.sets(st.integers(0, 6), min_size=1), CLOCK, CLOCK), max_size=5)


@given(SETS)
def test_what_is_said_can_be_read_again(sets: list[tuple[set[int], str, str]]) -> None:
    kept = [{"days": sorted(days), "opens": opens, "closes": closes} for days, opens, closes in sets]
    assert read(say(kept)) == kept


@pytest.mark.django_db
def test_a_layer_takes_several_hours_and_holidays_from_its_form(clock: Clock, company: Company) -> None:
    schedule, oda = Schedule.objects.create(name="dba"), signed_in(company.oda)
    url = f"/oncall/schedules/{schedule.pk}/layers/new/"
    calendar = Calendar.objects.create(name="Scotland", country="GB", subdivision="SCT", days=[0, 1])
    form = WEEKLY | {"hours": "Mon-Fri 18:00-08:00\nSat, Sun", "on_holidays": "skip"}
    assert "Choose whose holidays count" in oda.post(url, form).content.decode()
    assert "is not understood" in oda.post(url, form | {"hours": "soon"}).content.decode()
    assert oda.post(url, form | {"holidays_of": calendar.pk}).status_code == 302
    layer = LayerRow.objects.get()
    assert len(layer.hours) == 2
    assert (layer.on_holidays, layer.holidays_of) == ("skip", calendar)
    shown = oda.get(f"/oncall/schedules/{schedule.pk}/").content.decode()
    assert "only Mon-Fri 18:00-08:00, and Sat, Sun, not on holidays of Scotland" in shown
    again = oda.get(f"/oncall/layers/{layer.pk}/").content.decode()
    assert "Mon-Fri 18:00-08:00\nSat, Sun" in again
    clock.advance(hours=1)
    same = form | {"holidays_of": calendar.pk, "members": "Dan\nLea\nBen"}
    assert oda.post(f"/oncall/layers/{layer.pk}/", same).status_code == 302
    assert LayerRow.objects.count() == 1
    assert oda.post(f"/oncall/layers/{layer.pk}/", same | {"on_holidays": ""}).status_code == 302
    assert LayerRow.objects.count() == 2
    clock.advance(hours=24 * 7)
    assert timedelta(0) < clock.now - clock.start
