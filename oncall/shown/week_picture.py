"""A week of duty as a drawing: bars in 56 columns of three hours, by the clock of whoever looks. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from oncall.rota.coverage import Plan, Shift, coverage, layer_pieces, stand_ins
from oncall.rota.rotation import Piece
from oncall.rota.wall import moment_of, wall_of

COLUMNS = 56
COLUMN = timedelta(hours=3)
DAYS = 7
DAY = timedelta(days=1)
CLOCK = "%a %H:%M"
LOOKS = {"override": "over", "swap": "swap", "none": "gap"}

Names = Callable[[Sequence[str]], str]


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One stretch: where it begins, how wide, what it says, and the same in words for whoever does not see it."""

    column: int
    width: int
    words: str
    span: str
    look: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the drawing; the last of a schedule is the result."""

    name: str
    bars: tuple[Bar, ...]
    final: bool = False


@dataclass(frozen=True, kw_only=True)
class Week:
    """A week from Monday to Monday by the clock of a zone."""

    monday: datetime
    zone: ZoneInfo

    @classmethod
    def of(cls, at: datetime, zone: ZoneInfo, ahead: int = 0) -> Week:
        """The week of this moment, or so many later or earlier."""
        wall = wall_of(at, zone).replace(hour=0, minute=0, second=0, microsecond=0)
        return cls(monday=wall - wall.weekday() * DAY + ahead * DAYS * DAY, zone=zone)

    @property
    def starts_at(self) -> datetime:
        """Monday at midnight."""
        return moment_of(self.monday, self.zone)

    @property
    def ends_at(self) -> datetime:
        """The Monday after, at midnight."""
        return moment_of(self.monday + DAYS * DAY, self.zone)

    def days(self, at: datetime) -> list[tuple[int, str, bool]]:
        """Number, name and whether it is today."""
        today = wall_of(at, self.zone).date()
        days = [self.monday + number * DAY for number in range(DAYS)]
        return [(number, day.strftime("%a %-d"), day.date() == today) for number, day in enumerate(days)]

    def column(self, at: datetime) -> int:
        """The column in which a moment lies; the clock on the wall decides."""
        return max(0, min(COLUMNS, round((wall_of(at, self.zone) - self.monday) / COLUMN)))

    def now(self, at: datetime) -> int | None:
        """Where the line of now stands, if it lies in this week."""
        return min(self.column(at), COLUMNS - 1) if self.starts_at <= at < self.ends_at else None

    def span(self, starts_at: datetime, ends_at: datetime) -> str:
        """From and to, in words."""
        first, last = starts_at.astimezone(self.zone), ends_at.astimezone(self.zone)
        return f"{first.strftime(CLOCK)} to {last.strftime(CLOCK)}"


def result_row(plan: Plan, week: Week, names: Names, *, name: str = "On call") -> Row:
    """Who is on call in the end, gaps included."""
    shifts = _joined(coverage(plan, week.starts_at, week.ends_at))
    return Row(name=name, bars=_bars(shifts, week, names), final=True)


def layer_rows(plan: Plan, titles: Sequence[str], week: Week, names: Names) -> list[Row]:
    """Each layer from the bottom up, then who stands in or swapped, then the result."""
    rows = [
        Row(
            name=title,
            bars=_bars(_shifts(layer_pieces(plan, layer, week.starts_at, week.ends_at)), week, names),
        )
        for title, layer in zip(titles, plan.layers, strict=True)
    ]
    standing = _shifts(stand_ins(plan.overrides, "", week.starts_at, week.ends_at), "override")
    swapped = [
        Shift(
            max(one.starts_at, week.starts_at), min(one.ends_at, week.ends_at), (one.takes,), "swap", one.key
        )
        for one in plan.swaps
        if one.starts_at < week.ends_at and one.ends_at > week.starts_at
    ]
    if standing or swapped:
        above = sorted([*standing, *swapped], key=lambda shift: shift.starts_at)
        rows.append(Row(name="Stand-ins", bars=_bars(above, week, names)))
    return [*(row for row in rows if row.bars), result_row(plan, week, names)]


def _shifts(pieces: Iterable[Piece], source: str = "layer") -> list[Shift]:
    return [Shift(one.starts_at, one.ends_at, one.users, source, one.key) for one in pieces]


def _joined(shifts: Iterable[Shift]) -> list[Shift]:
    """The drawing says who, not which turn: the same people with the same reason are one bar."""
    found: list[Shift] = []
    for shift in shifts:
        if found and (found[-1].users, found[-1].source) == (shift.users, shift.source):
            found[-1] = found[-1]._replace(ends_at=shift.ends_at)
        else:
            found.append(shift)
    return found


def _bars(shifts: Iterable[Shift], week: Week, names: Names) -> tuple[Bar, ...]:
    bars: list[Bar] = []
    free = 0
    for shift in shifts:
        first = max(free, week.column(shift.starts_at))
        last = max(first + 1, week.column(shift.ends_at))
        if first >= COLUMNS:
            break
        free = min(last, COLUMNS)
        bars.append(
            Bar(
                column=first,
                width=free - first,
                words=names(shift.users) or "nobody",
                span=week.span(shift.starts_at, shift.ends_at),
                look=LOOKS.get(shift.source, ""),
            )
        )
    return tuple(bars)
