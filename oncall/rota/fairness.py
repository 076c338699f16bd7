"""How duty is shared: hours, nights, weekends, holidays and pages of one person, on her own clock. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from oncall.rota.coverage import MOMENT
from oncall.rota.wall import moment_of, wall_of

Span = tuple[datetime, datetime]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# A duty that covers any of this is a night; of any of Saturday or Sunday, a weekend.
NIGHT = (time(23), time(6))
SATURDAY = 5


@dataclass(frozen=True, kw_only=True)
class Load:
    """What one person carried."""

    hours: float = 0
    nights: int = 0
    weekends: int = 0
    holidays: int = 0
    pages: int = 0
    night_pages: int = 0


def load_of(
    spans: Iterable[Span], pages: Sequence[datetime], zone: ZoneInfo, is_holiday: Callable[[date], bool]
) -> Load:
    """The load of these spans; pages are those that came, wherever they came from."""
    merged = joined(spans)
    days = {day for span in merged for day in days_of(span, zone)}
    return Load(
        hours=sum(((end - start) / HOUR for start, end in merged), 0.0),
        nights=len({night for span in merged for night in nights_of(span, zone)}),
        weekends=len({day.isocalendar()[:2] for day in days if day.weekday() >= SATURDAY}),
        holidays=sum(map(is_holiday, days)),
        pages=len(pages),
        night_pages=sum(is_night(wall_of(at, zone).time()) for at in pages),
    )


def joined(spans: Iterable[Span]) -> list[Span]:
    """In order, each moment once: who is on call twice at a time is so once."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def days_of(span: Span, zone: ZoneInfo) -> list[date]:
    """The days on the wall that the span touches."""
    first, last = wall_of(span[0], zone).date(), wall_of(span[1] - MOMENT, zone).date()
    return [first + number * DAY for number in range((last - first).days + 1)]


def nights_of(span: Span, zone: ZoneInfo) -> list[date]:
    """The nights that the span touches, by the day on which they begin."""
    found = []
    for day in [days_of(span, zone)[0] - DAY, *days_of(span, zone)]:
        begins = moment_of(datetime.combine(day, NIGHT[0]), zone)
        ends = moment_of(datetime.combine(day + DAY, NIGHT[1]), zone)
        if span[0] < ends and span[1] > begins:
            found.append(day)
    return found


def is_night(clock: time) -> bool:
    """Whether people sleep at this time."""
    return clock >= NIGHT[0] or clock < NIGHT[1]
