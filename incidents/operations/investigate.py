"""Investigate: tasks for people other than the Incident Manager, what is known and tried, and how to restore."""

from datetime import datetime

from accounts.actors import Actor
from accounts.models import User
from accounts.refusals import Invalid
from incidents.guards import RESTORE_OPTIONS
from incidents.models import Incident, Task
from incidents.operations.acting import UnableToAct, acting, permit, tell
from incidents.operations.calls import settle_calls
from incidents.transitions import task_refusals

NOTES = {"note": "incident.noted", "known": "incident.found", "tried": "incident.tried"}


def add_task(
    *, incident_id: int, actor: Actor, at: datetime, title: str, assignee: User | None = None
) -> Incident:
    """Give somebody something to do. Raises UnableToAct(TASK_IM) when it would be the Incident Manager's."""
    if not title.strip():
        raise Invalid("TASK_TITLE", sentences=["Say in a few words what is to be done."])
    with acting("assign_task", incident_id=incident_id, actor=actor, at=at, moves=False) as incident:
        _refuse_im(incident, assignee)
        Task.objects.create(
            incident=incident,
            title=title.strip()[:200],
            assignee=assignee,
            created_at=at,
            created_by=actor.named.key,
        )
        name = str(assignee) if assignee else ""
        tell("incident.task_added", incident, actor=actor, at=at, title=title.strip(), assignee=name)
    return incident


def start_task(*, incident_id: int, actor: Actor, at: datetime, task_id: int) -> Incident:
    """Begin a task; an unassigned one becomes the actor's."""
    with acting(None, incident_id=incident_id, actor=actor, at=at, moves=False) as incident:
        task = _task(incident, task_id, actor)
        if task.state != Task.State.OPEN:
            raise UnableToAct("TASK_SETTLED")
        if task.assignee is None:
            _refuse_im(incident, User.objects.filter(pk=actor.user_id or 0).first())
            task.assignee_id = actor.user_id
        task.state, task.started_at = Task.State.DOING, at
        task.save()
        incident.handling_started_at = incident.handling_started_at or at
        tell("incident.task_started", incident, actor=actor, at=at, title=task.title)
    return incident


def finish_task(*, incident_id: int, actor: Actor, at: datetime, task_id: int, result: str = "") -> Incident:
    """Report that a task is done, with what came of it."""
    return _end_task(incident_id, actor, at, task_id, Task.State.DONE, result)


def drop_task(*, incident_id: int, actor: Actor, at: datetime, task_id: int, result: str = "") -> Incident:
    """Let a task go."""
    return _end_task(incident_id, actor, at, task_id, Task.State.DROPPED, result)


def _end_task(
    incident_id: int, actor: Actor, at: datetime, task_id: int, state: str, result: str
) -> Incident:
    with acting(None, incident_id=incident_id, actor=actor, at=at, moves=False) as incident:
        task = _task(incident, task_id, actor)
        if task.state not in (Task.State.OPEN, Task.State.DOING):
            raise UnableToAct("TASK_SETTLED")
        if task.call and state == Task.State.DONE:
            raise Invalid("OUTCOME", sentences=["This is a call: say how it went."])
        task.state, task.ended_at, task.result = state, at, result.strip()
        task.save()
        settle_calls(incident, task.run, at=at)
        data = {"title": task.title, "result": result.strip()[:300]}
        tell(f"incident.task_{state}", incident, actor=actor, at=at, **data)
    return incident


def state_problem(
    *, incident_id: int, actor: Actor, at: datetime, statement: str, seen: int | None = None
) -> Incident:
    """Say in one sentence what fails."""
    if not statement.strip():
        raise UnableToAct("INV_WHAT")
    with acting("investigate", incident_id=incident_id, actor=actor, at=at, seen=seen) as incident:
        incident.problem_statement = statement.strip()
        tell("incident.problem_stated", incident, actor=actor, at=at, statement=statement.strip())
    return incident


def suspect(
    *, incident_id: int, actor: Actor, at: datetime, component: str, seen: int | None = None
) -> Incident:
    """Name the suspected component; `unknown` is an answer."""
    if not component.strip():
        raise UnableToAct("INV_COMPONENT")
    with acting("investigate", incident_id=incident_id, actor=actor, at=at, seen=seen) as incident:
        incident.suspected_component = component.strip()[:160]
        tell("incident.component_suspected", incident, actor=actor, at=at, component=component.strip())
    return incident


def note(
    *,
    incident_id: int,
    actor: Actor,
    at: datetime,
    text: str,
    about: str = "note",
    happened_at: datetime | None = None,
) -> Incident:
    """Write into the timeline what happened, what is known or what was tried; late entries keep both times."""
    if not text.strip() or about not in NOTES:
        raise Invalid("NOTE_EMPTY", sentences=["Write what happened, what is known, or what was tried."])
    if happened_at is not None and happened_at > at:
        raise UnableToAct("TIME_FUTURE")
    with acting("note", incident_id=incident_id, actor=actor, at=at, moves=False) as incident:
        tell(NOTES[about], incident, actor=actor, at=at, happened_at=happened_at, text=text.strip())
    return incident


def choose_option(
    *, incident_id: int, actor: Actor, at: datetime, option: str, rationale: str, seen: int | None = None
) -> Incident:
    """Choose how to restore, and why. Raises UnableToAct for an unknown option or no reason."""
    if option not in RESTORE_OPTIONS:
        raise UnableToAct("INV_OPTION")
    if not rationale.strip():
        raise UnableToAct("INV_OPTION_WHY")
    with acting("choose_option", incident_id=incident_id, actor=actor, at=at, seen=seen) as incident:
        running = incident.restore_actions.filter(outcome="running")
        running.update(outcome="abandoned", ended_at=at)
        incident.restore_actions.create(
            option=option, rationale=rationale.strip(), started_at=at, created_by=actor.named.key
        )
        incident.restore_option, incident.restore_rationale = option, rationale.strip()
        data = {"option": option, "rationale": rationale.strip()[:300]}
        tell("incident.option_chosen", incident, actor=actor, at=at, **data)
    return incident


def _refuse_im(incident: Incident, assignee: User | None) -> None:
    if assignee is not None:
        im = str(incident.im_id) if incident.im_id else None
        if codes := task_refusals(str(assignee.pk), im):
            raise UnableToAct(*codes)


def _task(incident: Incident, task_id: int, actor: Actor) -> Task:
    task = incident.tasks.filter(pk=task_id).first()
    if task is None:
        raise Invalid("TASK_UNKNOWN", sentences=[f"{incident.reference} has no such task."])
    if task.assignee_id not in (None, actor.user_id):
        permit("assign_task", incident=incident, actor=actor)
    else:
        permit("note", incident=incident, actor=actor)
    return task
