"""Decides through which provider a message is tried next, when, and when its channel has nothing left to try.

Pure. A provider that rests is tried last and never left out: a doubtful way beats none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

URGENT_WAITS_S = (2, 5, 15)
BULK_WAITS_S = (60, 300, 900)
"""Seconds after each temporary failure; after the last one another provider is asked."""

MOST_UNREPORTED = 10
"""Attempts that nobody lived to report, as when a provider is so slow that the worker is killed each time."""

MOST_LOST = 2
"""Taken and then reported as lost: once more, no oftener."""


class Outcome(StrEnum):
    """What came of an attempt, as far as it matters for the next one."""

    ASKING = "asking"
    SENT = "sent"
    DELIVERED = "delivered"
    UNCONFIRMED = "unconfirmed"
    DELAYED = "delayed"
    LOST = "lost"
    REFUSED = "refused"
    HOPELESS = "hopeless"


@dataclass(frozen=True)
class Provider:
    """One that can be asked; `rests` while it has failed too often in a row."""

    name: str
    rests: bool = False


@dataclass(frozen=True)
class Tried:
    """An attempt through a provider and its outcome."""

    provider: str
    outcome: Outcome


@dataclass(frozen=True)
class Next:
    """Ask this one, after so many seconds."""

    provider: str
    wait_s: float


def next_try(providers: Sequence[Provider], tried: Sequence[Tried], *, waits: Sequence[float]) -> Next | None:
    """The next attempt, or None when every provider has been tried for good, or no provider can help.

    `providers` stand in the order in which they are wanted, `tried` in the order of time.
    """
    if any(one.outcome is Outcome.HOPELESS for one in tried):
        return None
    left = [provider for provider in providers if not is_spent(provider.name, tried, most=len(waits))]
    if not left:
        return None
    chosen = min(left, key=lambda provider: (provider.rests, _has_lost(provider.name, tried)))
    return Next(chosen.name, _wait_s(chosen.name, tried, waits))


def is_spent(name: str, tried: Sequence[Tried], *, most: int) -> bool:
    """Whether asking this provider once more is of no use."""
    seen = Counter(one.outcome for one in tried if one.provider == name)
    return (
        bool(seen[Outcome.REFUSED] or seen[Outcome.UNCONFIRMED] or seen[Outcome.DELIVERED])
        or seen[Outcome.DELAYED] > most
        or seen[Outcome.LOST] >= MOST_LOST
        or seen[Outcome.ASKING] >= MOST_UNREPORTED
    )


def _has_lost(name: str, tried: Sequence[Tried]) -> bool:
    return Tried(name, Outcome.LOST) in tried


def _wait_s(name: str, tried: Sequence[Tried], waits: Sequence[float]) -> float:
    """Whoever comes new is asked at once; the one that could not take it just now is given a while."""
    if not tried or tried[-1].provider != name:
        return 0
    if tried[-1].outcome is Outcome.LOST:
        return waits[0]
    delayed = sum(one == Tried(name, Outcome.DELAYED) for one in tried)
    return waits[delayed - 1] if tried[-1].outcome is Outcome.DELAYED else 0
