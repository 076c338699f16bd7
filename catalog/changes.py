"""Which changes can have to do with what broke: those made in the hours before it began. Pure.

A change that was never made cannot have broken anything; one made afterwards neither.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from operator import attrgetter
from typing import Generic, TypeVar

DEFAULT_HOURS = 24.0
MOST_HOURS = 8784.0  # a leap year
# An emergency is mended first and written down afterwards, but within a day.
RECORDED_WITHIN = timedelta(hours=24)


C = TypeVar("C")
Made = Callable[[C], datetime | None]
IMPLEMENTED_AT: Made[object] = attrgetter("implemented_at")


@dataclass(frozen=True, kw_only=True)
class Found(Generic[C]):
    """The changes of the span, newest first; when there is none, the nearest older one. `more` were left out."""

    within: tuple[C, ...] = ()
    nearest: C | None = None
    more: bool = False


def since(onset: datetime, hours: float) -> datetime:
    """Where the span begins; both of its ends belong to it."""
    return onset - timedelta(hours=hours)


def changes_before(
    changes: Iterable[C], onset: datetime, hours: float, *, made_at: Made[C] = IMPLEMENTED_AT
) -> Found[C]:
    """The changes made in the hours before the onset, both bounds included."""
    begin = since(onset, hours)
    made = [(at, change) for change in changes if (at := made_at(change)) and at <= onset]
    made.sort(key=lambda pair: pair[0], reverse=True)
    within = tuple(change for at, change in made if at >= begin)
    older = [change for at, change in made if at < begin]
    return Found(within=within, nearest=older[0] if older and not within else None)


def hours_between(earlier: datetime, later: datetime) -> float:
    """Hours to two decimals, rounded half up."""
    exact = Decimal((later - earlier) / timedelta(microseconds=1)) / Decimal(3_600_000_000)
    return float(exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


def is_late(implemented_at: datetime, recorded_at: datetime) -> bool:
    """Whether an emergency was written down later than within a day."""
    return recorded_at - implemented_at > RECORDED_WITHIN
