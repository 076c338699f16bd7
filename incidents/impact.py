"""How much is hurt: the worst that happens to anybody, and how many and how much are reached."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from incidents.parameters import DEFAULTS, Bands, Parameters
from incidents.rounding import exact, half_up
from incidents.suffering import Suffering


@dataclass(frozen=True, kw_only=True)
class Impact:
    """The grade (1 extensive to 4 minor) with the numbers behind it. `score` is rounded, the parts are not."""

    grade: int
    score: float
    peak: float
    peak_of: Hashable | None
    reach_count: float
    reach_value: float
    floored: bool

    @property
    def reach(self) -> float:
        """By heads or by money, whichever is larger: neither hides the other."""
        return max(self.reach_count, self.reach_value)

    def to_json(self) -> dict[str, Any]:
        """As JSON can hold it and people read it: the parts with three decimals."""
        parts = {
            name: half_up(getattr(self, name), 3) for name in ("peak", "reach", "reach_count", "reach_value")
        }
        key = self.peak_of
        return {
            "grade": self.grade,
            "score": self.score,
            **parts,
            "peak_of": key if key is None or isinstance(key, int) else str(key),
            "floored": self.floored,
        }


def impact_of(
    affected: Sequence[Suffering],
    *,
    active_count: int,
    active_value: float,
    parameters: Parameters = DEFAULTS,
) -> Impact:
    """The impact on these customers, of so many active ones with so much value a year."""
    peaks = [(exact(one.severity * factor_of(one, parameters)), one.key) for one in affected]
    peak, peak_of = max(peaks, key=lambda found: found[0], default=(0.0, None))
    reach_count = _share(sum(one.severity for one in affected), active_count)
    reach_value = _share(sum(one.severity * one.arr for one in affected), active_value)
    reach = max(reach_count, reach_value)
    raw = 100 * (parameters.peak_share * peak + parameters.reach_share * reach)
    floored = reach >= parameters.reach_floor_at and raw < parameters.reach_floor_score
    score = half_up(parameters.reach_floor_score if floored else raw)
    return Impact(
        grade=grade_of(score, parameters.impact_bands),
        score=score,
        peak=peak,
        peak_of=peak_of,
        reach_count=reach_count,
        reach_value=reach_value,
        floored=floored,
    )


def factor_of(one: Suffering, parameters: Parameters = DEFAULTS) -> float:
    """How much the worst case of this customer counts; one of the Top 10 like a strategic one."""
    return parameters.tier_factor["strategic" if one.is_vip else one.tier]


def grade_of(score: float, bands: Bands) -> int:
    """The first limit that a rounded score meets gives the grade."""
    return next((grade for grade, limit in enumerate(bands, 1) if score >= limit), len(bands) + 1)


def _share(part: float, whole: float) -> float:
    return min(1.0, exact(part / whole)) if whole > 0 else 0.0
