"""How old the word on the status page may be, and who is asked for a new one when it gets old."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

INTERVAL_MINUTES: Mapping[str, float] = MappingProxyType({"P1": 30, "P2": 60, "P3": 120, "P4": 240})
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


def next_due(
    *,
    priority: str,
    last_update: datetime,
    promised_next: datetime | None = None,
    intervals: Mapping[str, float] = INTERVAL_MINUTES,
) -> datetime:
    """The interval of the priority, or the time promised on the page, whichever is earlier."""
    minutes = intervals.get(priority, intervals[SLOWEST])
    due_at = last_update + timedelta(minutes=minutes)
    return due_at if promised_next is None else min(due_at, promised_next)


def freshness(due_at: datetime, now: datetime) -> Freshness:
    """Support is asked shortly before, the Incident Manager too when it is due, more people when it is late."""
    for minutes, state, nag in NAGS:
        if now >= due_at + timedelta(minutes=minutes):
            return Freshness(due_at=due_at, state=state, nag=nag)
    return Freshness(due_at=due_at, state="ok")


def next_look(due_at: datetime, now: datetime) -> datetime | None:
    """When the state will change next; None once it cannot get worse."""
    changes = [due_at + timedelta(minutes=minutes) for minutes, _, _ in NAGS]
    return min((moment for moment in changes if moment > now), default=None)
