"""When a customer or our own company is at work: openings, hours until the next one, and business days.

Shifts are laid out in the calendar's own zone and compared in UTC, so that a clock change moves nobody's opening.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from catalog.public_holidays import is_public_holiday

HORIZON_DAYS = 14
REACTION_DAYS = 2
_YEARS_AHEAD_DAYS = 3660
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Working days (0 is Monday) and hours; a shift that closes at or before it opens runs past midnight.

    `holidays` are days of one's own; `country` and `subdivision` (ISO 3166) name the public ones.
    """

    tz: str = "UTC"
    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    opens: time = time(9)
    closes: time = time(17)
    holidays: frozenset[date] = frozenset()
    is_24x7: bool = False
    country: str = ""
    subdivision: str = ""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.tz)

    @property
    def shift_length(self) -> timedelta:
        """What one working shift lasts by the clock on the wall; a day when the calendar never closes."""
        if self.is_24x7:
            return _DAY
        length = datetime.combine(date.min, self.closes) - datetime.combine(date.min, self.opens)
        return length if length > timedelta() else length + _DAY


ALWAYS = Calendar(is_24x7=True)
COMPANY = Calendar()


def is_working_day(calendar: Calendar, day: date) -> bool:
    """Whether a shift begins on this day of the calendar's own zone."""
    if day.weekday() not in calendar.days or day in calendar.holidays:
        return False
    return not is_public_holiday(calendar.country, calendar.subdivision, day)


def is_open(calendar: Calendar, at: datetime) -> bool:
    """The opening minute is open, the closing minute is not."""
    if calendar.is_24x7:
        return True
    first = at.astimezone(calendar.zone).date() - _DAY
    return any(start <= at < end for start, end in _shifts(calendar, first, 3))


def next_opening(calendar: Calendar, at: datetime, *, horizon_days: int = HORIZON_DAYS) -> datetime | None:
    """`at` itself while open, else the next opening; None when there is none within the horizon."""
    if is_open(calendar, at):
        return at
    first = at.astimezone(calendar.zone).date() - _DAY
    limit = at + timedelta(days=horizon_days)
    openings = (start for start, _ in _shifts(calendar, first, horizon_days + 3) if at < start <= limit)
    return next(openings, None)


def turns(calendar: Calendar, start: datetime, end: datetime) -> set[datetime]:
    """Every moment of the span at which it opens or closes; none when it never does either."""
    if calendar.is_24x7:
        return set()
    first = start.astimezone(calendar.zone).date() - _DAY
    days = (end.astimezone(calendar.zone).date() - first).days + 1
    moments = (moment for shift in _shifts(calendar, first, max(0, days)) for moment in shift)
    return {moment for moment in moments if start < moment < end}


def hours_to_open(calendar: Calendar, at: datetime) -> float:
    """Elapsed hours until somebody is at work; infinite when nobody will be for two weeks."""
    opening = next_opening(calendar, at)
    return float("inf") if opening is None else (opening - at) / timedelta(hours=1)


def open_time(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """How much of the span from start to end lies in working shifts."""
    if calendar.is_24x7:
        return max(timedelta(), end - start)
    first = start.astimezone(calendar.zone).date() - _DAY
    days = (end.astimezone(calendar.zone).date() - first).days + 1
    overlaps = (
        min(end, closes) - max(start, opens) for opens, closes in _shifts(calendar, first, max(0, days))
    )
    return sum((overlap for overlap in overlaps if overlap > timedelta()), timedelta())


def business_days_after(at: datetime, days: float, calendar: Calendar = COMPANY) -> datetime:
    """When `days` shifts' worth of open time has passed; a calendar that never opens raises ValueError."""
    remaining = calendar.shift_length * days
    if calendar.is_24x7 or remaining <= timedelta():
        return at + remaining
    first = at.astimezone(calendar.zone).date() - _DAY
    for opens, closes in _shifts(calendar, first, _YEARS_AHEAD_DAYS):
        begins = max(opens, at)
        if closes - begins >= remaining:
            return begins + remaining
        remaining -= max(timedelta(), closes - begins)
    raise ValueError("this calendar never opens")


def business_days_between(calendar: Calendar, start: datetime, end: datetime) -> float:
    """Open time between two moments, in shifts."""
    return open_time(calendar, start, end) / calendar.shift_length


@dataclass(frozen=True, kw_only=True)
class Reaction:
    """How long somebody was left waiting, by the business clock, against a promise of so many business days."""

    waited: timedelta
    promised: timedelta

    @property
    def met(self) -> bool:
        """“Under two business days” is not met by exactly two."""
        return self.waited < self.promised

    @property
    def hours(self) -> tuple[float, float]:
        return self.waited / timedelta(hours=1), self.promised / timedelta(hours=1)


def reaction(calendar: Calendar, start: datetime, end: datetime, days: float = REACTION_DAYS) -> Reaction:
    """What a customer waited for an answer, against the promise."""
    return Reaction(waited=open_time(calendar, start, end), promised=calendar.shift_length * days)


def _shifts(calendar: Calendar, first: date, days: int) -> Iterator[tuple[datetime, datetime]]:
    """The shifts that belong to `days` days from `first` on, in UTC; a night shift belongs to its opening day."""
    past_midnight = calendar.closes <= calendar.opens
    for offset in range(days):
        day = first + timedelta(days=offset)
        if not is_working_day(calendar, day):
            continue
        closing_day = day + _DAY if past_midnight else day
        yield _utc(calendar, day, calendar.opens), _utc(calendar, closing_day, calendar.closes)


def _utc(calendar: Calendar, day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=calendar.zone).astimezone(UTC)
