"""An acknowledgement holds while something happens: a reminder, and in the end the same level is paged again."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from incidents.models import Incident
from oncall.models import EscalationRun, Page
from oncall.operations.climbing import start_run
from oncall.operations.moving import enter, move_on
from oncall.operations.paging import Call, page_people, tell
from oncall.operations.pressing import press_on, to_press
from oncall.operations.runs import end_run, set_timer
from oncall.paths.escalation import START, Hold, HoldAct, Position, next_hold_step, repage_step
from oncall.paths.path import ACK_TTL_S, MINUTE_S, PathSnapshot
from oncall.paths.pressing import Press
from oncall.queries import needs_nobody
from oncall.queries import roster as rosters
from outbox.handling import MOOT
from timeline.models import TimelineEntry


def look_after(run: EscalationRun, incident: Incident, *, at: datetime) -> str | None:
    """See whether the person who acknowledged is still heard of; the run and incident are locked."""
    if needs_nobody(incident, since=run.started_at):
        set_timer(run, None, at=at)
        return MOOT
    look = next_hold_step(_hold(run, incident), at)
    if look.act is HoldAct.REPAGE:
        _page_again(run, incident, at)
        return None
    due = to_press(run, at=at) if incident.im_accepted_at is None else Press()
    set_timer(run, min(filter(None, (look.look_again_at, due.look_again_at)), default=None), at=at)
    press_on(run, incident, due, at=at)
    if look.act is HoldAct.REMIND:
        _remind(run, incident, at)
    return None


def wake(run: EscalationRun, incident: Incident, *, at: datetime) -> str | None:
    """The sleep is over: begin at the first level of the path that fits now, unless nobody is needed any more."""
    if needs_nobody(incident, since=run.started_at):
        end_run(run, why="over", at=at)
        return MOOT
    tell("escalation.woke", incident, at=at, run=run.pk)
    start_run(incident_id=incident.pk, at=at, why="the sleep is over", restart=True)
    return None


def _hold(run: EscalationRun, incident: Incident) -> Hold:
    reminded = run.pages.filter(purpose=Page.Purpose.REMINDER).aggregate(last=Max("paged_at"))["last"]
    # Every act of a person on this incident is progress, be it a note, a task or a reply.
    acts = TimelineEntry.objects.filter(subject=incident.key, actor__startswith="user:")
    progress = acts.filter(entered_at__gte=run.acknowledged_at).aggregate(last=Max("entered_at"))["last"]
    return Hold(
        acknowledged_at=run.acknowledged_at or run.started_at,
        progress_at=progress,
        reminded_at=reminded,
        ttl_s=PathSnapshot.from_json(run.path).ack_ttl_s,
        im_accepted=incident.im_accepted_at is not None,
    )


def _remind(run: EscalationRun, incident: Incident, at: datetime) -> None:
    user = run.acknowledged_by
    if user is None:
        return
    call = Call(incident=incident, purpose=Page.Purpose.REMINDER, key=f"{run.key}:{run.step}", run=run)
    page_people(call, [user], rosters.methods_of([user.pk]), at=at)


def _page_again(run: EscalationRun, incident: Incident, at: datetime) -> None:
    who = str(run.acknowledged_by or "nobody")
    path, position = PathSnapshot.from_json(run.path), Position.from_json(run.position)
    minutes = round((path.ack_ttl_s or ACK_TTL_S) / MINUTE_S)
    tell("escalation.acknowledgement_faded", incident, at=at, run=run.pk, user_label=who, minutes=minutes)
    run.acknowledged_by, run.acknowledged_at = None, None
    roster = rosters.of_path(path, at)
    step = repage_step(path, position, priority=incident.priority or None) if position != START else None
    if step is None or not roster.reaches(step.targets):
        move_on(run, incident, at=at)
    else:
        enter(run, incident, step, roster, at=at)
