"""The provisional classification: what machines and rules say before a person does. It pages, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.actors import SYSTEM_ACTOR
from incidents.models import Classification, Incident, IncidentAsset, IncidentCustomer
from incidents.operations.opening import Opening
from incidents.priority import priority_of, provisional_grades
from incidents.queries.judging import Judged, Situation, judge_all, kept

AssetIds = frozenset[int]


@dataclass(frozen=True)
class Provisional:
    """Grades, the priority they give, and what was computed, if it was."""

    impact: int
    urgency: int
    priority: str
    judged: Judged | None = None


def provisional(openings: Sequence[Opening], *, at: datetime) -> list[Provisional]:
    """For each opening: the grades that its rule fixed, else the computed ones, else those of its severity.

    In a fixed number of queries; the same assets are judged once.
    """
    sets: dict[AssetIds, Situation] = {
        _ids(one): Situation(own=dict.fromkeys(_ids(one), "down"), detected_at=at)
        for one in openings
        if one.assets
    }
    judged = dict(zip(sets, judge_all(list(sets.values()), at=at), strict=True)) if sets else {}
    return [_graded(one, judged) for one in openings]


def write_extents(pairs: Sequence[tuple[Incident, Opening, Provisional]], at: datetime) -> None:
    """Write the assets that were named, and the customers whom that hurts."""
    IncidentAsset.objects.bulk_create(
        IncidentAsset(incident=incident, asset=asset, since=incident.occurred_at or incident.detected_at)
        for incident, opening, _ in pairs
        for asset in opening.assets
    )
    IncidentCustomer.objects.bulk_create(
        IncidentCustomer(incident=incident, customer_id=int(str(one.key)), severity=one.severity, since=at)
        for incident, _, found in pairs
        if found.judged is not None
        for one in found.judged.affected
    )


def write_provisional(
    pairs: Sequence[tuple[Incident, Opening, Provisional]],
    at: datetime,
    affected: Mapping[int, int] | None = None,
) -> None:
    """Write version 0. `affected` counts the customers of incidents that existed before, by their id."""
    Classification.objects.bulk_create(
        Classification(
            incident=incident,
            version=0,
            impact=found.impact,
            urgency=found.urgency,
            priority=found.priority,
            agreed_impact=opening.impact,
            agreed_urgency=opening.urgency,
            proposal=kept(found.judged) if found.judged else None,
            numbers=found.judged.numbers.version if found.judged else 0,
            affected=(affected or {}).get(incident.pk, len(found.judged.affected) if found.judged else 0),
            reason=f"Agreed beforehand for “{opening.rule_name}”",
            created_at=at,
            created_by=SYSTEM_ACTOR.named.key,
            created_by_label=SYSTEM_ACTOR.named.label,
        )
        for incident, opening, found in pairs
    )


def _graded(opening: Opening, judged: Mapping[AssetIds, Judged]) -> Provisional:
    found = judged.get(_ids(opening))
    impact, urgency = provisional_grades(opening.severity)
    if found is not None and found.proposal.computed:
        impact, urgency = found.proposal.impact, found.proposal.urgency
    impact, urgency = opening.impact or impact, opening.urgency or urgency
    matrix = found.numbers.parameters.matrix if found is not None else None
    priority = priority_of(impact, urgency, matrix) if matrix else priority_of(impact, urgency)
    return Provisional(impact, urgency, priority.value, found)


def _ids(opening: Opening) -> AssetIds:
    return frozenset(asset.pk for asset in opening.assets)
