"""Raise by itself what became more urgent with the clock, where the settings say so: a version like any other."""

from datetime import datetime, timedelta

from django.conf import settings

from accounts.actors import SYSTEM_ACTOR
from incidents.models import Classification, Incident
from incidents.operations.acting import tell
from incidents.operations.extent import write_newly_affected
from incidents.operations.planning import open_plan
from incidents.queries.judging import Judged, kept

REASON = "Computed again and raised by itself, as the settings say"


def raise_by_itself(
    incident: Incident, last: Classification, judged: Judged, *, at: datetime
) -> Classification:
    """Write the computed class over the last one; people are told as after any other raise, and whoever leads it."""
    affected = write_newly_affected(incident, judged, at=at)
    version = _write_version(last, judged, affected, at=at)
    incident.priority, incident.changed = version.priority, incident.changed + 1
    incident.do_not_publish_reason = ""
    said = {
        "priority": version.priority,
        "before": last.priority,
        "raised": True,
        "version": version.version,
        "impact": version.impact,
        "urgency": version.urgency,
        "reason": version.reason,
    }
    tell("incident.classified", incident, actor=SYSTEM_ACTOR, at=at, **said)
    _tell_leader(incident, last.priority, judged.proposal.sentence, at)
    open_plan(incident, classification=version, actor=SYSTEM_ACTOR, at=at)
    return version


def _tell_leader(incident: Incident, before: str, sentence: str, at: datetime) -> None:
    leader = incident.im_id if incident.im_accepted_at is not None else incident.helpdesk_owner_id
    tell(
        "incident.priority_raised",
        incident,
        actor=SYSTEM_ACTOR,
        at=at,
        priority=incident.priority,
        before=before,
        sentence=sentence,
        title=f"{incident.reference} is {incident.priority} now: {incident.title}",
        text=f"It stood at {before} and was raised by itself.\n\n{sentence}.",
        url=f"{settings.PUBLIC_URL}/incidents/{incident.number}/",
        people=[leader] if leader else [],
    )


def _write_version(last: Classification, judged: Judged, affected: int, *, at: datetime) -> Classification:
    proposal = judged.proposal
    return Classification.objects.create(
        incident=last.incident,
        version=last.version + 1,
        impact=proposal.impact,
        urgency=proposal.urgency,
        priority=proposal.priority.value,
        proposal=kept(judged),
        numbers=judged.numbers.version,
        reason=REASON,
        customer_visible=last.customer_visible,
        affected=affected,
        eta_minutes=_minutes_left(last, at),
        workaround=last.workaround,
        worsening=last.worsening,
        data_risk=last.data_risk,
        deadline_at=last.deadline_at,
        created_at=at,
        created_by=SYSTEM_ACTOR.named.key,
        created_by_label=SYSTEM_ACTOR.named.label,
    )


def _minutes_left(last: Classification, at: datetime) -> int | None:
    """Of the estimate, which counts from its version; nobody has given a new one when it is over."""
    if last.eta_minutes is None:
        return None
    left = last.created_at + timedelta(minutes=last.eta_minutes) - at
    return max(0, round(left / timedelta(minutes=1))) or None
