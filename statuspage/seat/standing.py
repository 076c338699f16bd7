"""Decides in which order the seat shows what is open, and how loud each is: what is late stands first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from statuspage.telling.freshness import freshness

LATE, SOON, UNTOLD, FRESH, QUIET, OVER = "late", "soon", "untold", "fresh", "quiet", "over"
ORDER: Sequence[str] = (LATE, UNTOLD, SOON, FRESH, QUIET, OVER)
STATES = {"escalated": LATE, "overdue": LATE, "due_soon": SOON, "ok": FRESH}


@dataclass(frozen=True, kw_only=True)
class Clock:
    """How one incident stands with its readers: when the next word is due, or since when the first one is owed."""

    state: str
    due_at: datetime | None = None
    owed_since: datetime | None = None
    escalated: bool = False


def clock(
    *, told: bool, over: bool, due_at: datetime | None, owed_since: datetime | None, now: datetime
) -> Clock:
    """`owed_since` is when the plan began to wait for the page, or when a customer called first."""
    if due_at is not None:
        found = freshness(due_at, now)
        return Clock(state=STATES[found.state], due_at=due_at, escalated=found.state == "escalated")
    if told:
        return Clock(state=OVER if over else QUIET)
    return Clock(state=UNTOLD if owed_since else QUIET, owed_since=owed_since)


def loudest_first(clocks: Iterable[tuple[Clock, str, datetime]]) -> list[int]:
    """Places in the given order: by state, then what is due or owed first, then priority, then age."""
    listed = list(clocks)

    def rank(place: int) -> tuple[int, datetime, str, datetime]:
        one, priority, since = listed[place]
        return ORDER.index(one.state), one.due_at or one.owed_since or since, priority or "P9", since

    return sorted(range(len(listed)), key=rank)
