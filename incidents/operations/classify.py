"""Classify: what is affected, who suffers, how bad it is. Each judgement is a new version."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import Max

from accounts.actors import Actor
from accounts.refusals import Invalid
from catalog.models import Asset, Customer
from incidents.models import Classification, Incident, IncidentAsset
from incidents.operations.acting import UnableToAct, acting, permit, tell
from incidents.operations.extent import write_extent
from incidents.operations.planning import open_plan
from incidents.operations.suggestions import end_suggestion, look_again
from incidents.overriding import Override
from incidents.priority import GRADES, is_higher, priority_of
from incidents.queries.judging import Judged, Situation, judge, kept
from incidents.stages import Stage, is_at_most
from incidents.suffering import Said
from incidents.urgency import CALM, Circumstances


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What a person decides. A grade of None is taken as computed.

    `degradations` says how single assets do, by their id, `degradation` how all others; `include` and `exclude` are
    customers by hand, against the mapping. `saw` are the computed grades that the person looked at, if any.
    """

    impact: int | None = None
    urgency: int | None = None
    assets: Collection[Asset] = ()
    degradation: str = "down"
    degradations: Mapping[int, str] = field(default_factory=dict)
    component_unknown: bool = False
    include: Collection[Customer] = ()
    exclude: Collection[Customer] = ()
    customer_visible: bool = True
    eta_minutes: int | None = None
    circumstances: Circumstances = CALM
    reason: str = ""
    saw: tuple[int, int] | None = None

    def refuse_if_wrong(self) -> None:
        """Raise Invalid for grades outside 1–4, no asset, or an unknown degradation."""
        if any(grade is not None and grade not in GRADES for grade in (self.impact, self.urgency)):
            raise Invalid("CLS_IMPACT", sentences=["Impact and urgency are grades from 1 to 4."])
        if not self.assets and not self.component_unknown:
            raise Invalid(
                "CLS_COMPONENT", sentences=["Choose the affected assets, or say that they are unknown."]
            )
        for word in (self.degradation, *self.degradations.values()):
            if word not in IncidentAsset.Degradation.values:
                raise Invalid("CLS_COMPONENT", sentences=[f"“{word}” is no degradation."])

    def situation(self, incident: Incident, own: Mapping[int, str] | None = None) -> Situation:
        """What it says is wrong. Who told us is affected unless somebody excludes them."""
        told = incident.customers.filter(known="report").values_list("customer_id", flat=True)
        return self._situation(dict.fromkeys(told, Said(reported=True)), own, incident.detected_at)

    def supposed(self, *, at: datetime) -> Situation:
        """The same without an incident: what if it began at that moment."""
        return self._situation({}, None, at)

    def _situation(
        self, said: dict[int, Said], own: Mapping[int, str] | None, detected_at: datetime
    ) -> Situation:
        said |= {one.pk: replace(said.get(one.pk, Said()), included=True) for one in self.include}
        said |= {one.pk: Said(excluded=True) for one in self.exclude}
        chosen = {one.pk: self.degradations.get(one.pk, self.degradation) for one in self.assets}
        return Situation(
            own=chosen if own is None else own,
            said=said,
            component_unknown=self.component_unknown,
            circumstances=self._circumstances(),
            detected_at=detected_at,
        )

    def _circumstances(self) -> Circumstances:
        if self.eta_minutes is None:
            return self.circumstances
        return replace(self.circumstances, estimate_hours=self.eta_minutes / 60)


