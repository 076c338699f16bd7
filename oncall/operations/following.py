"""What an escalation does when the incident changes under it: classified, restored, cancelled, alerts come and go."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.functional import Promise
from django.utils.text import format_lazy as _said
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from incidents.models import Incident
from incidents.stages import Stage
from oncall.models import EscalationRun
from oncall.operations import hunts
from oncall.operations.climbing import start_run
from oncall.operations.paging import send_note, tell
from oncall.operations.runs import ACTIVE, end_run, locked, runs_of, set_timer
from oncall.queries import needs_nobody
from oncall.queries import roster as rosters
from oncall.queries.standing import failed_again
from outbox.handling import MOOT
from outbox.operations import ToDo, put

URGENT = ("P1", "P2")
AT_THE_LATEST = timedelta(minutes=15)
TOPIC = "oncall.start_at_the_latest"
State = EscalationRun.State


def follow_classification(*, incident_id: int, raised: bool, fact: int, at: datetime) -> str | None:
    """Raised: start again on the path that matches now. P1 and P2 without a run start one; others wait a while."""
    with transaction.atomic():
        incident = locked(incident_id)
        if needs_nobody(incident):
            return MOOT
        if raised and runs_of(incident).exists():
            why = f"raised to {incident.priority}"
            return None if start_run(incident_id=incident.pk, at=at, why=why, restart=True) else MOOT
        if incident.priority in URGENT:
            run = start_run(incident_id=incident.pk, at=at, why=f"classified {incident.priority}")
            return None if run else MOOT
        entry = ToDo(
            topic=TOPIC, key=f"fact:{fact}", due_at=at + AT_THE_LATEST, payload={"incident": incident_id}
        )
        put(entry, at=at)
    return None


def start_if_none(*, incident_id: int, at: datetime, why: str) -> str | None:
    """The stage Notify is left, or a quarter of an hour has passed since the classification."""
    with transaction.atomic():
        incident = locked(incident_id)
        if runs_of(incident).exists():
            return MOOT
        return None if start_run(incident_id=incident_id, at=at, why=why) else MOOT


def end_escalation(*, incident_id: int, kind: str, reason: str, at: datetime) -> str | None:
    """Restored, cancelled or merged: nobody further is paged. After a false alarm the paged people are told."""
    with transaction.atomic():
        incident = locked(incident_id)
        if not needs_nobody(incident):
            return MOOT
        for run in runs_of(incident).exclude(state=State.ENDED):
            if run.state in ACTIVE:
                tell("escalation.ended", incident, at=at, run=run.pk, why=kind)
            end_run(run, why=kind, at=at)
        hunts.end_hunts(incident, at=at)
        if what := _farewell(incident, kind, reason):
            _tell_paged(incident, what, key=f"{incident.key}:{kind}:{incident.episode}", at=at)
    return None


def follow_alert(*, incident_id: int, alert: str, fact: int, at: datetime) -> str | None:
    """A further alert that pages: start the path if none runs, page again after a restore, else tell who has it."""
    with transaction.atomic():
        incident = locked(incident_id)
        if not incident.is_open:
            return MOOT
        run = runs_of(incident).exclude(state=State.ENDED).first()
        if run is None or needs_nobody(incident, since=run.started_at):
            why = "a further alert" if incident.service_restored_at is None else "an alert after the restore"
            started = start_run(incident_id=incident.pk, at=at, why=why, restart=True, after_restore=True)
            return None if started else MOOT
        if run.is_held and run.acknowledged_by is not None:
            what = _said(_("A further alert: {alert}"), alert=alert) if alert else _("A further alert.")
            _note(incident, [run.acknowledged_by], what, key=f"fact:{fact}", at=at)
    return None


def follow_failure(*, incident_id: int, at: datetime) -> str | None:
    """The fix did not hold: page again from the top, unless an alert has done so since the restoration."""
    with transaction.atomic():
        incident = locked(incident_id)
        if needs_nobody(incident):
            return MOOT
        restored_at = failed_again([incident.pk]).get(incident.pk, at)
        run = runs_of(incident).exclude(state=State.ENDED).first()
        if run is not None and run.started_at >= restored_at:
            return MOOT
        started = start_run(incident_id=incident.pk, at=at, why="the fix did not hold", restart=True)
    return None if started else MOOT


def follow_recovery(*, incident_id: int, at: datetime) -> str | None:
    """All alerts recovered before anybody acknowledged: P1 and P2 go on, saying so; others wait in the queue."""
    with transaction.atomic():
        incident = locked(incident_id)
        run = runs_of(incident).filter(state__in=(*ACTIVE, State.SNOOZED)).first()
        if run is None:
            return MOOT
        if incident.priority in URGENT:
            run.recovered_at = at
            run.save(update_fields=["recovered_at"])
            tell("escalation.goes_on", incident, at=at, run=run.pk, priority=incident.priority)
            return None
        tell(
            "escalation.ended",
            incident,
            at=at,
            run=run.pk,
            why="all alerts have recovered, it waits in the queue",
        )
        end_run(run, why="recovered", at=at)
    return None


def follow_im(*, incident_id: int, at: datetime) -> str | None:
    """With an Incident Manager the acknowledgement needs no further watching; a run that climbs goes on."""
    with transaction.atomic():
        incident = locked(incident_id)
        run = runs_of(incident).filter(state=State.ACKNOWLEDGED).exclude(next_at=None).first()
        if run is None or incident.im_accepted_at is None:
            return MOOT
        set_timer(run, None, at=at)
    return None


def follow_suggestion(*, incident_id: int, priority: str, before: str, fact: int, at: datetime) -> str | None:
    """Computed again the incident is more urgent than it stands: whoever decides is told, the path stays as it is."""
    with transaction.atomic():
        incident = locked(incident_id)
        leader = incident.im if incident.im_accepted_at is not None else incident.helpdesk_owner
        if leader is None or needs_nobody(incident):
            return MOOT
        what = _said(
            _("Computed again it is {priority}, not {before}. Please look and decide."),
            priority=priority,
            before=before,
        )
        _note(incident, [leader], what, key=f"fact:{fact}", at=at)
    return None


def _farewell(incident: Incident, kind: str, reason: str) -> str | Promise:
    if incident.stage == Stage.CANCELLED:
        return _said(_("was a false alarm: {reason}"), reason=reason) if reason else _("was a false alarm.")
    if incident.stage == Stage.MERGED and incident.merged_into is not None:
        other = incident.merged_into.reference
        return _said(_("is now part of {other}. Please go on there."), other=other)
    return ""


def _tell_paged(incident: Incident, what: str | Promise, *, key: str, at: datetime) -> None:
    people = User.objects.filter(pages__incident=incident, is_active=True).distinct().order_by("pk")
    _note(incident, list(people), what, key=key, at=at)


def _note(incident: Incident, people: list[User], what: str | Promise, *, key: str, at: datetime) -> None:
    send_note(incident, people, rosters.methods_of([user.pk for user in people]), key=key, what=what, at=at)
