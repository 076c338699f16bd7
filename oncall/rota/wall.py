"""Wall clocks: which moment a local time is, on the two nights of the year that skip an hour or show one twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

SECOND = timedelta(seconds=1)
TWO_DAYS = 2


def wall_of(at: datetime, zone: tzinfo) -> datetime:
    """What the clock on the wall shows, without a zone."""
    return at.astimezone(zone).replace(tzinfo=None)


def moment_of(wall: datetime, zone: ZoneInfo) -> datetime:
    """The moment at which the clock shows this: the first of two; for a time that is skipped, the jump itself."""
    steady = steady_offset(zone, wall.toordinal())
    if steady is not None:
        return wall.replace(tzinfo=UTC) - steady
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    if wall_of(moment, zone) <= wall:
        return moment
    before, after = wall.replace(tzinfo=zone, fold=1).astimezone(UTC), moment
    offset = before.astimezone(zone).utcoffset()
    while after - before > SECOND:
        middle = before + timedelta(seconds=(after - before) // SECOND // 2)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


@lru_cache(maxsize=20_000)
def steady_offset(zone: ZoneInfo, day: int) -> timedelta | None:
    """How far the wall is from UTC all through this day and the next; None when the clocks change meanwhile."""
    first, last = (
        datetime.combine(date.fromordinal(one), datetime.min.time(), zone).utcoffset()
        for one in (day, day + TWO_DAYS)
    )
    return first if first == last else None


@lru_cache(maxsize=20_000)
def midnight_at(zone: ZoneInfo, day: int) -> datetime | None:
    """The moment at which this day begins, if the clocks change neither on it nor on the next; else None."""
    steady = steady_offset(zone, day)
    return None if steady is None else datetime.fromordinal(day).replace(tzinfo=UTC) - steady
