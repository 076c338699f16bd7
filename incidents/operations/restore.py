"""Restore: the service is back, somebody verifies what was told of it, or the fix did not hold."""

from datetime import datetime

from accounts.actors import SYSTEM_ACTOR, Actor
from incidents import facts as register
from incidents.models import Incident, IncidentCustomer, LetDownEntry, Task, Verification
from incidents.operations import planning
from incidents.operations.acting import UnableToAct, acting, refuse_bad_time, tell, tell_passage
from incidents.operations.all_clear import take_back, tell_inside
from incidents.operations.closure import close_quietly
from incidents.operations.failover import refuse_unapproved
from incidents.priority import is_small
from incidents.queries.standing import facts_of, strictness
from incidents.stages import Stage, is_at_most
from incidents.transitions import RestoreFailed


def mark_restored(
    *,
    incident_id: int,
    actor: Actor,
    at: datetime,
    restored_at: datetime | None = None,
    resolved: bool = False,
    seen: int | None = None,
) -> Incident:
    """The service works again; `resolved` when for good. The ledger gets a line for each affected customer.

    Raises UnableToAct before Classify is done, when it is restored already, or (RST_FAILOVER) when the failover is not
    approved; Invalid for an impossible time.
    """
    moment = restored_at or at
    refuse_bad_time(moment, at=at)
    with acting("mark_restored", incident_id=incident_id, actor=actor, at=at, seen=seen) as incident:
        early = is_at_most(incident.stage, Stage.RECORD)
        if early or not incident.is_open or incident.service_restored_at is not None:
            raise UnableToAct("STALE_STAGE")
        refuse_unapproved(incident)
        refuse_bad_time(moment, at=at, not_before=_down_since(incident))
        _restore(incident, min(moment, at), resolved or incident.restore_option == "resolve", actor, at)
    return incident


def _down_since(incident: Incident) -> datetime:
    """When the present span without service began: nothing can have been restored before."""
    latest = incident.episodes.filter(ends_at=None).order_by("starts_at").last()
    return latest.starts_at if latest else incident.occurred_at or incident.detected_at


def _restore(incident: Incident, moment: datetime, resolved: bool, actor: Actor, at: datetime) -> None:
    incident.service_restored_at = moment
    if resolved:
        incident.resolved_at = incident.resolved_at or moment
    elif incident.restore_option == "workaround":
        incident.workaround_at = incident.workaround_at or moment
    incident.restore_actions.filter(outcome="running").update(outcome="worked", ended_at=moment)
    incident.episodes.filter(ends_at=None).update(ends_at=moment)
    _open_ledger(incident)
    option = incident.restore_option or "resolve"
    tell("incident.restored", incident, actor=actor, at=at, happened_at=moment, option=option)
    tell_inside(incident, at=at)


def _open_ledger(incident: Incident) -> None:
    """A suggestion for each affected customer: yes when a customer found it first, or in P1 and P2."""
    reasons = ["customer found it first"] if incident.customer_discovered else []
    if incident.priority in ("P1", "P2"):
        reasons.append(f"{incident.priority}")
    suffering = IncidentCustomer.objects.filter(incident=incident, state="affected").values_list(
        "customer_id", flat=True
    )
    LetDownEntry.objects.bulk_create(
        [
            LetDownEntry(incident=incident, customer_id=number, suggested=bool(reasons), reasons=reasons)
            for number in suffering
        ],
        ignore_conflicts=True,
    )


def note_resolved(
    *, incident_id: int, actor: Actor, at: datetime, resolved_at: datetime | None = None
) -> Incident:
    """The cause is mended for good, after a workaround or a failover."""
    refuse_bad_time(resolved_at, at=at)
    with acting("mark_restored", incident_id=incident_id, actor=actor, at=at) as incident:
        if incident.service_restored_at is None:
            raise UnableToAct("RST_RESTORED_AT")
        refuse_bad_time(resolved_at, at=at, not_before=incident.service_restored_at)
        incident.resolved_at = min(resolved_at or at, at)
        tell("incident.resolved", incident, actor=actor, at=at, happened_at=incident.resolved_at)
    return incident


