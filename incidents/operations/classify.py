"""Classify: what is affected, who suffers, how bad it is. Each judgement is a new version."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Max

from accounts.actors import Actor
from accounts.refusals import Invalid
from catalog.models import Asset, Customer
from catalog.queries import customers_of
from incidents.models import Classification, Incident, IncidentAsset, IncidentCustomer
from incidents.operations.acting import UnableToAct, acting, permit, tell
from incidents.operations.planning import open_plan
from incidents.priority import GRADES, grades_down, is_higher, priority_of
from incidents.stages import Stage, is_at_most


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What a person decides. `include` and `exclude` are customers by hand, against the mapping."""

    impact: int
    urgency: int
    assets: Collection[Asset] = ()
    degradation: str = "down"
    component_unknown: bool = False
    include: Collection[Customer] = ()
    exclude: Collection[Customer] = ()
    customer_visible: bool = True
    eta_minutes: int | None = None
    reason: str = ""
    proposal: dict[str, int] = field(default_factory=dict)

    def refuse_if_wrong(self) -> None:
        """Raise Invalid for grades outside 1–4, no asset, or an unknown degradation."""
        if self.impact not in GRADES or self.urgency not in GRADES:
            raise Invalid("CLS_IMPACT", sentences=["Impact and urgency are grades from 1 to 4."])
        if not self.assets and not self.component_unknown:
            raise Invalid(
                "CLS_COMPONENT", sentences=["Choose the affected assets, or say that they are unknown."]
            )
        if self.degradation not in IncidentAsset.Degradation.values:
            raise Invalid("CLS_COMPONENT", sentences=[f"“{self.degradation}” is no degradation."])


def classify(
    *, incident_id: int, actor: Actor, at: datetime, judgement: Judgement, seen: int | None = None
) -> Incident:
    """Write a new version of the classification; before the end of Classify it is the first, later a re-classification.

    Opens the notification plan of its priority in the same transaction. Raises Invalid, UnableToAct (a
    re-classification needs a reason, going two grades below the last needs the Incident Manager), NotPermitted, Stale.
    """
    judgement.refuse_if_wrong()
    with acting(None, incident_id=incident_id, actor=actor, at=at, seen=seen) as incident:
        _refuse(incident, judgement, actor)
        before = incident.priority if not incident.provisional else ""
        affected = _write_extent(incident, judgement, at)
        version = _write_version(incident, judgement, affected, actor, at)
        incident.priority = version.priority
        incident.provisional = False
        if version.version > 1:
            # Whether nothing is published was decided for the class before; it is asked again.
            incident.do_not_publish_reason = ""
        incident.impact_known_at = incident.impact_known_at or at
        incident.extent_known_at = incident.extent_known_at or at
        _tell(incident, version, before, actor, at)
        open_plan(incident, classification=version, actor=actor, at=at)
    return incident


def _refuse(incident: Incident, judgement: Judgement, actor: Actor) -> None:
    first = is_at_most(incident.stage, Stage.CLASSIFY)
    if not incident.is_open:
        raise UnableToAct("STALE_STAGE")
    permit("classify" if first else "reclassify", incident=incident, actor=actor)
    last = incident.classifications.order_by("-version").first()
    if first or last is None:
        return
    if not judgement.reason.strip():
        raise UnableToAct("REASON")
    down = max(grades_down(last.impact, judgement.impact), grades_down(last.urgency, judgement.urgency))
    if down >= 2 and not (incident.im_id == actor.user_id and incident.im_accepted_at):
        raise UnableToAct("CLS_OVERRIDE_IM")


def _write_extent(incident: Incident, judgement: Judgement, at: datetime) -> int:
    """Write assets and customers as confirmed; the number of affected customers."""
    incident.component_unknown = judgement.component_unknown and not judgement.assets
    incident.customers_confirmed_at = at
    incident.assets.exclude(asset__in=judgement.assets).delete()
    IncidentAsset.objects.bulk_create(
        [
            IncidentAsset(incident=incident, asset=asset, degradation=judgement.degradation, since=at)
            for asset in judgement.assets
        ],
        update_conflicts=True,
        unique_fields=["incident", "asset"],
        update_fields=["degradation"],
    )
    _write_customers(incident, judgement, at)
    return incident.customers.filter(state="affected").count()


def _write_customers(incident: Incident, judgement: Judgement, at: datetime) -> None:
    excluded = {customer.pk for customer in judgement.exclude}
    mapped = {customer.pk for customer in customers_of(judgement.assets, at=at)}
    by_hand = {customer.pk for customer in judgement.include}
    rows = [
        IncidentCustomer(
            incident=incident,
            customer_id=number,
            state="excluded" if number in excluded else "affected",
            known="hand" if number in excluded | (by_hand - mapped) else "mapping",
            reason=judgement.reason[:300] if number in excluded | by_hand else "",
            since=at,
        )
        for number in sorted(mapped | by_hand | excluded)
    ]
    incident.customers.filter(known="mapping").exclude(customer_id__in=mapped).delete()
    incident.customers.filter(known="hand").exclude(customer_id__in=by_hand | excluded).delete()
    IncidentCustomer.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["incident", "customer"],
        update_fields=["state", "reason"],
    )


def _write_version(
    incident: Incident, judgement: Judgement, affected: int, actor: Actor, at: datetime
) -> Classification:
    newest = incident.classifications.aggregate(newest=Max("version"))["newest"]
    return Classification.objects.create(
        incident=incident,
        version=max(1, (newest or 0) + 1),
        impact=judgement.impact,
        urgency=judgement.urgency,
        priority=priority_of(judgement.impact, judgement.urgency).value,
        proposal=judgement.proposal or None,
        reason=judgement.reason.strip(),
        customer_visible=judgement.customer_visible,
        eta_minutes=judgement.eta_minutes,
        affected=affected,
        created_at=at,
        created_by=actor.named.key,
        created_by_label=actor.named.label,
    )


def _tell(incident: Incident, version: Classification, before: str, actor: Actor, at: datetime) -> None:
    tell(
        "incident.classified",
        incident,
        actor=actor,
        at=at,
        priority=version.priority,
        before=before,
        raised=bool(before) and is_higher(version.priority, before),
        version=version.version,
        impact=version.impact,
        urgency=version.urgency,
        reason=version.reason,
    )
    tell("incident.customers_confirmed", incident, actor=actor, at=at, affected=version.affected)
