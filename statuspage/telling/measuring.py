"""What customers would call it when a component's assets have lost so much. Pure."""

from collections.abc import Iterable

DOWN, MAJOR = 1.0, 0.7


def degradation_of(losses: Iterable[float]) -> str:
    """The word for the worst of some losses, from 0 (works, perhaps without a spare) to 1.0 (down)."""
    worst = max(losses, default=0.0)
    if worst >= DOWN:
        return "down"
    if worst >= MAJOR:
        return "major"
    return "degraded" if worst > 0 else "at_risk"
