"""A run starts and moves from level to level: who is on call is looked up at the moment a level is paged.

A running run has exactly one unfinished entry in the outbox, its next step; the auditor proves it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from incidents.models import Incident
from oncall.models import EscalationRun, Page
from oncall.operations import hunts
from oncall.operations.paging import Call, page_people, send_note, tell
from oncall.operations.posting import post_to_places, told_at
from oncall.paths.escalation import START, Phase, Position, Step, last_resort_every_s, next_step
from oncall.paths.path import PathSnapshot
from oncall.queries import needs_nobody, path_for
from oncall.queries import roster as rosters
from oncall.queries.roster import Roster
from oncall.queries.staffing import staffed_at
from outbox.handling import MOOT
from outbox.operations import ToDo, put

TOPIC = "oncall.escalate"
State = EscalationRun.State
ACTIVE = (State.RUNNING, State.EXHAUSTED)
_PURPOSES = {
    Phase.LEVEL: Page.Purpose.LEVEL,
    Phase.FALLBACK: Page.Purpose.FALLBACK,
    Phase.LAST_RESORT: Page.Purpose.LAST_RESORT,
}


def locked(incident_id: int) -> Incident:
    """The incident, locked: always before its runs and hunts, so that nobody waits in a circle."""
    return Incident.objects.select_for_update().get(pk=incident_id)


def runs_of(incident: Incident) -> QuerySet[EscalationRun]:
    """The runs of this episode, locked, newest first."""
    return incident.runs.select_for_update().filter(episode=incident.episode).order_by("-id")


def start_run(
    *, incident_id: int, at: datetime, why: str = "", restart: bool = False, after_restore: bool = False
) -> EscalationRun | None:
    """Start on the matching path and page its first level in the same transaction.

    None when there is nothing to start: a run of this episode goes on or was acknowledged, or the incident is over.
    With `restart` such a run ends and a new one begins at the top.
    """
    with transaction.atomic():
        incident = locked(incident_id)
        standing = runs_of(incident).exclude(state=State.ENDED).first()
        over = needs_nobody(incident, since=at if after_restore else None)
        if over or (standing is not None and not restart):
            return None
        if standing is not None:
            end_run(standing, why="restarted", at=at)
        run = create_run(incident, at=at)
        tell("escalation.started", incident, at=at, run=run.pk, path=run.path_name, why=why)
        move_on(run, incident, at=at)
    return run


def create_run(incident: Incident, *, at: datetime) -> EscalationRun:
    """A run with its own copy of the path: whoever edits the path changes the next incident."""
    source, path = path_for(incident, at=at)
    return EscalationRun.objects.create(
        incident=incident,
        source=source,
        episode=incident.episode,
        path_name=path.name,
        path=path.to_json(),
        position=START.to_json(),
        started_at=at,
    )


def move_on(run: EscalationRun, incident: Incident, *, at: datetime, hurry: bool = False) -> None:
    """Page the next level that has somebody; what had nobody is recorded, and a manager told.

    With `hurry`, somebody asked for it, no level is waited for.
    """
    path = PathSnapshot.from_json(run.path)
    roster = rosters.of_path(path, at)
    priority = incident.priority or None
    empty = roster.empty_levels(path)
    here, coming = Position.from_json(run.position), {} if hurry else staffed_at(path, empty, priority, at=at)
    step = next_step(path, here, empty=empty, priority=priority, may_wait=coming)
    if step.waits:
        wait_for(run, incident, step, coming[step.position.level], at=at)
        return
    _tell_empty(run, incident, _missing(path, step), at)
    if step.position.phase is Phase.FALLBACK and not roster.reaches(step.targets):
        _tell_empty(run, incident, [step.name], at)
        step = next_step(path, step.position, priority=priority)
    enter(run, incident, step, roster, at=at)


def enter(run: EscalationRun, incident: Incident, step: Step, roster: Roster, *, at: datetime) -> None:
    """Stand at this step: its people are paged, and the timer is set for when they have not answered.

    Who acknowledged before stays known: more people are called, nobody's word is taken back.
    """
    hunts.end_hunts(incident, at=at, run=run)
    if step.exhausted and run.state == State.RUNNING:
        tell("escalation.exhausted", incident, at=at, run=run.pk, path=run.path_name)
    run.position = step.position.to_json()
    run.state = State.EXHAUSTED if step.exhausted else State.RUNNING
    wait_s = step.wait_s or last_resort_every_s(incident.priority or None)
    set_timer(run, at + timedelta(seconds=wait_s), at=at)
    if not roster.reaches(step.targets):
        tell("escalation.nobody_left", incident, at=at, run=run.pk)
    call = Call(
        incident=incident,
        purpose=_PURPOSES[step.position.phase],
        key=f"{run.key}:{run.step}",
        run=run,
        level=step.position.level if step.position.phase is Phase.LEVEL else None,
        level_name=step.name if step.position.phase is Phase.LEVEL else "",
        pass_number=step.position.pass_no,
        channels=step.channels,
        each_acks=step.each_acks,
    )
    methods = rosters.by_channels(roster.methods, step.channels)
    page_people(call, roster.people(step.targets), methods, at=at)
    post_to_places(call, told_at(PathSnapshot.from_json(run.path), step), at=at)
    for target in step.targets:
        if target.kind == "group":
            hunts.start_hunt(incident, group_id=int(target.key), purpose="level", at=at, call=call)


def wait_for(run: EscalationRun, incident: Incident, step: Step, until: datetime, *, at: datetime) -> None:
    """Nobody is paged before somebody is on call; the run stays where it was, and looks again then."""
    hunts.end_hunts(incident, at=at, run=run)
    shown = until.strftime("%d %b %H:%M UTC").lstrip("0")
    tell("escalation.waits", incident, at=at, run=run.pk, level=step.name, until=shown)
    run.state = State.RUNNING
    set_timer(run, until, at=at)


def set_timer(run: EscalationRun, due_at: datetime | None, *, at: datetime) -> None:
    """Count the move and put its one entry; an entry of an earlier move finds its number gone and is moot."""
    run.step += 1
    run.next_at = due_at
    run.save()
    if due_at is not None:
        put_timer(run, at=at)


def put_timer(run: EscalationRun, *, at: datetime, repair: int = 0) -> None:
    """The entry that carries the run on. `repair` makes a new one where the first was lost."""
    key = f"{run.key}:{run.step}" + (f":repair{repair}" if repair else "")
    put(
        ToDo(topic=TOPIC, key=key, due_at=run.next_at or at, payload={"run": run.pk, "step": run.step}), at=at
    )


def end_run(run: EscalationRun, *, why: str, at: datetime) -> None:
    """No further step of this run; entries on their way find it ended."""
    run.state, run.end_reason = State.ENDED, why[:40]
    run.ended_at, run.next_at = at, None
    run.save()
    hunts.end_hunts(run.incident, at=at, run=run)


def run_for_step(run_id: int, step: int) -> tuple[Incident, EscalationRun] | None:
    """Incident and run, locked in this order; None when the run has moved since."""
    found = EscalationRun.objects.filter(pk=run_id).values_list("incident_id", flat=True).first()
    if found is None:
        return None
    incident = locked(found)
    run = EscalationRun.objects.select_for_update().get(pk=run_id)
    return None if run.step != step or run.state == State.ENDED else (incident, run)


def climb(run: EscalationRun, incident: Incident, *, at: datetime) -> str | None:
    """The level's time is over and nobody has acknowledged."""
    if needs_nobody(incident, since=run.started_at):
        end_run(run, why="over", at=at)
        return MOOT
    if incident.im_override_reason and incident.im_accepted_at is not None:
        # The Incident Manager goes on without an acknowledgement and said why: nobody further is woken.
        tell("escalation.ended", incident, at=at, run=run.pk, why="the Incident Manager goes on without")
        end_run(run, why="overridden", at=at)
        return None
    move_on(run, incident, at=at)
    return None


def _missing(path: PathSnapshot, step: Step) -> list[str]:
    """The levels that were passed over in the first pass although they were to page somebody."""
    levels = [path.levels[place.level] for place in step.skipped if place.pass_no == 1]
    return [level.name for level in levels if not level.only_informs]


def _tell_empty(run: EscalationRun, incident: Incident, levels: Sequence[str], at: datetime) -> None:
    """An empty level is recorded, and an operations manager is warned by mail, once a run and level."""
    if not levels:
        return
    managers = rosters.managers()
    methods = rosters.methods_of([user.pk for user in managers])
    for level in levels:
        tell("escalation.level_empty", incident, at=at, run=run.pk, level=level)
        what = format_lazy(
            _("On the path “{path}” nobody could be paged at “{level}”. The next level was paged at once."),
            path=run.path_name,
            level=level,
        )
        key = f"{run.key}:empty:{level}"[:120]
        send_note(incident, managers, methods, key=key, what=what, at=at, kinds=("email",))
