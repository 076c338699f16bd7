"""Which steps of the notification plan may go: the plan is opened by a classification, `incidents.plan` decides.

It decides again whenever something changes that it asked about, and when the time of a suppression has passed.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from django.db.models import QuerySet

from accounts.actors import SYSTEM_ACTOR, Actor
from incidents.models import Classification, Incident, PlanStep, StepRun
from incidents.operations.acting import acting, tell
from incidents.plan import (
    SUPPRESS_MINUTES,
    DueStep,
    Situation,
    StepState,
    steps_due,
    why_not_suppressed,
)
from incidents.queries.plan_situation import plan_situation
from incidents.queries.plans import line_of, plan_for
from outbox.operations import ToDo, put

State = StepRun.State
STATES: Mapping[StepState, str] = MappingProxyType(
    {
        StepState.NOW: State.PENDING,
        StepState.BLOCKED: State.BLOCKED,
        StepState.CONDITIONAL: State.SKIPPED,
        StepState.SKIPPED: State.SKIPPED,
        StepState.SUPPRESSED: State.SUPPRESSED,
    }
)
UNSENT = (State.PENDING, State.BLOCKED, State.SUPPRESSED, State.SKIPPED)
RESTORED = "restored"
TOPIC = "incidents.review_plan"


def open_plan(incident: Incident, *, classification: Classification, actor: Actor, at: datetime) -> None:
    """Write the steps that this classification asks for; unsent ones no longer asked for are cancelled."""
    plan = plan_for(incident, classification.priority)
    wanted = {step.code: step for step in plan.steps.all()} if plan else {}
    runs = {run.step.code: run for run in _runs(incident)}
    for code, run in runs.items():
        _carry_over(run, wanted.get(code), classification)
    StepRun.objects.bulk_create(
        StepRun(incident=incident, episode=incident.episode, classification=classification, step=step)
        for code, step in wanted.items()
        if code not in runs
    )
    data = {"priority": classification.priority, "steps": len(wanted), "version": classification.version}
    tell("incident.plan_opened", incident, actor=actor, at=at, **data)
    _decide(incident, classification, actor=actor, at=at)


def decide_again(incident: Incident, *, actor: Actor, at: datetime) -> None:
    """Something changed that the plan asks about; within an operation, which saves the incident."""
    latest = incident.classifications.order_by("-version").first()
    if latest is not None and not incident.provisional:
        _decide(incident, latest, actor=actor, at=at)


def review(*, incident_id: int, at: datetime) -> bool:
    """The time of a suppression has passed: False when it had ended before, or the incident is restored."""
    with acting(None, incident_id=incident_id, actor=SYSTEM_ACTOR, at=at, moves=False) as incident:
        if not incident.suppressed or not incident.is_open or incident.service_restored_at is not None:
            return False
        decide_again(incident, actor=SYSTEM_ACTOR, at=at)
    return not incident.suppressed


def cancel_unsent(incident: Incident) -> None:
    """After a quick restore nobody is told any more that something is wrong."""
    waiting = (State.PENDING, State.BLOCKED)
    _runs(incident).filter(state__in=waiting).update(state=State.CANCELLED, reason=RESTORED)


def take_up_again(incident: Incident, *, actor: Actor, at: datetime) -> None:
    """It was not restored after all: what was cancelled for that reason is due again."""
    _runs(incident).filter(state=State.CANCELLED, reason=RESTORED).update(state=State.PENDING, reason="")
    decide_again(incident, actor=actor, at=at)


def _runs(incident: Incident) -> "QuerySet[StepRun]":
    return StepRun.objects.filter(incident=incident, episode=incident.episode).select_related("step")


def _carry_over(run: StepRun, step: PlanStep | None, classification: Classification) -> None:
    """What was sent stays sent; what was not is asked for by the new class, or cancelled."""
    if step is None:
        if run.state in UNSENT:
            run.state, run.reason = State.CANCELLED, f"not asked for by {classification.priority}"
            run.save(update_fields=["state", "reason"])
        return
    if run.state == State.CANCELLED and run.reason == RESTORED:
        return
    if run.state in (*UNSENT, State.CANCELLED):
        run.step, run.classification, run.state, run.reason = step, classification, State.PENDING, ""
        run.started_at = run.done_at = None
        run.save()


def _decide(incident: Incident, classification: Classification, *, actor: Actor, at: datetime) -> None:
    runs = list(_runs(incident))
    if not runs:
        return
    now = plan_situation(incident, classification, at=at)
    # What ran and found nobody to tell (skipped, but started) is settled.
    unsent = {run.step.code: run for run in runs if run.state in UNSENT and run.started_at is None}
    for due in steps_due([line_of(run.step) for run in unsent.values()], now):
        _settle(unsent[due.line.code], due, incident, at)
    _hold_back(incident, classification, now, actor=actor, at=at)


def _settle(run: StepRun, due: DueStep, incident: Incident, at: datetime) -> None:
    state, reason = STATES[due.state], due.reason
    if due.state is StepState.SUPPRESSED and incident.do_not_publish_reason:
        reason = incident.do_not_publish_reason
    if run.step.channel == "status_page" and incident.public_words:
        state, reason, run.done_at = State.DONE, "", at
    if (run.state, run.reason) != (state, reason):
        run.state, run.reason = state, reason[:300]
        run.save(update_fields=["state", "reason", "done_at"])


def _hold_back(
    incident: Incident, classification: Classification, now: Situation, *, actor: Actor, at: datetime
) -> None:
    """Say when nothing goes outside, until when at most, and why that ended."""
    why_not = why_not_suppressed(now)
    decided = now.status_published or now.do_not_publish
    held = not why_not and not decided
    if held:
        until = classification.created_at + timedelta(minutes=SUPPRESS_MINUTES)
        key = f"classification:{classification.pk}"
        due_at = until + timedelta(seconds=1)
        put(ToDo(topic=TOPIC, key=key, due_at=due_at, payload={"incident": incident.pk}), at=at)
        if not incident.suppressed:
            tell("incident.suppressed", incident, actor=actor, at=at, until=f"{until:%H:%M} UTC")
    elif incident.suppressed and not decided:
        tell("incident.suppression_ended", incident, actor=actor, at=at, why=why_not)
    incident.suppressed = held
