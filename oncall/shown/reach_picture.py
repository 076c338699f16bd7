"""Escalations over a span as columns: acknowledged within five minutes, later, and never. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

WIDTH, FLOOR = 760.0, 96.0
LETTERS = 52.0
"""How much room a date below the columns takes; dates that would touch are left out."""


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """One column: how many escalations began in it, and what came of them."""

    starts_at: datetime
    soon: int = 0
    later: int = 0
    never: int = 0
    going_on: int = 0

    @property
    def day(self) -> date:
        """The day it begins on, by the clock that the span was asked for."""
        return self.starts_at.date()

    @property
    def all(self) -> int:
        """How many began."""
        return self.soon + self.later + self.never + self.going_on


@dataclass(frozen=True, kw_only=True)
class Block:
    """A rectangle of one sort; `sort` is what it looks like."""

    x: float
    y: float
    width: float
    height: float
    sort: str


@dataclass(frozen=True, kw_only=True)
class Columns:
    """The picture: its rectangles, and the dates below, each with its place."""

    blocks: Sequence[Block]
    dates: Sequence[tuple[float, date]]
    most: int


def stretches(
    counted: Mapping[int, Mapping[str, int]], *, starts_at: datetime, ends_at: datetime, bucket: timedelta
) -> list[Stretch]:
    """Every stretch of the span, those without an escalation too. `counted` holds runs, acknowledged, soon, never."""
    found: list[Stretch] = []
    number = 0
    while (begins := starts_at + number * bucket) < ends_at:
        row = counted.get(number, {})
        soon, acknowledged = row.get("soon", 0), row.get("acknowledged", 0)
        never, runs = row.get("never", 0), row.get("runs", 0)
        found.append(
            Stretch(
                starts_at=begins,
                soon=soon,
                later=acknowledged - soon,
                never=never,
                going_on=runs - acknowledged - never,
            )
        )
        number += 1
    return found


def bucket_of(span: timedelta) -> timedelta:
    """A day where that makes at most a month of columns, else a week, else thirty days."""
    if span <= timedelta(days=31):
        return timedelta(days=1)
    return timedelta(days=7) if span <= timedelta(days=217) else timedelta(days=30)


def drawn(found: Sequence[Stretch]) -> Columns | None:
    """The columns from the left to the right; None where nothing happened, so that nobody looks for it."""
    most = max((one.all for one in found), default=0)
    if not most:
        return None
    step = WIDTH / len(found)
    blocks: list[Block] = []
    dates: list[tuple[float, date]] = []
    for number, one in enumerate(found):
        blocks += _column(one, x=number * step, width=step, unit=(FLOOR - 4) / most)
        if not dates or number * step - dates[-1][0] >= LETTERS:
            dates.append((number * step, one.day))
    return Columns(blocks=blocks, dates=dates, most=most)


def _column(one: Stretch, *, x: float, width: float, unit: float) -> list[Block]:
    gap = min(6.0, width * 0.2)
    blocks, y = [], FLOOR
    for sort, count in (("b1", one.soon), ("b2", one.later), ("b3", one.going_on), ("b4", one.never)):
        if count:
            y -= count * unit
            blocks.append(Block(x=x + gap / 2, y=y, width=width - gap, height=count * unit, sort=sort))
    return blocks
