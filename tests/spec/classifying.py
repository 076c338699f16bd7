"""The worked cases of the classification: who is hurt, how badly, how soon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import timedelta
from typing import Any

from catalog.degradation import Graph, spread
from catalog.harm import Link, harms
from incidents.assessment import (
    Assessment,
    Circumstances,
    Degraded,
    Parameters,
    Promise,
    Suffering,
    assess,
    propose,
)
from incidents.overriding import Override
from tests.spec.reading import calendar, moment

Case = Mapping[str, Any]
Answer = dict[str, Any]

MERGED = "cal map"


def classify(case: Case, datasets: Case, parameters: Case) -> Answer:
    if "computed_impact" in case:
        return _overridden(case)
    numbers = [field.name for field in fields(Parameters) if field.name in parameters]
    found = assessed(case, datasets, Parameters.from_json({name: parameters[name] for name in numbers}))
    impact = found.to_json()["impact"]
    return {
        "affected": [row.customer.name for row in found.customers],
        "reach_count": impact["reach_count"],
        "reach_value": impact["reach_value"],
        "peak": impact["peak"],
        "impact_score": found.impact.score,
        "impact": found.impact.grade,
        "urgency_score": found.urgency.score,
        "urgency": found.urgency.grade,
        "priority": found.priority.value,
    }


def assessed(case: Case, datasets: Case, parameters: Parameters) -> Assessment:
    """The product's assessment of one case, which is also its proposal."""
    customers = [_patched(one, case["patch"].get(one["name"], {})) for one in datasets[case["dataset"]]]
    criticality = datasets["asset_criticality"]
    own = {asset: parameters.degradation[state] for asset, state in case["degraded"].items()}
    links = [
        Link(customer=one["name"], asset=asset, dependency=dependency)
        for one in customers
        for asset, dependency in one["map"].items()
    ]
    hurt = harms(links, spread(Graph(), own), criticality, parameters.criticality_weight)
    linked = {link.asset for link in links}
    degraded = [
        Degraded(name=asset, degradation=state, criticality=criticality[asset], mapped=asset in linked)
        for asset, state in case["degraded"].items()
    ]
    now = moment(case["now"])
    found = assess(
        customers=[_suffering(one, hurt[one["name"]].s) for one in customers if one["name"] in hurt],
        active_count=len(customers),
        active_value=sum(one["arr"] for one in customers),
        degraded=degraded,
        at=now,
        detected_at=moment(case.get("detected")) or now,
        circumstances=_circumstances(case),
        parameters=parameters,
    )
    proposal = propose(found, degraded=degraded, parameters=parameters)
    assert proposal.computed and proposal.priority == found.priority
    return found


def _patched(customer: Case, patch: Case) -> Case:
    merged = {name: {**customer[name], **patch[name]} for name in MERGED.split() if name in patch}
    return {**customer, **patch, **merged}


def _suffering(customer: Case, severity: float) -> Suffering:
    hours = customer.get("sla_restore_h")
    return Suffering(
        key=customer["name"],
        name=customer["name"],
        severity=severity,
        tier=customer["tier"],
        top10=customer.get("top10", False),
        arr=customer["arr"],
        calendar=calendar(customer["cal"]),
        promises=() if hours is None else (Promise(target=timedelta(hours=hours)),),
    )


def _circumstances(case: Case) -> Circumstances:
    deadline = case.get("deadline_h")
    return Circumstances(
        estimate_hours=case.get("est", Circumstances.estimate_hours),
        workaround=case.get("workaround", False),
        worsening=case.get("worsening", False),
        data_risk=case.get("data_risk", False),
        deadline_at=None if deadline is None else sum([timedelta(hours=deadline)], moment(case["now"])),
    )


def _overridden(case: Case) -> Answer:
    override = Override(computed=case["computed_impact"], chosen=case["chosen_impact"], reason=case["reason"])
    return {
        "allowed_for_csr": not override.refusals(by_im=False),
        "computed_kept": override.computed == case["computed_impact"],
    }
