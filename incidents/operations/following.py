"""What became of a step's messages: counted until each was accepted or has failed by every way that a person has."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from accounts.actors import SYSTEM_ACTOR
from incidents.models import Incident, StepRun
from incidents.operations.acting import acting, tell
from incidents.operations.otherwise import ask_to_reach, send_otherwise
from incidents.operations.plan import look_at
from incidents.step_names import name_of
from notifications.models import Delivery

State = StepRun.State
REACHED = ("sent", "delivered")


def follow_step(*, incident_id: int, step_id: int, look: int, at: datetime) -> bool:
    """Count what became of a step's messages; look again until every one was accepted or has failed: then True."""
    with acting(None, incident_id=incident_id, actor=SYSTEM_ACTOR, at=at, moves=False) as incident:
        run = incident.steps.select_related("step").get(pk=step_id)
        if run.state != State.SENDING:
            return False
        states = messages_of(run).aggregate(
            waiting=Count("id", filter=Q(state="pending", held_until=None)),
            failed=Count("id", filter=Q(state="failed")),
        )
        otherwise = send_otherwise(incident, failed_of(run), at=at) if states["failed"] else 0
        if states["waiting"] or otherwise:
            look_at(run, look + 1, at)
            return False
        _finish(incident, run, at)
    return True


def messages_of(run: StepRun) -> "QuerySet[Delivery]":
    """Everything that was sent for this step."""
    return Delivery.objects.filter(key__startswith=f"step:{run.pk}:")


def failed_of(run: StepRun) -> list[Delivery]:
    """The newest message to each person for whom every one has failed."""
    rows = messages_of(run).defer("body")
    fine = rows.filter(state__in=(*REACHED, "pending")).values("recipient")
    return list(
        rows.filter(state="failed")
        .exclude(recipient__in=fine)
        .order_by("recipient", "-id")
        .distinct("recipient")
    )


def _finish(incident: Incident, run: StepRun, at: datetime) -> None:
    name = name_of(run.step.code, run.step.audience)
    people = messages_of(run).values("recipient", "address").distinct().count()
    sent = messages_of(run).filter(state__in=REACHED).values("recipient", "address").distinct().count()
    held = messages_of(run).filter(state="pending").values("recipient", "address").distinct().count()
    unreached = failed_of(run)
    run.done_at = at
    if sent == 0 and held == 0:
        run.state, run.reason = State.FAILED, "reached nobody"
        tell("incident.step_failed", incident, actor=SYSTEM_ACTOR, at=at, step=name)
    else:
        run.state = State.DONE
        tell(
            "incident.step_done",
            incident,
            actor=SYSTEM_ACTOR,
            at=at,
            step=name,
            sent=sent,
            failed=len(unreached),
            held=held,
        )
    run.save()
    if unreached and people > len(unreached):
        ask_to_reach(incident, run, unreached, at=at)
