"""Runs move from level to level: who is on call is looked up at the moment a level is paged.

Many that are due at the same time move together, with people and schedules read once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from incidents.models import Incident
from oncall.models import EscalationRun, Page
from oncall.operations import hunts
from oncall.operations.paging import Call, Paging, page_all, send_note, tell
from oncall.operations.posting import post_to_places, told_at
from oncall.operations.runs import State, set_timer, set_timers
from oncall.paths.escalation import Phase, Position, Step, last_resort_every_s, next_step
from oncall.paths.path import PathSnapshot
from oncall.queries import roster as rosters
from oncall.queries.roster import Roster
from oncall.queries.staffing import staffed_at

_PURPOSES = {
    Phase.LEVEL: Page.Purpose.LEVEL,
    Phase.FALLBACK: Page.Purpose.FALLBACK,
    Phase.LAST_RESORT: Page.Purpose.LAST_RESORT,
}


@dataclass(frozen=True)
class Move:
    """A run, its incident and its path, and the step it is to stand at."""

    run: EscalationRun
    incident: Incident
    path: PathSnapshot
    step: Step


def move_on(run: EscalationRun, incident: Incident, *, at: datetime, hurry: bool = False) -> None:
    """Page the next level that has somebody; what had nobody is recorded, and a manager told.

    With `hurry`, somebody asked for it, no level is waited for.
    """
    move_all([(run, incident)], at=at, hurry=hurry)


def move_all(
    standing: Sequence[tuple[EscalationRun, Incident]], *, at: datetime, hurry: bool = False
) -> None:
    """The same for many runs; they and their incidents are locked."""
    paths = [PathSnapshot.from_json(run.path) for run, _ in standing]
    roster = rosters.of_paths(paths, at)
    moves = []
    for (run, incident), path in zip(standing, paths, strict=True):
        step = _next(run, incident, path, roster, at=at, hurry=hurry)
        if step is not None:
            moves.append(Move(run, incident, path, step))
    enter_all(moves, roster, at=at)


def _next(
    run: EscalationRun, incident: Incident, path: PathSnapshot, roster: Roster, *, at: datetime, hurry: bool
) -> Step | None:
    """Where the run goes; None when it waits for somebody to come on call."""
    priority = incident.priority or None
    empty = roster.empty_levels(path)
    here, coming = Position.from_json(run.position), {} if hurry else staffed_at(path, empty, priority, at=at)
    step = next_step(path, here, empty=empty, priority=priority, may_wait=coming)
    if step.waits:
        _wait_for(run, incident, step, coming[step.position.level], at=at)
        return None
    _tell_empty(run, incident, _missing(path, step), at)
    if step.position.phase is Phase.FALLBACK and not roster.reaches(step.targets):
        _tell_empty(run, incident, [step.name], at)
        return next_step(path, step.position, priority=priority)
    return step


def enter(run: EscalationRun, incident: Incident, step: Step, roster: Roster, *, at: datetime) -> None:
    """Stand at this step: its people are paged, and the timer is set for when they have not answered.

    Who acknowledged before stays known: more people are called, nobody's word is taken back.
    """
    enter_all([Move(run, incident, PathSnapshot.from_json(run.path), step)], roster, at=at)


def enter_all(moves: Sequence[Move], roster: Roster, *, at: datetime) -> None:
    """The same for many runs, each at its own step."""
    if not moves:
        return
    hunts.end_hunts_of([move.run for move in moves], at=at)
    set_timers([(move.run, _stand(move, at)) for move in moves], at=at)
    calls = [_call_of(move) for move in moves]
    for move in moves:
        if not roster.reaches(move.step.targets):
            tell("escalation.nobody_left", move.incident, at=at, run=move.run.pk)
    page_all([_paging(call, move, roster) for call, move in zip(calls, moves, strict=True)], at=at)
    for call, move in zip(calls, moves, strict=True):
        post_to_places(call, told_at(move.path, move.step), at=at)
        for target in move.step.targets:
            if target.kind == "group":
                hunts.start_hunt(move.incident, group_id=int(target.key), purpose="level", at=at, call=call)


def _stand(move: Move, at: datetime) -> datetime:
    """Write the place into the run; until when it stays there."""
    run, step = move.run, move.step
    if step.exhausted and run.state == State.RUNNING:
        tell("escalation.exhausted", move.incident, at=at, run=run.pk, path=run.path_name)
    run.position = step.position.to_json()
    run.state = State.EXHAUSTED if step.exhausted else State.RUNNING
    return at + timedelta(seconds=step.wait_s or last_resort_every_s(move.incident.priority or None))


def _call_of(move: Move) -> Call:
    run, step = move.run, move.step
    is_level = step.position.phase is Phase.LEVEL
    return Call(
        incident=move.incident,
        purpose=_PURPOSES[step.position.phase],
        key=f"{run.key}:{run.step}",
        run=run,
        level=step.position.level if is_level else None,
        level_name=step.name if is_level else "",
        pass_number=step.position.pass_no,
        channels=step.channels,
        each_acks=step.each_acks,
    )


def _paging(call: Call, move: Move, roster: Roster) -> Paging:
    methods = rosters.by_channels(roster.methods, move.step.channels)
    return Paging(call, roster.people(move.step.targets), methods)


def _wait_for(run: EscalationRun, incident: Incident, step: Step, until: datetime, *, at: datetime) -> None:
    """Nobody is paged before somebody is on call; the run stays where it was, and looks again then."""
    hunts.end_hunts(incident, at=at, run=run)
    shown = until.strftime("%d %b %H:%M UTC").lstrip("0")
    tell("escalation.waits", incident, at=at, run=run.pk, level=step.name, until=shown)
    run.state = State.RUNNING
    set_timer(run, until, at=at)


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
