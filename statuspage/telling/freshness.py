"""How old the word on the status page may be, and who is asked for a new one when it gets old."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from incidents.parameters import UPDATE_MINUTES

LATE = frozenset({"overdue", "escalated"})
SLOWEST = "P4"

# From so many minutes after the due time on: the state, and who is asked.
NAGS: tuple[tuple[float, str, tuple[str, ...]], ...] = (
    (10, "escalated", ("csr", "im", "comms_hunt_group")),
    (0, "overdue", ("csr", "im")),
    (-5, "due_soon", ("csr",)),
)


@dataclass(frozen=True, kw_only=True)
class Freshness:
    """When the next update is due, how the page stands, and who is to be asked."""

    due_at: datetime
    state: str
    nag: tuple[str, ...] = ()


def interval_of(priority: str, intervals: Mapping[str, float] = UPDATE_MINUTES) -> timedelta:
    """How long a word stands; where no person gave a priority yet, or for the least urgent, the slowest."""
    return timedelta(minutes=intervals.get(priority, intervals[SLOWEST]))


def next_due(
    *,
    priority: str,
    last_update: datetime,
    promised_next: datetime | None = None,
    intervals: Mapping[str, float] = UPDATE_MINUTES,
) -> datetime:
    """The interval of the priority, or the time promised on the page, whichever is earlier."""
    due_at = last_update + interval_of(priority, intervals)
    return due_at if promised_next is None else min(due_at, promised_next)


def freshness(due_at: datetime, now: datetime) -> Freshness:
    """Support is asked shortly before, the Incident Manager too when it is due, more people when it is late."""
    for minutes, state, nag in NAGS:
        if now >= due_at + timedelta(minutes=minutes):
            return Freshness(due_at=due_at, state=state, nag=nag)
    return Freshness(due_at=due_at, state="ok")


def is_reached(state: str, due_at: datetime, now: datetime) -> bool:
    """Whether the page is as late as this state says, or later."""
    return any(name == state and now >= due_at + timedelta(minutes=minutes) for minutes, name, _ in NAGS)


def stages_ahead(due_at: datetime, now: datetime) -> list[tuple[datetime, str]]:
    """When each stage begins, from the one it stands in on: who asks for the late need not have asked for the early."""
    begins = [(due_at + timedelta(minutes=minutes), state) for minutes, state, _ in NAGS]
    passed = max((moment for moment, _ in begins if moment <= now), default=None)
    return [(moment, state) for moment, state in begins if passed is None or moment >= passed]


def next_look(due_at: datetime, now: datetime) -> datetime | None:
    """When the state will change next; None once it cannot get worse."""
    changes = [due_at + timedelta(minutes=minutes) for minutes, _, _ in NAGS]
    return min((moment for moment in changes if moment > now), default=None)
