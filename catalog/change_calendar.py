"""Which days a calendar of changes shows, and what lies on each of them. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from accounts.moments import FIRST_YEAR, LAST_YEAR

MONTH, WEEK = "month", "week"
T = TypeVar("T")
F = TypeVar("F")
Span = tuple[datetime, datetime]


@dataclass(frozen=True, kw_only=True)
class Day(Generic[T, F]):
    """One day of the calendar with the changes and the freezes that touch it; `more` changes are not named."""

    day: date
    inside: bool
    today: bool
    changes: tuple[T, ...]
    freezes: tuple[F, ...]
    more: int = 0


def read_day(text: str, *, otherwise: date) -> date:
    """The day that an address asks for; another when it names none."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return otherwise
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else otherwise


def days_of(view: str, day: date) -> list[date]:
    """Whole weeks from Monday: the one of the day, or all that its month touches."""
    if view == WEEK:
        first, last = day, day
    else:
        first = day.replace(day=1)
        last = _next_month(first) - timedelta(days=1)
    begin = first - timedelta(days=first.weekday())
    count = (last - begin).days // 7 * 7 + 7
    return [begin + timedelta(days=number) for number in range(count)]


def neighbours(view: str, day: date) -> tuple[date, date]:
    """The day to ask for one step earlier, and one step later."""
    if view == WEEK:
        return day - timedelta(days=7), day + timedelta(days=7)
    first = day.replace(day=1)
    return (first - timedelta(days=1)).replace(day=1), _next_month(first)


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def bounds(days: Sequence[date], zone: ZoneInfo) -> Span:
    """From the first midnight to the last, by the clocks of a zone."""
    return midnight(days[0], zone), midnight(days[-1] + timedelta(days=1), zone)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When a day begins there."""
    return datetime.combine(day, time(), tzinfo=zone)


@dataclass(frozen=True, kw_only=True)
class Spans(Generic[T, F]):
    """How long a change and a freeze take."""

    of_change: Callable[[T], Span]
    of_freeze: Callable[[F], Span]


def calendar(
    days: Sequence[date],
    changes: Iterable[T],
    freezes: Iterable[F],
    *,
    spans: Spans[T, F],
    zone: ZoneInfo,
    today: date,
    month: int | None = None,
) -> list[Day[T, F]]:
    """Each day with what touches it. What lasts no time belongs to the day in which it lies."""
    begins = [midnight(day, zone).astimezone(UTC) for day in [*days, days[-1] + timedelta(days=1)]]
    made: list[list[T]] = [[] for _ in days]
    frozen: list[list[F]] = [[] for _ in days]
    for change in changes:
        for number in _touched(spans.of_change(change), begins):
            made[number].append(change)
    for freeze in freezes:
        for number in _touched(spans.of_freeze(freeze), begins):
            frozen[number].append(freeze)
    return [
        Day(
            day=day,
            inside=month is None or day.month == month,
            today=day == today,
            changes=tuple(made[number]),
            freezes=tuple(frozen[number]),
        )
        for number, day in enumerate(days)
    ]


def _touched(span: Span, begins: Sequence[datetime]) -> range:
    """The numbers of the days that a span touches: from the one it starts in to the last it does not end before."""
    starts_at, ends_at = span
    first = bisect_right(begins, starts_at) - 1
    return range(max(first, 0), min(max(bisect_left(begins, ends_at), first + 1), len(begins) - 1))