def classify(
    *, incident_id: int, actor: Actor, at: datetime, judgement: Judgement, seen: int | None = None
) -> Incident:
    """Write a new version of the classification; before the end of Classify it is the first, later a re-classification.

    Opens the notification plan of its priority in the same transaction. Raises Invalid, UnableToAct (other grades than
    the computed ones and a re-classification need a reason, two grades down the Incident Manager; the clock moved
    what was looked at), NotPermitted, Stale.
    """
    judgement.refuse_if_wrong()
    with acting(None, incident_id=incident_id, actor=actor, at=at, seen=seen) as incident:
        _refuse(incident, judgement, actor)
        situation = judgement.situation(incident)
        judged = judge(situation, at=at)
        _refuse_override(incident, judgement, judged, actor)
        before = incident.priority if not incident.provisional else ""
        write_extent(incident, situation, judged, reason=judgement.reason.strip(), at=at)
        version = _write_version(incident, judgement, judged, actor=actor, at=at)
        incident.priority = version.priority
        incident.provisional = False
        if version.version > 1:
            # Whether nothing is published was decided for the class before; it is asked again.
            incident.do_not_publish_reason = ""
        incident.impact_known_at = incident.impact_known_at or at
        incident.extent_known_at = incident.extent_known_at or at
        end_suggestion(incident, outcome="taken", at=at)
        _tell(incident, version, before, actor, at)
        open_plan(incident, classification=version, actor=actor, at=at)
        look_again(incident, version=version.version, look=0, at=at)
    return incident


def _refuse(incident: Incident, judgement: Judgement, actor: Actor) -> None:
    first = is_at_most(incident.stage, Stage.CLASSIFY)
    if not incident.is_open:
        raise UnableToAct("STALE_STAGE")
    permit("classify" if first else "reclassify", incident=incident, actor=actor)
    if not first and not judgement.reason.strip() and incident.classifications.exists():
        raise UnableToAct("REASON")


def _refuse_override(incident: Incident, judgement: Judgement, judged: Judged, actor: Actor) -> None:
    """Beside computed grades another one needs a reason; where nothing is computed a person grades freely."""
    proposal = judged.proposal
    if judgement.saw is not None and judgement.saw != (proposal.impact, proposal.urgency):
        raise UnableToAct("CLS_MOVED")
    if not proposal.computed:
        return
    by_im = bool(incident.im_id == actor.user_id and incident.im_accepted_at)
    agreed = _agreed_beforehand(incident)
    pairs = (
        (proposal.impact, judgement.impact, agreed[0]),
        (proposal.urgency, judgement.urgency, agreed[1]),
    )
    codes = [] if judgement.reason.strip() or not (judgement.include or judgement.exclude) else ["REASON"]
    codes += [
        code
        for computed, chosen, fixed in pairs
        if chosen not in (None, fixed)
        for code in Override(computed=computed, chosen=chosen, reason=judgement.reason).refusals(by_im=by_im)
    ]
    if codes:
        raise UnableToAct(*dict.fromkeys(codes))


def _agreed_beforehand(incident: Incident) -> tuple[int | None, int | None]:
    """Grades that a rule fixed for the provisional classification: confirming them needs no reason."""
    last = incident.classifications.order_by("-version").first()
    if last is None or last.version:
        return None, None
    return last.agreed_impact, last.agreed_urgency


def _write_version(
    incident: Incident, judgement: Judgement, judged: Judged, *, actor: Actor, at: datetime
) -> Classification:
    newest = incident.classifications.aggregate(newest=Max("version"))["newest"]
    proposal, said = judged.proposal, judgement.circumstances
    impact, urgency = judgement.impact or proposal.impact, judgement.urgency or proposal.urgency
    return Classification.objects.create(
        incident=incident,
        version=max(1, (newest or 0) + 1),
        impact=impact,
        urgency=urgency,
        priority=priority_of(impact, urgency, judged.numbers.parameters.matrix).value,
        proposal=kept(judged),
        numbers=judged.numbers.version,
        reason=judgement.reason.strip(),
        customer_visible=judgement.customer_visible,
        affected=len(judged.affected),
        eta_minutes=judgement.eta_minutes,
        workaround=said.workaround,
        worsening=said.worsening,
        data_risk=said.data_risk,
        deadline_at=said.deadline_at,
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
