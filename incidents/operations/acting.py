"""The frame of every operation on one incident: lock it, ask who may, write, and pass the stages that are finished."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark

from accounts.actors import Actor
from accounts.refusals import Invalid, NotPermitted, Unable
from incidents import facts as register
from incidents.models import Incident
from incidents.permissions import Circumstances, may
from incidents.queries.standing import facts_of, strictness
from incidents.sentences import sentences
from incidents.stages import Stage
from timeline import operations as timeline

SKEW = timedelta(minutes=5)
# Who may complete a stage; closing is its own act and never happens by the way.
COMPLETES = {
    Stage.DETECT: "start_recording",
    Stage.RECORD: "complete_record",
    Stage.CLASSIFY: "classify",
    Stage.NOTIFY: "complete_notify",
    Stage.ESCALATE: "complete_escalate",
    Stage.INVESTIGATE: "complete_investigate",
}
# What only makes sense while the incident is open; papers, notes and the ledger may come later.
WHILE_OPEN = frozenset(
    {
        "start_recording",
        "complete_record",
        "withhold_status",
        "waive_step",
        "override_ack",
        "open_war_room",
        "admit_to_war_room",
        "assign_task",
        "investigate",
        "choose_option",
        "approve_failover",
        "verify_comms",
        "quick_restore",
    }
)
# Marked is what a page asks somebody for.
WORDS = {
    "report": "report an incident",
    "start_recording": mark("take an incident"),
    "publish_status": "publish on the status page",
    "assign_im": "name an Incident Manager",
    "accept_im": mark("accept as Incident Manager"),
    "acknowledge": mark("acknowledge"),
    "decline": mark("decline"),
    "escalate_now": mark("escalate now"),
    "verify_comms": "verify the all-clear",
    "approve_failover": "approve a failover",
}


class UnableToAct(Unable):
    """An operation on an incident was refused; nothing was changed."""

    def __init__(self, *codes: str) -> None:
        super().__init__(*codes, sentences=sentences(codes))


class Stale(UnableToAct):
    """Somebody else was faster."""

    def __init__(self) -> None:
        super().__init__("STALE_STAGE")


@contextmanager
def acting(
    action: str | None,
    *,
    incident_id: int,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
    moves: bool = True,
    for_herself: bool = True,
) -> Iterator[Incident]:
    """Lock the incident for one operation of one actor; on leaving save it and pass its finished stages.

    `action` is asked of the permissions, None for what the system carries out. `seen` is the `changed` that the
    actor's page showed. Raises Incident.DoesNotExist, Stale (409), NotPermitted (403), UnableToAct (409).
    """
    with transaction.atomic():
        incident = Incident.objects.select_for_update().get(pk=incident_id)
        if seen is not None and seen != incident.changed:
            raise Stale
        if action is not None:
            permit(action, incident=incident, actor=actor, for_herself=for_herself)
        if action in WHILE_OPEN and not incident.is_open:
            raise UnableToAct("STALE_STAGE")
        yield incident
        incident.changed += int(moves)
        incident.save()
        if incident.is_open:
            pass_stages(incident, actor=actor, at=at)


def tell(fact: str, incident: Incident, /, *, actor: Actor, at: datetime, **data: Any) -> None:
    """Record a fact about the incident, entered at `at`; `happened_at` in the data says when, if earlier."""
    happened = data.pop("happened_at", None) or at
    timeline.record(
        fact,
        subject=incident.key,
        actor=actor.named,
        at=happened,
        entered_at=at,
        data={"incident": incident.pk, "number": incident.number, **data},
    )


def relations(incident: Incident, actor: Actor) -> frozenset[str]:
    """What ties this person to this incident."""
    held = set()
    if actor.user_id is not None and actor.user_id == incident.im_id and incident.im_accepted_at:
        held.add("im")
    if actor.user_id is not None and actor.user_id == incident.helpdesk_owner_id:
        held.add("helpdesk_owner")
    if actor.user_id in register.ask_one("paged", incident.pk):
        held.add("responder_paged")
    return frozenset(held)


def circumstances(incident: Incident, *, for_herself: bool = True) -> Circumstances:
    """What about this incident the permissions look at."""
    return Circumstances(
        stage=incident.stage,
        im_accepted=incident.im_accepted_at is not None,
        quick_restored=incident.quick_restored,
        war_room_open=incident.rooms.filter(closed_at=None).exists(),
        for_herself=for_herself,
    )


def permitted(action: str, *, incident: Incident, actor: Actor, for_herself: bool = True) -> bool:
    """Whether this person may do this to this incident now."""
    around = circumstances(incident, for_herself=for_herself)
    return may(action, roles=actor.roles, relations=relations(incident, actor), around=around)


def permit(action: str, *, incident: Incident, actor: Actor, for_herself: bool = True) -> None:
    """Raise NotPermitted unless this person may do this now."""
    if not permitted(action, incident=incident, actor=actor, for_herself=for_herself):
        what = _(WORDS.get(action, action.replace("_", " ")))
        said = _("{who} may not {what} for {number}.")
        refused = said.format(who=actor.named.label, what=what, number=incident.reference)
        raise NotPermitted(f"{refused} {sentences(['WRONG_ROLE'])[0]}")


def pass_stages(incident: Incident, *, actor: Actor, at: datetime) -> None:
    """Pass each stage whose guards hold and which the actor may complete, one timeline entry a stage."""
    # Whether the actor may is asked first: the facts are twenty queries, in vain for most of what the system does.
    while incident.stage in COMPLETES and _may_complete(incident, actor):
        incident.facts, incident.strictness = facts_of(incident, at=at), strictness()
        if incident.blocked_by():
            return
        passed = Stage(incident.stage)
        incident.pass_stage()
        incident.stage_entered_at = at
        incident.save(update_fields=["stage", "stage_entered_at"])
        tell_passage(incident, passed, actor=actor, at=at)


def tell_passage(incident: Incident, passed: Stage, *, actor: Actor, at: datetime) -> None:
    """Record that a stage was left."""
    here = Stage(incident.stage)
    data = {"stage": passed.value, "next": here.value, "stage_label": passed.label, "next_label": here.label}
    tell("incident.stage_passed", incident, actor=actor, at=at, **data)


def _may_complete(incident: Incident, actor: Actor) -> bool:
    """The plan that people opened is carried out by the system, which may therefore finish Notify."""
    if actor.is_system:
        return bool(incident.stage == Stage.NOTIFY)
    return permitted(COMPLETES[Stage(incident.stage)], incident=incident, actor=actor)


def advance(*, incident_id: int, actor: Actor, at: datetime, seen: int | None = None) -> Incident:
    """Go on to the next stage. Raises UnableToAct with every code that blocks it, NotPermitted, Stale."""
    with acting(None, incident_id=incident_id, actor=actor, at=at, seen=seen) as incident:
        if incident.stage not in COMPLETES:
            raise UnableToAct("STALE_STAGE")
        incident.facts, incident.strictness = facts_of(incident, at=at), strictness()
        if codes := incident.blocked_by():
            raise UnableToAct(*codes)
        permit(COMPLETES[Stage(incident.stage)], incident=incident, actor=actor)
    return incident


def refuse_bad_time(moment: datetime | None, *, at: datetime, not_before: datetime | None = None) -> None:
    """A person's time in the future, before the incident began or before 2000 is refused with a sentence."""
    if moment is None:
        return
    if moment > at + SKEW:
        raise Invalid("TIME_FUTURE", sentences=sentences(["TIME_FUTURE"]))
    if moment.year < 2000 or (not_before is not None and moment < not_before):
        raise Invalid("TIME_BEFORE_START", sentences=sentences(["TIME_BEFORE_START"]))
