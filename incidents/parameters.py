"""The numbers by which classifications are computed. Settings; each classification keeps those it was made with."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, PlainSerializer, TypeAdapter, ValidationError, model_validator
from pydantic.dataclasses import dataclass

from accounts.refusals import Invalid
from catalog.degradation import OWN
from catalog.harm import CRITICALITY_WEIGHT
from incidents.priority import GRADES, MATRIX, Priority

# After so many minutes the status page owes its readers the next word.
UPDATE_MINUTES: Mapping[str, float] = MappingProxyType({"P1": 30, "P2": 60, "P3": 120, "P4": 240})
TIERS = ("strategic", "gold", "silver", "bronze", "trial")

Share = Annotated[float, Field(ge=0, le=1)]
Score = Annotated[float, Field(ge=0, le=100)]
Minutes = Annotated[float, Field(ge=5, le=1440)]
Weight = Annotated[float, Field(gt=0, le=1000)]
# JSON knows no endlessness, so the last band says "inf".
Hours = Annotated[
    float, Field(gt=0), PlainSerializer(lambda hours: "inf" if math.isinf(hours) else hours, when_used="json")
]
Bands = tuple[Score, Score, Score]
_STRICT = ConfigDict(extra="forbid", allow_inf_nan=True)


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class Modifiers:
    """What circumstances do to the urgency, between 0 and 1; the floors are “at least”."""

    workaround: Annotated[float, Field(ge=-1, le=0)] = -0.25
    worsening: Share = 0.15
    data_risk_floor: Share = 0.8
    deadline_4h_floor: Share = 0.7


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class Parameters:
    """Every number of the classification; the defaults are those of the STORM method."""

    degradation: dict[str, Share] = field(default_factory=lambda: dict(OWN))
    criticality_weight: dict[int, Share] = field(default_factory=lambda: dict(CRITICALITY_WEIGHT))
    affected_threshold: Annotated[float, Field(gt=0, le=1)] = 0.05
    reported_severity: Share = 0.4

    tier_factor: dict[str, Share] = field(
        default_factory=lambda: dict(zip(TIERS, (1.0, 0.85, 0.7, 0.5, 0.4), strict=True))
    )
    peak_share: Share = 0.6
    reach_share: Share = 0.4
    reach_floor_at: Share = 0.75
    reach_floor_score: Score = 75
    impact_bands: Bands = (75, 50, 25)

    tier_weight: dict[str, Weight] = field(
        default_factory=lambda: dict(zip(TIERS, (8, 4, 2, 1, 1), strict=True))
    )
    hours_bands: tuple[tuple[Hours, Share], ...] = ((1, 0.8), (4, 0.6), (12, 0.4), (math.inf, 0.2))
    sla_floor: tuple[tuple[Share, Share], ...] = ((0, 1.0), (0.25, 0.8), (0.5, 0.6))
    vip_factor: Share = 0.9
    vip_severity: Share = 0.5
    nobody_base: Share = 0.1
    nobody_step: Share = 0.1
    modifiers: Modifiers = Modifiers()
    deadline_hours: Annotated[float, Field(gt=0, le=8760)] = 4
    urgency_bands: Bands = (80, 60, 40)

    matrix: dict[int, dict[int, Priority]] = field(
        default_factory=lambda: {
            impact: {urgency: Priority(cell) for urgency, cell in row.items()}
            for impact, row in MATRIX.items()
        }
    )

    status_interval_min: dict[str, Minutes] = field(default_factory=lambda: dict(UPDATE_MINUTES))

    # Raise by itself what becomes more urgent; nothing is ever lowered by itself.
    auto_raise: bool = False

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        if wrong := list(_contradictions(self)):
            raise ValueError("\n".join(wrong))
        return self

    @classmethod
    def from_json(cls, given: Any) -> Self:
        """Read what `to_json` wrote, or part of it: what is missing has its default. Raises Invalid with sentences."""
        try:
            return TypeAdapter(cls).validate_python(given)
        except ValidationError as error:
            raise Invalid("PARAMETERS", sentences=list(_sentences(error))) from error

    def to_json(self) -> dict[str, Any]:
        """As JSON can hold it."""
        answer: dict[str, Any] = TypeAdapter(type(self)).dump_python(self, mode="json")
        return answer


def _contradictions(given: Parameters) -> Iterable[str]:
    """Sentences for numbers that are fine alone and not together."""
    tables: dict[str, tuple[Iterable[Any], Iterable[Any]]] = {
        "tier_factor": (given.tier_factor, TIERS),
        "tier_weight": (given.tier_weight, TIERS),
        "criticality_weight": (given.criticality_weight, CRITICALITY_WEIGHT),
        "degradation": (given.degradation, OWN),
        "matrix": (given.matrix, GRADES),
        "status_interval_min": (given.status_interval_min, UPDATE_MINUTES),
    }
    for name, (keys, wanted) in tables.items():
        if set(keys) != set(wanted):
            yield f"{name}: give a value for each of {', '.join(map(str, wanted))}, and for nothing else."
    if any(set(row) != set(GRADES) for row in given.matrix.values()):
        yield "matrix: give a priority for each urgency from 1 to 4 in every row."
    yield from _bands(given)
    if abs(given.peak_share + given.reach_share - 1) > 1e-9:
        yield "peak_share, reach_share: together they have to be 1."


def _bands(given: Parameters) -> Iterable[str]:
    for name, bands in (("impact_bands", given.impact_bands), ("urgency_bands", given.urgency_bands)):
        if not bands[0] > bands[1] > bands[2]:
            yield f"{name}: each limit has to lie below the one before."
    for name, steps in (("hours_bands", given.hours_bands), ("sla_floor", given.sla_floor)):
        if [limit for limit, _ in steps] != sorted({limit for limit, _ in steps}):
            yield f"{name}: each limit has to lie above the one before."
        if [value for _, value in steps] != sorted((value for _, value in steps), reverse=True):
            yield f"{name}: what is farther off cannot be more urgent."
    if not given.hours_bands or not math.isinf(given.hours_bands[-1][0]):
        yield "hours_bands: the last limit has to be “inf”, for everything farther off."


def _sentences(error: ValidationError) -> Iterable[str]:
    for found in error.errors(include_url=False):
        said = found["msg"].removeprefix("Value error, ")
        where = ", ".join(map(str, found["loc"]))
        yield from (f"{where}: {said[:1].lower()}{said[1:]}." if where else said).split("\n")


DEFAULTS = Parameters()
