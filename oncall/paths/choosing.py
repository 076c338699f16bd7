"""Which escalation path an incident takes: the first whose conditions hold; a catch-all has none.

Each condition may be empty, which holds for everything. What kind of asset, which group, which asset by name is one
question with several answers: any of them will do.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from fnmatch import fnmatchcase

from catalog.business_hours import Calendar, is_open, turns

# Any year would do; in the fortnight from here no clock is changed anywhere.
LOOKED_AT, WEEK, YEAR = datetime(2026, 1, 5, tzinfo=UTC), timedelta(days=7), timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class Week:
    """Days (0 is Monday) and hours by the clock on the wall of a zone; a night belongs to the day it begins on.

    `outside` turns it round: all the rest of the week. The same hour twice is a whole day from that hour.
    """

    days: tuple[int, ...]
    opens: time = time(9)
    closes: time = time(17)
    tz: str = "UTC"
    outside: bool = False

    def holds_at(self, at: datetime) -> bool:
        """Whether this moment lies in it; the opening minute does, the closing minute does not."""
        return is_open(self._hours, at) is not self.outside

    def holds_all_of(self, other: Week) -> bool:
        """Whether no moment of the other's lies outside of this one, in whatever zone each is meant."""
        if self == other:
            return True
        # By one clock a week shows all; two clocks may be set back and forward on different days of the year.
        begins, ends = LOOKED_AT, LOOKED_AT + (YEAR if self.tz != other.tz else 2 * WEEK)
        moments = {begins, *turns(self._hours, begins, ends), *turns(other._hours, begins, ends)}
        return all(self.holds_at(one) for one in moments if other.holds_at(one))

    @property
    def _hours(self) -> Calendar:
        return Calendar(tz=self.tz, days=self.days, opens=self.opens, closes=self.closes)


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What is known of an incident at the moment a path is chosen for it."""

    at: datetime
    priority: str | None = None
    asset_kinds: frozenset[str] = frozenset()
    assets: frozenset[str] = frozenset()
    asset_groups: frozenset[str] = frozenset()
    signals: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """When a path is meant; an empty condition holds for everything. Signals are names, `*` stands for any letters."""

    key: str = ""
    priorities: frozenset[str] = frozenset()
    asset_kinds: frozenset[str] = frozenset()
    assets: frozenset[str] = frozenset()
    asset_groups: frozenset[str] = frozenset()
    signals: frozenset[str] = frozenset()
    week: Week | None = None

    @property
    def names_assets(self) -> bool:
        """Whether it asks for any asset at all."""
        return bool(self.asset_kinds or self.assets or self.asset_groups)

    @property
    def is_catch_all(self) -> bool:
        """Whether no incident can miss it."""
        return not self.reasons

    @property
    def reasons(self) -> tuple[str, ...]:
        """The conditions that it has, by name."""
        asked = {
            "priority": self.priorities,
            "asset": self.names_assets,
            "signal": self.signals,
            "time": self.week,
        }
        return tuple(name for name, given in asked.items() if given)

    def misses(self, situation: Situation) -> tuple[str, ...]:
        """The conditions that do not hold, by name; none means that the path is meant."""
        held = {
            "priority": situation.priority in self.priorities,
            "asset": self._fits_assets(situation),
            "signal": any(fits(pattern, name) for pattern in self.signals for name in situation.signals),
            "time": self.week is not None and self.week.holds_at(situation.at),
        }
        return tuple(name for name in self.reasons if not held[name])

    def _fits_assets(self, situation: Situation) -> bool:
        pairs = (
            (self.asset_kinds, situation.asset_kinds),
            (self.assets, situation.assets),
            (self.asset_groups, situation.asset_groups),
        )
        return any(not wanted.isdisjoint(found) for wanted, found in pairs)


def fits(pattern: str, name: str) -> bool:
    """Whether a signal has this name; big and small letters are the same."""
    return fnmatchcase(name.lower(), pattern.lower())


def first_match(paths: Sequence[Conditions], situation: Situation) -> str | None:
    """The key of the first path that is meant; None only where no catch-all exists."""
    return next((path.key for path in paths if not path.misses(situation)), None)


def keeps_a_catch_all(paths: Collection[Conditions]) -> bool:
    """Without a path that has no conditions some incident would page the last resort alone."""
    return any(path.is_catch_all for path in paths)
