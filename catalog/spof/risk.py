"""Decides how much is at risk: impact from the customers lost, likelihood from named factors, and their product."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from decimal import Decimal

Share = float | Decimal

# From which share of the customers on an impact has its grade; below the last it is 1.
IMPACTS = ((0.75, 5), (0.5, 4), (0.25, 3))
# From which product on a risk is called so.
BANDS = ((15, "critical"), (8, "high"), (4, "medium"))
HIGHEST = 25


def impact_of(*, count_share: Share, value_share: Share) -> int:
    """1 to 5 from the share of customers lost, counted by heads or by money, whichever is more."""
    share = max(Decimal(str(count_share)), Decimal(str(value_share)))
    for least, grade in IMPACTS:
        if share >= Decimal(str(least)):
            return grade
    return 2 if share > 0 else 1


@dataclass(frozen=True, kw_only=True)
class Factors:
    """What makes a failure likely, each 1 (hardly) to 5 (very); None is not known."""

    age: int | None = None
    load: int | None = None
    provider: int | None = None
    change_rate: int | None = None

    @property
    def known(self) -> dict[str, int]:
        """Those that somebody has judged."""
        said = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: grade for name, grade in said.items() if grade is not None}


def likelihood_of(factors: Factors) -> int | None:
    """1 to 5: the mean of the factors that are known, half a grade counts up; None while none is."""
    known = factors.known
    return math.floor(sum(known.values()) / len(known) + 0.5) if known else None


@dataclass(frozen=True)
class Risk:
    """The product of impact and likelihood, and what it is called."""

    score: int
    band: str


def risk_of(*, impact: int, likelihood: int) -> Risk:
    """1 to 25."""
    score = impact * likelihood
    return Risk(score, band_of(score))


def band_of(score: int) -> str:
    """critical, high, medium or low."""
    return next((band for least, band in BANDS if score >= least), "low")


def band_range(band: str) -> tuple[int, int]:
    """The lowest and the highest score that is called so. Raises KeyError for a word that no risk is called."""
    lowest, highest = {}, HIGHEST
    for least, name in (*BANDS, (1, "low")):
        lowest[name] = (least, highest)
        highest = least - 1
    return lowest[band]
