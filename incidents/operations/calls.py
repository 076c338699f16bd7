"""Calls that people make: a task for each contact with what to say, reported with an outcome.

Whoever could not be reached is written to instead; a call that was made is followed by one when it is over.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from accounts.actors import SYSTEM_ACTOR, Actor
from accounts.models import User
from accounts.queries import holders
from accounts.refusals import Invalid
from incidents.audiences import CALL
from incidents.messages import Speaker
from incidents.models import Incident, StepRun, Task
from incidents.operations.acting import UnableToAct, acting, permit, tell
from incidents.operations.call_sheets import hand_out
from incidents.queries.readers import Recipient
from outbox.operations import ToDo, put

KIND_OF_WORDS = {
    Task.Call.INITIAL: "initial",
    Task.Call.LATER: "update",
    Task.Call.ALL_CLEAR: "all_clear",
    Task.Call.CORRECTION: "correction",
    Task.Call.FALSE_ALARM: "false_alarm",
}
TITLES = {
    Task.Call.INITIAL: "Call {}",
    Task.Call.LATER: "Call {} once more: it goes on",
    Task.Call.ALL_CLEAR: "Call {}: it is over",
    Task.Call.CORRECTION: "Call {}: what we said was not right",
    Task.Call.FALSE_ALARM: "Call {}: nothing was wrong",
}
OPEN = (Task.State.OPEN, Task.State.DOING)
ACCOUNT_MANAGER = "account_manager"
DEFAULT_MINUTES = 30
MINUTE = timedelta(minutes=1)


def give_calls(
    incident: Incident, run: StepRun, people: Sequence[Recipient], speaker: Speaker, *, at: datetime
) -> None:
    """Write the first calls of a step, to be made soon; later ones by somebody else where the plan says so."""
    add_calls(incident, run, people, speaker, call=Task.Call.INITIAL, at=at)
    if run.step.later_performer and run.step.later_minutes:
        due_at = max(at, incident.detected_at + run.step.later_minutes * MINUTE)
        payload = {"step": run.pk, "incident": incident.pk}
        put(
            ToDo(topic="incidents.call_once_more", key=f"step:{run.pk}", due_at=due_at, payload=payload),
            at=at,
        )


def add_calls(
    incident: Incident,
    run: StepRun,
    people: Sequence[Recipient],
    speaker: Speaker,
    *,
    call: str,
    at: datetime,
    performer: str = "",
    sequence: int = 0,
) -> int:
    """A task for each of these people, with its script; returns how many are new."""
    role = performer or run.step.performer or ACCOUNT_MANAGER
    known = run.calls.filter(incident=incident, call=call, sequence=sequence)
    called = set(known.values_list("contact", flat=True))
    fresh = [one for one in people if one.key not in called]
    callers = _Callers(incident, role)
    tasks = [_task(incident, run, to, speaker, call, at) for to in fresh]
    for task, to in zip(tasks, fresh, strict=True):
        task.assignee_id, task.sequence = callers.one_for(to), sequence
    Task.objects.bulk_create(tasks)
    for task in tasks:
        tell("incident.task_added", incident, actor=SYSTEM_ACTOR, at=at, title=task.title)
    hand_out(incident, tasks, role=role, at=at)
    return len(tasks)


def _task(incident: Incident, run: StepRun, to: Recipient, speaker: Speaker, call: str, at: datetime) -> Task:
    return Task(
        incident=incident,
        run=run,
        call=call,
        contact=to.key,
        title=TITLES[Task.Call(call)].format(to.label)[:200],
        script=script_for(speaker, call, to),
        due_at=at + (run.step.within_minutes or DEFAULT_MINUTES) * MINUTE,
        created_at=at,
        created_by=SYSTEM_ACTOR.named.key,
    )


def script_for(speaker: Speaker, call: str, to: Recipient) -> str:
    """What to say, with the number to ring where there is one."""
    kind = KIND_OF_WORDS[Task.Call(call)]
    words = speaker.say(kind, readers="customers", channel=CALL, to=to.reader).text.strip()
    return f"Number: {to.address}\n\n{words}" if to.address else words


def report_call(
    *, incident_id: int, actor: Actor, at: datetime, task_id: int, outcome: str, note: str = ""
) -> Incident:
    """Say how a call went. Raises Invalid for an unknown outcome, UnableToAct(TASK_SETTLED)."""
    if outcome not in Task.Outcome.values:
        raise Invalid("OUTCOME", sentences=["Say how the call went."])
    with acting(None, incident_id=incident_id, actor=actor, at=at, moves=False) as incident:
        task = incident.tasks.exclude(call="").select_related("run__step").filter(pk=task_id).first()
        if task is None:
            raise Invalid("TASK_UNKNOWN", sentences=[f"{incident.reference} has no such call."])
        if task.assignee_id is None or task.assignee_id != actor.user_id:
            permit("assign_task" if task.assignee_id else "note", incident=incident, actor=actor)
        if task.state not in OPEN:
            raise UnableToAct("TASK_SETTLED")
        task.state, task.outcome, task.result, task.ended_at = Task.State.DONE, outcome, note.strip(), at
        task.assignee_id = task.assignee_id or actor.user_id
        task.save()
        incident.handling_started_at = incident.handling_started_at or at
        said = ". ".join(filter(None, [task.get_outcome_display(), note.strip()[:300]]))
        tell("incident.task_done", incident, actor=actor, at=at, title=task.title, result=said)
        if outcome == Task.Outcome.NOT_REACHED:
            data = {"task": task.pk, "incident": incident.pk}
            put(ToDo(topic="incidents.write_instead", key=f"task:{task.pk}", due_at=at, payload=data), at=at)
        settle_calls(incident, task.run, at=at)
    return incident


def drop_open(incident: Incident, calls: Iterable[str], *, why: str, at: datetime) -> None:
    """Nobody need make these calls any more."""
    waiting = incident.tasks.filter(call__in=list(calls), state__in=OPEN).select_related("run__step")
    runs = {task.run_id: task.run for task in waiting}
    waiting.update(state=Task.State.DROPPED, result=why, ended_at=at)
    for run in runs.values():
        settle_calls(incident, run, at=at)


def settle_calls(incident: Incident, run: StepRun | None, *, at: datetime) -> None:
    """A step of calls is done with its last call, and failed when nobody was reached or written to."""
    if (
        run is None
        or run.state != StepRun.State.SENDING
        or run.calls.filter(call="initial", state__in=OPEN).exists()
    ):
        return
    first = run.calls.filter(call=Task.Call.INITIAL)
    made = first.filter(state=Task.State.DONE)
    run.state, run.done_at = StepRun.State.DONE, at
    run.reason = "" if made.exists() or not first.exists() else "no call was made"
    run.save(update_fields=["state", "done_at", "reason"])


class _Callers:
    """Who makes a call: the customer's own account manager, or the one holder of another role, never the IM."""

    def __init__(self, incident: Incident, role: str) -> None:
        self.role, self.im_id = role, incident.im_id
        self.only: int | None = None
        if role == ACCOUNT_MANAGER:
            self.active = set(
                User.objects.filter(is_active=True, customers__isnull=False).values_list("pk", flat=True)
            )
        else:
            found = [user.pk for user in holders(role)]
            self.only = found[0] if len(found) == 1 else None

    def one_for(self, to: Recipient) -> int | None:
        """The person, or None: whoever takes it."""
        chosen = to.manager_id if self.role == ACCOUNT_MANAGER else self.only
        if chosen is None or chosen == self.im_id:
            return None
        return chosen if self.role != ACCOUNT_MANAGER or chosen in self.active else None
