"""What the public reads from a degradation: the state of a component, its colour, and the worst of a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class ComponentState:
    """A state as the public knows it: a word, a colour, and how bad it is."""

    name: str
    colour: str
    words: str
    rank: int

    def __str__(self) -> str:
        return f"{self.name}/{self.colour}"


OPERATIONAL = ComponentState("operational", "green", "Operational", 0)
MAINTENANCE = ComponentState("maintenance", "blue", "Under maintenance", 1)
DEGRADED = ComponentState("degraded_performance", "yellow", "Degraded performance", 2)
PARTIAL = ComponentState("partial_outage", "orange", "Partial outage", 3)
MAJOR = ComponentState("major_outage", "red", "Major outage", 4)
STATES = {state.name: state for state in (OPERATIONAL, MAINTENANCE, DEGRADED, PARTIAL, MAJOR)}
BY_DEGRADATION = {
    "none": OPERATIONAL,
    "at_risk": OPERATIONAL,
    "degraded": DEGRADED,
    "major": PARTIAL,
    "down": MAJOR,
}
UPTIME_DAYS = 90
UPTIME_STEP = Decimal("0.001")


def component_state(degradation: str, *, in_maintenance: bool = False) -> ComponentState:
    """Planned maintenance is blue whatever is degraded by it; lost redundancy is not the public's concern."""
    return MAINTENANCE if in_maintenance else BY_DEGRADATION[degradation]


def page_state(states: Iterable[ComponentState]) -> ComponentState:
    """The page is as bad as its worst component; a page without any is operational."""
    return max(states, key=lambda state: state.rank, default=OPERATIONAL)


def in_maintenance(windows: Iterable[Span], now: datetime) -> bool:
    """Whether a planned window runs now."""
    return any(starts_at <= now < ends_at for starts_at, ends_at in windows)


def outage_minutes(outages: Iterable[Span], maintenance: Sequence[Span] = ()) -> float:
    """How long it was down outside planned maintenance; overlapping outages count once."""
    total, reached = timedelta(), None
    for starts_at, ends_at in sorted(outages):
        begins = starts_at if reached is None else max(starts_at, reached)
        if ends_at > begins:
            total += (ends_at - begins) - _planned(begins, ends_at, maintenance)
            reached = ends_at
    return total / timedelta(minutes=1)


def uptime_percent(outage: float, days: float = UPTIME_DAYS) -> float:
    """The share of the time without outage, for so many minutes of it in so many days."""
    share = 100 * (1 - Decimal(str(outage)) / Decimal(str(timedelta(days=days) / timedelta(minutes=1))))
    return float(share.quantize(UPTIME_STEP, rounding=ROUND_HALF_UP))


def update_refusals(text: str) -> list[str]:
    """A colour alone says nothing: an update needs a line of text."""
    return [] if text.strip() else ["STP_TEXT"]


def _planned(start: datetime, end: datetime, windows: Iterable[Span]) -> timedelta:
    overlaps = (min(end, closes) - max(start, opens) for opens, closes in windows)
    return sum((overlap for overlap in overlaps if overlap > timedelta()), timedelta())
