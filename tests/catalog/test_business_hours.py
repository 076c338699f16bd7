"""Calendars over weekends, holidays, night shifts and clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.business_hours import (
    ALWAYS,
    Calendar,
    business_days_after,
    hours_to_open,
    is_open,
    next_opening,
    open_time,
)

LONDON = Calendar(tz="Europe/London")
NIGHT = Calendar(tz="Europe/London", opens=time(22), closes=time(6))
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
moments = st.integers(0, 365 * 24 * 60).map(lambda minutes: NEW_YEAR + timedelta(minutes=minutes))


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("calendar", "moment", "hours"),
    [
        (LONDON, at(10, 19, 30), 13.5),
        (LONDON, at(10, 9), 0),
        (LONDON, at(10, 17), 16),
        (LONDON, at(13, 18), 63),
        (LONDON, at(27, 18), 62),
        (NIGHT, at(14, 2), 0),
        (NIGHT, at(14, 6), 64),
        (Calendar(tz="Europe/London", holidays=frozenset({date(2026, 5, 25)})), at(25, 10, month=5), 22),
        (ALWAYS, at(15, 3), 0),
        (Calendar(days=()), at(15, 3), float("inf")),
    ],
)
def test_hours_until_somebody_is_at_work(calendar: Calendar, moment: datetime, hours: float) -> None:
    assert hours_to_open(calendar, moment) == hours
    assert is_open(calendar, moment) is (hours == 0)


def test_friday_afternoon_to_tuesday_afternoon_is_two_days_less_half_an_hour() -> None:
    assert open_time(LONDON, at(13, 16), at(17, 15, 30)) == timedelta(hours=15.5)
    assert business_days_after(at(13, 16), 2, LONDON) == at(17, 16)


def test_business_days_around_the_clock_are_days() -> None:
    assert business_days_after(at(13, 16), 2, ALWAYS) == at(15, 16)


def test_a_calendar_that_never_opens_has_no_business_days() -> None:
    with pytest.raises(ValueError, match="never opens"):
        business_days_after(at(13, 16), 1, Calendar(days=()))


@given(moment=moments, calendar=st.sampled_from([LONDON, NIGHT, ALWAYS, Calendar(tz="Australia/Melbourne")]))
def test_the_next_opening_is_open_and_nothing_before_it_is(moment: datetime, calendar: Calendar) -> None:
    opening = next_opening(calendar, moment)
    assert opening is not None and opening >= moment and is_open(calendar, opening)
    assert open_time(calendar, moment, opening) == timedelta()


@given(moment=moments, days=st.integers(1, 9))
def test_after_n_business_days_n_shifts_have_passed(moment: datetime, days: int) -> None:
    due = business_days_after(moment, days, LONDON)
    assert open_time(LONDON, moment, due) == LONDON.shift_length * days
