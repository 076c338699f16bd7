"""The rows of a run: one for each incident under way, with its own copy of the path and one entry that carries it on.

A running run has exactly one unfinished entry in the outbox, its next step; the auditor proves it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from incidents.models import Incident
from oncall.models import EscalationRun
from oncall.operations import hunts
from oncall.paths.escalation import START
from oncall.queries import path_for
from outbox.models import Queue
from outbox.operations import ToDo, put_many

TOPIC = "oncall.escalate"
State = EscalationRun.State
ACTIVE = (State.RUNNING, State.EXHAUSTED)
MOVED = ("position", "state", "step", "next_at")


def locked(incident_id: int) -> Incident:
    """The incident, locked: always before its runs and hunts, so that nobody waits in a circle."""
    return Incident.objects.select_for_update().get(pk=incident_id)


def runs_of(incident: Incident) -> QuerySet[EscalationRun]:
    """The runs of this episode, locked, newest first."""
    return incident.runs.select_for_update().filter(episode=incident.episode).order_by("-id")


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


def set_timer(run: EscalationRun, due_at: datetime | None, *, at: datetime) -> None:
    """Count the move and put its one entry; an entry of an earlier move finds its number gone and is moot."""
    run.step += 1
    run.next_at = due_at
    run.save()
    if due_at is not None:
        put_timers([run], at=at)


def set_timers(due: Sequence[tuple[EscalationRun, datetime]], *, at: datetime) -> None:
    """The same for many runs, of which only `MOVED` has changed; of a single one anything may have."""
    if len(due) == 1:
        set_timer(*due[0], at=at)
        return
    for run, due_at in due:
        run.step += 1
        run.next_at = due_at
    runs = [run for run, _ in due]
    EscalationRun.objects.bulk_update(runs, MOVED)
    put_timers(runs, at=at)


def put_timers(runs: Sequence[EscalationRun], *, at: datetime, repair: int = 0) -> None:
    """The entries that carry the runs on. `repair` makes new ones where the first were lost."""
    again = f":repair{repair}" if repair else ""
    put_many(
        [
            ToDo(
                topic=TOPIC,
                key=f"{run.key}:{run.step}{again}",
                due_at=run.next_at or at,
                payload={"run": run.pk, "step": run.step},
                queue=Queue.TIMERS,
            )
            for run in runs
        ],
        at=at,
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
