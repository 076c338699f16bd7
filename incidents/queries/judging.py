"""Compute a classification from the catalog: whom it hurts that these assets do not work, how much, how soon.

Always the same few queries, with an incident or without one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, Sum

from catalog.harm import Harm, story
from catalog.models import Asset, Customer
from catalog.queries.mapping import ACTIVE
from catalog.queries.portraits import Portrait, portraits
from catalog.queries.reach import Reached, above
from incidents.assessment import Degraded, Promise, Proposal, Suffering, assess, propose, severity_of
from incidents.models import Incident
from incidents.queries.parameters import Numbers, numbers_now
from incidents.suffering import Known, Said
from incidents.urgency import CALM, Circumstances


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What people or machines say is wrong: how each asset does by its id, and what was said of customers by theirs."""

    own: Mapping[int, str] = field(default_factory=dict)
    said: Mapping[int, Said] = field(default_factory=dict)
    component_unknown: bool = False
    circumstances: Circumstances = CALM
    detected_at: datetime


@dataclass(frozen=True, kw_only=True)
class Judged:
    """The proposal, everybody whom the failure reaches or somebody named, and the numbers it was computed with."""

    proposal: Proposal
    customers: tuple[Suffering, ...]
    excluded: tuple[Suffering, ...]
    reach: Reached
    numbers: Numbers

    @property
    def affected(self) -> tuple[Suffering, ...]:
        """Those who are hurt enough to count, the worst first."""
        return tuple(row.customer for row in self.proposal.assessment.customers)


def judge(situation: Situation, *, at: datetime) -> Judged:
    """What the numbers in force say of this situation at that moment."""
    return judge_all([situation], at=at)[0]


def judge_all(situations: Sequence[Situation], *, at: datetime) -> list[Judged]:
    """The same for several situations at once, in no more queries than for one."""
    numbers = numbers_now()
    parameters = numbers.parameters
    around = above({asset for one in situations for asset in one.own}, at)
    reaches = [
        around.reached(
            {asset: parameters.degradation[state] for asset, state in one.own.items()},
            weights=parameters.criticality_weight,
        )
        for one in situations
    ]
    named = {customer for one in situations for customer in one.said}
    customers = portraits(named.union(*(reach.harms for reach in reaches)))
    active, nobody = _active(), _serving_nobody(situations)
    world = _World(numbers, customers, active, nobody)
    return [_judged(one, reach, world, at) for one, reach in zip(situations, reaches, strict=True)]


@dataclass(frozen=True)
class _World:
    """What all situations have in common: numbers, customers, how many there are, the assets that serve nobody."""

    numbers: Numbers
    customers: Mapping[int, Portrait]
    active: tuple[int, float]
    serving_nobody: frozenset[int]


def _judged(situation: Situation, reach: Reached, world: _World, at: datetime) -> Judged:
    parameters = world.numbers.parameters
    everybody = _suffering(reach, situation.said, world)
    degraded = _degraded(situation, reach, world.serving_nobody)
    count, value = world.active
    found = assess(
        customers=[one for one in everybody if one.known != Known.EXCLUDED],
        active_count=count,
        active_value=value,
        degraded=degraded,
        at=at,
        detected_at=situation.detected_at,
        circumstances=situation.circumstances,
        parameters=parameters,
    )
    said = any(one.known in (Known.REPORT, Known.HAND) for one in everybody)
    unknown = situation.component_unknown or not (degraded or said)
    return Judged(
        proposal=propose(found, degraded=degraded, component_unknown=unknown, parameters=parameters),
        customers=tuple(one for one in everybody if one.known != Known.EXCLUDED),
        excluded=tuple(one for one in everybody if one.known == Known.EXCLUDED),
        reach=reach,
        numbers=world.numbers,
    )


def kept(judged: Judged) -> dict[str, Any]:
    """The proposal as it is kept beside the decision, with all its numbers."""
    proposal = judged.proposal
    return {
        **proposal.assessment.to_json(),
        "sentence": proposal.sentence,
        "computed": proposal.computed,
        "proposed": {
            "impact": proposal.impact,
            "urgency": proposal.urgency,
            "priority": proposal.priority.value,
        },
        "numbers": judged.numbers.version,
    }


def situation_of(incident: Incident, *, at: datetime) -> Situation:
    """What is said of an incident now, by its newest classification."""
    rows = incident.customers.values_list("customer_id", "state", "known")
    said = {
        customer: Said(
            reported=known == "report" and state == "affected",
            included=known == "hand" and state == "affected",
            excluded=state in ("excluded", "healthy"),
        )
        for customer, state, known in rows
        if known in ("report", "hand") or state != "affected"
    }
    return Situation(
        own=dict(incident.assets.values_list("asset_id", "degradation")),
        said=said,
        component_unknown=incident.component_unknown,
        circumstances=_circumstances(incident, at),
        detected_at=incident.detected_at,
    )


def _circumstances(incident: Incident, at: datetime) -> Circumstances:
    last = incident.classifications.order_by("-version").first()
    if last is None:
        return CALM
    left = timedelta(minutes=last.eta_minutes or 0) - (at - last.created_at)
    return Circumstances(
        estimate_hours=max(0.0, left / timedelta(hours=1)) if last.eta_minutes else 0.0,
        workaround=last.workaround,
        worsening=last.worsening,
        data_risk=last.data_risk,
        deadline_at=last.deadline_at,
    )


def _suffering(reach: Reached, said: Mapping[int, Said], world: _World) -> list[Suffering]:
    """Everybody whom it reaches or somebody named."""
    wanted = set(reach.harms) | set(said)
    rows = (row for number, row in world.customers.items() if number in wanted)
    return [_one(row, reach, said.get(row.id, Said()), world.numbers) for row in rows]


def _one(customer: Portrait, reach: Reached, said: Said, numbers: Numbers) -> Suffering:
    harm = reach.harms.get(customer.id)
    severity, known = severity_of(0.0 if harm is None else harm.s, said, numbers.parameters)
    return Suffering(
        key=customer.id,
        name=customer.name,
        severity=severity,
        tier=customer.tier,
        top10=customer.top10,
        arr=customer.arr,
        calendar=customer.hours,
        promises=tuple(
            Promise(target=term.restore, calendar=term.hours, name=term.name) for term in customer.terms
        ),
        known=known,
        why=_why(harm, reach, known),
    )


def _why(harm: Harm | None, reach: Reached, known: Known) -> str:
    if known == Known.REPORT:
        return "told us"
    if known == Known.HAND or harm is None:
        return "said by hand"
    return story(harm, reach.names)


def _degraded(situation: Situation, reach: Reached, serving_nobody: frozenset[int]) -> list[Degraded]:
    """Each asset that was named; one that is retired meanwhile has no place in the catalog and counts as unmapped."""
    return [
        Degraded(
            name=reach.names.get(asset, "an asset no longer in use"),
            degradation=state,
            criticality=reach.criticality.get(asset, 0),
            mapped=asset not in reach.unmapped,
            serves_nobody=asset in serving_nobody,
        )
        for asset, state in situation.own.items()
    ]


def _serving_nobody(situations: Sequence[Situation]) -> frozenset[int]:
    named = {asset for one in situations for asset in one.own}
    return frozenset(Asset.objects.filter(pk__in=named, serves_nobody=True).values_list("pk", flat=True))


def _active() -> tuple[int, float]:
    found = Customer.objects.aggregate(
        count=Count("id", filter=Q(status__in=ACTIVE)), value=Sum("arr", filter=Q(status__in=ACTIVE))
    )
    return found["count"], float(found["value"] or 0)
