"""Hand-overs of a schedule: who comes on call and who goes, when, and which notices fall due for it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from oncall.rota.coverage import LOOKING, MOMENT, Plan, Shift, coverage, on_call

MINUTE = timedelta(minutes=1)
# Who had the duty within the last day knows of it: no reminder then, a working day's duty comes every day.
FRESH = timedelta(days=1)
BEFORE, ON, OFF = "before", "on", "off"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a person wants to hear: so many minutes before her duty, when it begins, when it ends."""

    before: tuple[int, ...] = (24 * 60, 3 * 60)
    on: bool = True
    off: bool = False


@dataclass(frozen=True)
class Change:
    """A moment at which other people are on call."""

    at: datetime
    came: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True)
class Notice:
    """One word to one person about one change."""

    user: str
    sort: str
    minutes: int
    change_at: datetime

    @property
    def due_at(self) -> datetime:
        """When it is to be said."""
        return self.change_at - self.minutes * MINUTE


USUAL = Wish()


def changes(plan: Plan, starts_at: datetime, ends_at: datetime) -> Iterator[Change]:
    """The hand-overs of the span, in order."""
    for before, after in pairwise(coverage(plan, starts_at - MOMENT, ends_at)):
        came = tuple(user for user in after.users if user not in before.users)
        left = tuple(user for user in before.users if user not in after.users)
        if came or left:
            yield Change(after.starts_at, came, left)


def notices(
    plan: Plan, wishes: Mapping[str, Wish], starts_at: datetime, ends_at: datetime
) -> Iterator[Notice]:
    """What falls due in the span."""
    longest = max((minutes for wish in (USUAL, *wishes.values()) for minutes in wish.before), default=0)
    shifts = coverage(plan, starts_at - FRESH, ends_at + longest * MINUTE)
    for change in changes(plan, starts_at, ends_at + longest * MINUTE):
        for notice in _of(change, shifts, wishes):
            if starts_at <= notice.due_at < ends_at:
                yield notice


def _of(change: Change, shifts: Sequence[Shift], wishes: Mapping[str, Wish]) -> Iterator[Notice]:
    for user in change.came:
        wish = wishes.get(user, USUAL)
        if wish.on:
            yield Notice(user, ON, 0, change.at)
        for minutes in () if _fresh(user, change.at, shifts) else wish.before:
            yield Notice(user, BEFORE, minutes, change.at)
    for user in change.left:
        if wishes.get(user, USUAL).off:
            yield Notice(user, OFF, 0, change.at)


def _fresh(user: str, at: datetime, shifts: Sequence[Shift]) -> bool:
    """Whether she had it within the last day."""
    return any(user in one.users for one in shifts if one.starts_at < at and one.ends_at > at - FRESH)


def holds(plan: Plan, notice: Notice, at: datetime) -> bool:
    """Whether it is still so: nobody has swapped it, stood in or gone away meanwhile."""
    before = notice.user in on_call(plan, notice.change_at - MOMENT)
    after = notice.user in on_call(plan, notice.change_at)
    if notice.sort == OFF:
        return before and not after
    if before or not after:
        return False
    return at < notice.change_at if notice.sort == BEFORE else notice.user in on_call(plan, at)


def leaves_at(plan: Plan, user: str, at: datetime) -> datetime | None:
    """When she is relieved; None when nothing is planned that relieves her."""
    for ahead in LOOKING:
        for change in changes(plan, at + MOMENT, at + ahead):
            if user in change.left:
                return change.at
    return None
