"""Half up, as everybody learnt it at school, on what is meant and not on its binary noise."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

_DIGITS = 9


def exact(value: float) -> float:
    """The value without the noise of binary fractions: 0.30000000000000004 is 0.3, and meets a limit of 0.3."""
    return round(value, _DIGITS)


def half_up(value: float, digits: int = 1) -> float:
    """Rounded half up to so many decimals: 62.95 is 63.0."""
    return float(Decimal(repr(exact(value))).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP))
