"""When somebody's monthly test goes out: at ten on a working day of hers, people spread over the month. Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

TEN = time(10)
SATURDAY = 5
DAYS_OF_MARGIN = 3
"""Nobody's test is planned for the last days of a month, so that a day late is still in it."""


def month_of(at: datetime, zone: str) -> str:
    """`2026-11`, on this person's calendar."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m}"


def due_at(now: datetime, *, zone: str, place: int) -> datetime | None:
    """The moment of this month's test; None when its last day has passed.

    `place` spreads people: each has a day of her own. Who comes too late for it has the next working day.
    """
    town = ZoneInfo(zone)
    here = now.astimezone(town)
    days = _working_days(here)
    moments = [datetime.combine(day, TEN, tzinfo=town) for day in days]
    own = moments[place % len(moments)]
    return own if own > now else next((one for one in moments if one > now), None)


def _working_days(here: datetime) -> list[datetime]:
    """The working days of the month but for its last days."""
    first = here.replace(day=1)
    month = (first + timedelta(days=number) for number in range(28 - DAYS_OF_MARGIN))
    return [day for day in month if day.weekday() < SATURDAY]
