"""The watch over all escalations: proves every minute that none is lost, and puts back what is.

A running run has exactly one unfinished entry, none more than half a minute late; each open incident that is P1 or
P2, or whose rule said `page`, is acknowledged, escalating, or at its last resort.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q

from incidents.models import Incident
from incidents.stages import OPEN_STAGES
from oncall.models import EscalationRun
from oncall.operations.giving_up import ask_to_tell
from oncall.operations.paging import tell
from oncall.operations.runs import ACTIVE, TOPIC, locked, put_timers, runs_of
from oncall.queries.standing import failed_again
from outbox.models import Entry
from outbox.operations import ToDo, put

log = logging.getLogger(__name__)
LATE = timedelta(seconds=30)
State = EscalationRun.State
URGENT = ("P1", "P2")
STARTING = ("oncall.start_escalation", "oncall.page_again")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something that should not be: about which incident, and what was done."""

    incident_id: int
    what: str


def audit(*, at: datetime) -> list[Finding]:
    """Look through everything and repair it; an empty answer means that all holds."""
    found = [*_lost_steps(at), *_doubled_steps(), *_late_steps(at), *_forgotten_incidents(at)]
    ask_to_tell(at=at)
    for finding in found:
        log.error("Watch over escalations: incident %s: %s", finding.incident_id, finding.what)
    return found


def _steps_of_runs() -> dict[int, list[Entry]]:
    """The unfinished entries of runs, by the run they carry on, as long as they are not for an earlier move."""
    steps: dict[int, list[Entry]] = {}
    for entry in Entry.objects.filter(topic=TOPIC, done_at=None, dead_at=None).order_by("due_at"):
        steps.setdefault(entry.payload["run"], []).append(entry)
    return steps


def _waiting_runs() -> list[EscalationRun]:
    """The runs that must have a next step: climbing, or acknowledged and not yet in a manager's hands."""
    return list(EscalationRun.objects.exclude(state=State.ENDED).exclude(next_at=None))


def _lost_steps(at: datetime) -> list[Finding]:
    steps = _steps_of_runs()
    lost = [
        run for run in _waiting_runs() if not any(_carries(entry, run) for entry in steps.get(run.pk, ()))
    ]
    # A climbing run without any next moment is lost too.
    lost += EscalationRun.objects.filter(state__in=ACTIVE, next_at=None)
    return [finding for run in lost if (finding := _put_back(run.pk, at)) is not None]


def _carries(entry: Entry, run: EscalationRun) -> bool:
    return bool(entry.payload["step"] == run.step)


def _put_back(run_id: int, at: datetime) -> Finding | None:
    """Look again under the lock: the run may just have moved."""
    with transaction.atomic():
        incident = locked(EscalationRun.objects.values_list("incident_id", flat=True).get(pk=run_id))
        run = EscalationRun.objects.select_for_update().get(pk=run_id)
        same = Entry.objects.filter(topic=TOPIC, payload__run=run.pk, payload__step=run.step)
        if run.state == State.ENDED or same.filter(done_at=None, dead_at=None).exists():
            return None
        run.next_at = max(run.next_at or at, at)
        run.save(update_fields=["next_at"])
        put_timers([run], at=at, repair=same.count())
        tell("escalation.repaired", incident, at=at, run=run.pk, what="the next step")
    return Finding(incident_id=incident.pk, what=f"run {run_id} had no next step; it was put back")


def _doubled_steps() -> list[Finding]:
    """Two entries for the same move; the first to be carried out makes the other moot."""
    twice = (
        Entry.objects.filter(topic=TOPIC, done_at=None, dead_at=None)
        .values("payload__run", "payload__step")
        .annotate(entries=Count("id"))
        .filter(entries__gt=1)
    )
    runs = EscalationRun.objects.in_bulk([row["payload__run"] for row in twice])
    return [
        Finding(incident_id=run.incident_id, what=f"run {run.pk} has two next steps; one will be moot")
        for run in runs.values()
    ]


def _late_steps(at: datetime) -> list[Finding]:
    """Nothing to put back: the entry is there, and whoever should carry it out is slow."""
    late = Entry.objects.filter(topic=TOPIC, done_at=None, dead_at=None, due_at__lt=at - LATE)
    runs = EscalationRun.objects.in_bulk([entry.payload["run"] for entry in late])
    return [
        Finding(
            incident_id=run.incident_id,
            what=f"the next step is {int((at - entry.due_at).total_seconds())} s late",
        )
        for entry in late
        if (run := runs.get(entry.payload["run"])) is not None and _carries(entry, run)
    ]


def _forgotten_incidents(at: datetime) -> list[Finding]:
    """Open and grave, or to be paged by its rule, yet neither acknowledged nor escalating."""
    pressing = Incident.objects.filter(
        stage__in=OPEN_STAGES, service_restored_at=None, created_at__lt=at - LATE
    )
    pressing = pressing.filter(Q(priority__in=URGENT) | Q(response="page"))
    open_ones = list(pressing.filter(im_override_reason=""))
    since = failed_again([incident.pk for incident in open_ones])
    alone = [incident for incident in open_ones if not _is_led(incident, since.get(incident.pk))]
    runs = EscalationRun.objects.filter(incident__in=alone).select_related("incident")
    cared_for = {run.incident_id for run in runs if _cares(run, since.get(run.incident_id))}
    forgotten = [incident for incident in alone if incident.pk not in cared_for]
    return [finding for incident in forgotten if (finding := _start_again(incident.pk, at)) is not None]


def _is_led(incident: Incident, failed_at: datetime | None) -> bool:
    """An Incident Manager has accepted, and not before the fix that did not hold."""
    accepted_at = incident.im_accepted_at
    return accepted_at is not None and (failed_at is None or accepted_at >= failed_at)


def _cares(run: EscalationRun, failed_at: datetime | None) -> bool:
    """Whether this run answers for its incident: it goes on, was acknowledged, or may rest until somebody takes it.

    One from before the service was restored (`failed_at`) answers for nothing that came after.
    """
    incident = run.incident
    if run.episode != incident.episode or (failed_at is not None and run.started_at < failed_at):
        return False
    rests = run.end_reason == "recovered" and incident.priority not in URGENT
    return run.state != State.ENDED or run.acknowledged_at is not None or rests


def _start_again(incident_id: int, at: datetime) -> Finding | None:
    with transaction.atomic():
        incident = locked(incident_id)
        starting = Entry.objects.filter(
            topic__in=STARTING, done_at=None, dead_at=None, payload__incident=incident.pk
        )
        failed_at = failed_again([incident.pk]).get(incident.pk)
        cared_for = any(_cares(run, failed_at) for run in runs_of(incident))
        if starting.filter(due_at__gte=at - LATE).exists() or cared_for:
            return None
        payload = {"incident": incident.pk, "rule": ""}
        key = f"audit:{incident.pk}:{int(at.timestamp()) // 60}"
        put(ToDo(topic="oncall.start_escalation", key=key, due_at=at, payload=payload), at=at)
        tell("escalation.repaired", incident, at=at, what="the escalation itself")
    return Finding(incident_id=incident_id, what="nobody was being paged; the escalation was started again")
