"""Holidays in a layer: whether a day counts, and how many turns had a day that counts. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from catalog.public_holidays import is_public_holiday


@dataclass(frozen=True, kw_only=True)
class Holidays:
    """Whose holidays they are, and what they mean: nobody has the layer then, or it is for them only."""

    only: bool = False
    country: str = ""
    subdivision: str = ""
    days: frozenset[date] = frozenset()

    def admits(self, day: int) -> bool:
        """Whether the layer has this day, given as its number since the year one."""
        return self.is_free(date.fromordinal(day)) == self.only

    def is_free(self, day: date) -> bool:
        """Whether it is a holiday: the company's own, or a public one."""
        return day in self.days or is_public_holiday(self.country, self.subdivision, day)


@dataclass
class Tally:
    """How many turns from the anchor on had something to do; holidays follow no cycle, so each turn is asked."""

    works: Callable[[int], bool]
    later: list[int] = field(default_factory=lambda: [0])
    earlier: list[int] = field(default_factory=lambda: [0])

    def before(self, turn: int) -> int:
        """The number of this turn among those that count; negative before the anchor."""
        while len(self.later) <= turn:
            self.later.append(self.later[-1] + self.works(len(self.later) - 1))
        while len(self.earlier) <= -turn:
            self.earlier.append(self.earlier[-1] - self.works(-len(self.earlier)))
        return self.later[turn] if turn >= 0 else self.earlier[-turn]
