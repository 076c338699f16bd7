"""A run starts, and climbs while nobody has acknowledged: one at a time, or all that are due together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from incidents.models import Incident
from oncall.models import EscalationRun
from oncall.operations.moving import move_all, move_on
from oncall.operations.paging import tell
from oncall.operations.runs import ACTIVE, State, create_run, end_run, locked, runs_of
from oncall.queries import needs_nobody
from outbox.handling import DONE, MOOT, Due


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


def climb(run: EscalationRun, incident: Incident, *, at: datetime) -> str | None:
    """The level's time is over and nobody has acknowledged."""
    if ended := _ended(run, incident, at=at):
        return ended
    move_on(run, incident, at=at)
    return None


def climb_together(dues: Sequence[Due]) -> dict[int, str | None]:
    """Carry out the timers of many runs in the caller's transaction; the outcomes by the entries' ids.

    Left out are runs that somebody holds or is changing now, and those that ring hunt groups.
    """
    at = max(due.at for due in dues)
    due_of = {due.payload["run"]: due for due in dues}
    climbing, outcomes = [], dict[int, str | None]()
    for run, incident in _locked_together(list(due_of)):
        due = due_of[run.pk]
        if run.step != due.payload["step"] or run.state == State.ENDED:
            outcomes[due.id] = MOOT
        elif run.state in ACTIVE and not _rings_groups(run):
            outcomes[due.id] = _ended(run, incident, at=at) or None
            climbing += [] if outcomes[due.id] else [(run, incident)]
    if climbing:
        move_all(climbing, at=at)
    return outcomes


def _locked_together(run_ids: Sequence[int]) -> list[tuple[EscalationRun, Incident]]:
    """The runs with their incidents, locked in this order; those that somebody else has locked are left out."""
    known = EscalationRun.objects.filter(pk__in=run_ids).values_list("incident_id", flat=True)
    free = Incident.objects.select_for_update(skip_locked=True).filter(pk__in=set(known)).order_by("pk")
    incidents = {incident.pk: incident for incident in free}
    runs = EscalationRun.objects.select_for_update().filter(pk__in=run_ids, incident_id__in=incidents)
    return [(run, incidents[run.incident_id]) for run in runs.order_by("pk")]


def _rings_groups(run: EscalationRun) -> bool:
    return any(target["kind"] == "group" for level in run.path["levels"] for target in level["targets"])


def _ended(run: EscalationRun, incident: Incident, *, at: datetime) -> str:
    """End a run that nobody needs any more; how, or nothing when it goes on."""
    if needs_nobody(incident, since=run.started_at):
        end_run(run, why="over", at=at)
        return MOOT
    if incident.im_override_reason and incident.im_accepted_at is not None:
        # The Incident Manager goes on without an acknowledgement and said why: nobody further is woken.
        tell("escalation.ended", incident, at=at, run=run.pk, why="the Incident Manager goes on without")
        end_run(run, why="overridden", at=at)
        return DONE
    return ""