def restore_failed(
    *, incident_id: int, actor: Actor, at: datetime, reason: str, seen: int | None = None
) -> Incident:
    """The fix did not hold: back to Investigate, a new episode without service begins.

    Customers who had an all-clear get the correction as soon as the status page is corrected.
    """
    if not reason.strip():
        raise UnableToAct("REASON")
    with acting("restore_failed", incident_id=incident_id, actor=actor, at=at, seen=seen) as incident:
        incident.request = RestoreFailed(
            stage=incident.stage, service_restored_at=incident.service_restored_at, failed_at=at
        )
        if codes := incident.request.refusals():
            raise UnableToAct(*codes)
        incident.restore_failed()
        incident.restore_actions.filter(outcome="worked").update(outcome="failed")
        take_back(incident, at=at)
        incident.episodes.create(starts_at=at)
        incident.end_number += 1
        incident.service_restored_at = incident.resolved_at = None
        incident.restore_option = incident.restore_rationale = incident.im_override_reason = ""
        incident.quick_restored, incident.stage_entered_at = False, at
        planning.take_up_again(incident, actor=actor, at=at)
        tell("incident.restore_failed", incident, actor=actor, at=at, reason=reason.strip())
    return incident


def verify_comms(
    *, incident_id: int, actor: Actor, at: datetime, audiences: list[str], seen: int | None = None
) -> Incident:
    """The all-clear was looked at in each audience; strictly by somebody other than who published it.

    Raises UnableToAct: RST_ALLCLEAR when there is none, RST_FOUR_EYES for the publisher, NotPermitted.
    """
    with acting("verify_comms", incident_id=incident_id, actor=actor, at=at, seen=seen) as incident:
        performer = register.ask_one("all_clear_by", incident.pk)
        if not performer:
            raise UnableToAct("RST_ALLCLEAR")
        if performer == actor.named.key and "RST_FOUR_EYES" in strictness().get(
            incident.priority, frozenset()
        ):
            raise UnableToAct("RST_FOUR_EYES")
        Verification.objects.update_or_create(
            incident=incident,
            end_number=incident.end_number,
            defaults={
                "performed_by": performer,
                "verified_by": actor.named.key,
                "while_im": actor.user_id == incident.im_id,
                "audiences": audiences,
                "verified_at": at,
            },
        )
        tell("incident.comms_verified", incident, actor=actor, at=at, audiences=audiences)
    return incident


def quick_restore(
    *,
    incident_id: int,
    actor: Actor,
    at: datetime,
    restored_at: datetime | None = None,
    close: bool = False,
    seen: int | None = None,
) -> Incident:
    """The short way for P4, P5 or nobody affected: straight to Restore, with no Incident Manager.

    `close` also fills the empty record as unknown, waives the article as minor and closes, when nothing else blocks it.
    """
    moment = restored_at or at
    refuse_bad_time(moment, at=at)
    with acting("quick_restore", incident_id=incident_id, actor=actor, at=at, seen=seen) as incident:
        if incident.stage not in (Stage.CLASSIFY, Stage.NOTIFY, Stage.ESCALATE):
            raise UnableToAct("QRS_STAGE")
        refuse_unapproved(incident)
        refuse_bad_time(moment, at=at, not_before=_down_since(incident))
        incident.service_restored_at = moment = min(moment, at)
        incident.facts, incident.strictness = facts_of(incident, at=at), strictness()
        _go_quickly(incident, actor, at)
        incident.restore_option = incident.restore_option or "resolve"
        _restore(incident, moment, True, actor, at)
        _cancel_unsent(incident)
        if close:
            close_quietly(incident, actor=actor, at=at)
    return incident


def _go_quickly(incident: Incident, actor: Actor, at: datetime) -> None:
    facts = incident.facts
    small = facts is not None and (is_small(facts.priority) or facts.affected == 0)
    if not small:
        raise UnableToAct("QRS_SMALL")
    if incident.provisional:
        raise UnableToAct(*incident.blocked_by())
    passed = Stage(incident.stage)
    incident.quick_restore()
    incident.quick_restored, incident.stage_entered_at = True, at
    incident.save()
    tell_passage(incident, passed, actor=actor, at=at)


def _cancel_unsent(incident: Incident) -> None:
    planning.cancel_unsent(incident)
    Task.objects.filter(incident=incident, state="open", created_by=SYSTEM_ACTOR.named.key).update(
        state="dropped"
    )
