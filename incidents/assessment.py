"""The computed classification: impact, urgency and priority, with every number that led there.

Where the mapping cannot say who is hurt there is no computed proposal, and never “nobody”.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from incidents.assessment_words import Degraded, impact_words, sentence_of, unknown_words, urgency_words
from incidents.impact import Impact, factor_of, impact_of
from incidents.parameters import DEFAULTS, Parameters
from incidents.priority import Priority, priority_of
from incidents.suffering import Known, Promise, Said, Suffering, severity_of
from incidents.urgency import CALM, Circumstances, Clock, Pressing, Urgency, pressing, urgency_of, weight_of

__all__ = [
    "DEFAULTS",
    "Assessed",
    "Assessment",
    "Circumstances",
    "Degraded",
    "Known",
    "Parameters",
    "Promise",
    "Proposal",
    "Said",
    "Suffering",
    "assess",
    "propose",
    "severity_of",
]

# What stands in the form while nobody knows whom it hurts: rather too urgent than asleep.
UNKNOWN_IMPACT, UNKNOWN_URGENCY = 2, 1


@dataclass(frozen=True, kw_only=True)
class Assessed:
    """One affected customer with its part in the numbers: s × factor in the peak, w × s × b in the urgency."""

    customer: Suffering
    pressing: Pressing
    weight: float
    factor: float

    @property
    def s(self) -> float:
        return self.customer.severity

    @property
    def b(self) -> float:
        return self.pressing.b


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """Grades, scores and all that is behind them. `customers` are the affected ones, the worst hurt first."""

    at: datetime
    impact: Impact
    urgency: Urgency
    priority: Priority
    customers: tuple[Assessed, ...]
    active_count: int
    sentence: str
    impact_words: str
    urgency_words: tuple[str, ...]

    def to_json(self, customers: int = 50) -> dict[str, Any]:
        """As JSON can hold it and people read it, with that many of the customers."""
        return {
            "at": self.at.isoformat(),
            "sentence": self.sentence,
            "impact": self.impact.to_json() | {"words": self.impact_words},
            "urgency": self.urgency.to_json() | {"words": list(self.urgency_words)},
            "priority": self.priority.value,
            "affected": len(self.customers),
            "active": self.active_count,
            "customers": [_row(one) for one in self.customers[:customers]],
        }


def assess(
    *,
    customers: Sequence[Suffering],
    active_count: int,
    active_value: float,
    degraded: Sequence[Degraded],
    at: datetime,
    detected_at: datetime,
    circumstances: Circumstances = CALM,
    parameters: Parameters = DEFAULTS,
) -> Assessment:
    """Judge what is degraded by whom it hurts; customers hurt too little to count are left out."""
    rows = _assessed(customers, Clock(at, detected_at), circumstances, parameters)
    affected = [row.customer for row in rows]
    judged = [(row.customer, row.pressing) for row in rows]
    impact = impact_of(affected, active_count=active_count, active_value=active_value, parameters=parameters)
    worst = max((one.criticality for one in degraded), default=0)
    urgency = urgency_of(
        judged, worst_criticality=worst, at=at, circumstances=circumstances, parameters=parameters
    )
    return Assessment(
        at=at,
        impact=impact,
        urgency=urgency,
        priority=(priority := priority_of(impact.grade, urgency.grade, parameters.matrix)),
        customers=rows,
        active_count=active_count,
        sentence=sentence_of(priority, degraded, judged, active_count, circumstances),
        impact_words=impact_words(impact, affected, active_count, parameters),
        urgency_words=urgency_words(urgency, judged, parameters),
    )


def _assessed(
    customers: Sequence[Suffering], clock: Clock, circumstances: Circumstances, parameters: Parameters
) -> tuple[Assessed, ...]:
    affected = (one for one in customers if one.is_affected(parameters))
    return tuple(
        Assessed(
            customer=one,
            pressing=pressing(one, clock, estimate_hours=circumstances.estimate_hours, parameters=parameters),
            weight=weight_of(one, parameters),
            factor=factor_of(one, parameters),
        )
        for one in sorted(affected, key=lambda one: (-one.severity, -one.arr, one.name))
    )


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What stands in the form.

    Where it is not `computed` a person grades, and `assessment` is what is known at least.
    """

    assessment: Assessment
    impact: int
    urgency: int
    priority: Priority
    component_unknown: bool = False
    unmapped: tuple[str, ...] = ()

    @property
    def computed(self) -> bool:
        """Whether the numbers tell the whole story."""
        return not self.component_unknown and not self.unmapped

    @property
    def sentence(self) -> str:
        """One plain sentence for the top of the page."""
        return self.assessment.sentence if self.computed else unknown_words(self.unmapped, self.priority)


def propose(
    assessment: Assessment,
    *,
    degraded: Sequence[Degraded],
    component_unknown: bool = False,
    parameters: Parameters = DEFAULTS,
) -> Proposal:
    """The assessment as a proposal, unless what is degraded is unknown or leads to nobody for no stated reason."""
    unknown = component_unknown or not degraded
    unmapped = tuple(one.name for one in degraded if one.hurts_somebody_unknown)
    impact, urgency = assessment.impact.grade, assessment.urgency.grade
    if unknown or unmapped:
        impact, urgency = min(impact, UNKNOWN_IMPACT), min(urgency, UNKNOWN_URGENCY)
    return Proposal(
        assessment=assessment,
        impact=impact,
        urgency=urgency,
        priority=priority_of(impact, urgency, parameters.matrix),
        component_unknown=unknown,
        unmapped=unmapped,
    )


def _row(one: Assessed) -> dict[str, Any]:
    found = one.pressing
    return {
        "key": _plain(one.customer.key),
        "name": one.customer.name,
        "tier": one.customer.tier,
        "top10": one.customer.top10,
        "s": one.s,
        "b": one.b,
        "w": one.weight,
        "factor": one.factor,
        "known": one.customer.known.value,
        "why": one.customer.why,
        "open": found.open,
        "opens_at": None if found.opens_at is None else found.opens_at.isoformat(),
        "wait_hours": None if found.wait is None else found.wait / timedelta(hours=1),
        "remaining": found.remaining,
    }


def _plain(key: object) -> int | str | None:
    return key if key is None or isinstance(key, int) else str(key)
