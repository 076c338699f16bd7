"""Notify: what the status page told opens the way for everything else that goes outside; steps may be waived."""

from datetime import datetime

from accounts.actors import Actor
from incidents.models import Incident, StepRun
from incidents.operations.acting import UnableToAct, acting, permit, tell
from incidents.operations.planning import decide_again

State = StepRun.State


def note_published(
    *,
    incident_id: int,
    actor: Actor,
    at: datetime,
    kind: str,
    title: str,
    text: str,
    status: str = "",
    spread: str = "",
    taken_back: bool = False,
) -> Incident:
    """The status page was published, in the caller's transaction: external steps need wait no longer.

    `kind` is initial, update, all_clear or correction. The first publication tells the customers; an all-clear tells
    them of the resolution and sets off the same news to exactly those who were told before. `taken_back`: the all-clear
    was wrong, the end will have to be told anew; `spread`: the correction is sent to whoever had the "end" or, before
    it, the "first" word.
    """
    action = "send_all_clear" if kind == "all_clear" else "publish_status"
    with acting(action, incident_id=incident_id, actor=actor, at=at) as incident:
        end = 0 if taken_back else incident.public_words.get("end", 0)
        incident.end_number += int(taken_back)
        end = incident.end_number if kind == "all_clear" else end
        incident.public_words = {"title": title, "text": text, "kind": kind, "end": end}
        incident.do_not_publish_reason = ""
        _set_times(incident, kind, at)
        decide_again(incident, actor=actor, at=at)
        fact = "incident.all_clear_published" if kind == "all_clear" else "incident.published"
        told = {"kind": kind, "status": status, "text": text[:300], "spread": spread}
        tell(fact, incident, actor=actor, at=at, **told)
    return incident


def _set_times(incident: Incident, kind: str, at: datetime) -> None:
    if kind == "all_clear":
        incident.resolution_informed_at = incident.resolution_informed_at or at
    else:
        incident.customers_informed_at = incident.customers_informed_at or at


def do_not_publish(
    *, incident_id: int, actor: Actor, at: datetime, reason: str, seen: int | None = None
) -> Incident:
    """Decide that nothing is published, with a reason; with affected customers only the Incident Manager may."""
    if not reason.strip():
        raise UnableToAct("REASON")
    with acting("withhold_status", incident_id=incident_id, actor=actor, at=at, seen=seen) as incident:
        if incident.customers.filter(state="affected").exists():
            permit("complete_escalate", incident=incident, actor=actor)
        incident.do_not_publish_reason = reason.strip()
        decide_again(incident, actor=actor, at=at)
        tell("incident.publication_withheld", incident, actor=actor, at=at, reason=reason.strip())
    return incident


def waive_step(
    *, incident_id: int, actor: Actor, at: datetime, step_id: int, reason: str, seen: int | None = None
) -> Incident:
    """Let one step of the plan go, with a reason that stays visible. Raises UnableToAct for a step that ran already."""
    if not reason.strip():
        raise UnableToAct("REASON")
    with acting("waive_step", incident_id=incident_id, actor=actor, at=at, seen=seen) as incident:
        run = incident.steps.select_related("step").filter(pk=step_id).first()
        if run is None or run.state not in (State.PENDING, State.BLOCKED, State.FAILED, State.SENDING):
            raise UnableToAct("STEP_SETTLED")
        run.state, run.reason, run.done_at = State.WAIVED, reason.strip()[:300], at
        run.save()
        tell("incident.step_waived", incident, actor=actor, at=at, step=run.step.code, reason=reason.strip())
    return incident
