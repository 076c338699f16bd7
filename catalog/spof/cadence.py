"""Decides when the analysis is due again, when to remind of it, and what has changed since the last one."""

from __future__ import annotations

import calendar
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

Asset: TypeAlias = Hashable

MONTHS = 3
REMIND_DAYS = 14
AGAIN_DAYS = 7
ACCEPTED_MONTHS = 12


def months_after(day: date, months: int) -> date:
    """The same day some months later; where that month is shorter, its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


@dataclass(frozen=True)
class Cadence:
    """When the next sign-off is due. The state is `never`, `fine`, `due` (from 14 days before) or `overdue`.

    `reminder` numbers the reminders: each is sent once. None while there is nothing to be reminded of.
    """

    next_due: date | None
    state: str
    reminder: int | None = None


def cadence(*, last_review: date | None, today: date) -> Cadence:
    """Due three months after the last sign-off, overdue from the day after."""
    if last_review is None:
        return Cadence(None, "never")
    due = months_after(last_review, MONTHS)
    if today < due - timedelta(days=REMIND_DAYS):
        return Cadence(due, "fine")
    if today <= due:
        return Cadence(due, "due", 0)
    return Cadence(due, "overdue", 1 + ((today - due).days - 1) // AGAIN_DAYS)


def latest_expiry(today: date) -> date:
    """Until when a risk may be accepted: a year from today."""
    return months_after(today, ACCEPTED_MONTHS)


@dataclass(frozen=True)
class Difference:
    """What one analysis says that another did not."""

    new: frozenset[Asset]
    gone: frozenset[Asset]
    still_open: frozenset[Asset]


def difference(*, before: Iterable[Asset], now: Iterable[Asset]) -> Difference:
    """Between the single points of failure of two analyses."""
    former, found = frozenset(before), frozenset(now)
    return Difference(new=found - former, gone=former - found, still_open=found & former)
