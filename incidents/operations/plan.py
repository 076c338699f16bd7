"""The notification plan as it runs: what may go is sent, and every message counted. What may, says `planning`."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q

from accounts.actors import SYSTEM_ACTOR
from accounts.queries import company
from incidents import facts, messages
from incidents.models import Incident, PlanStep, StepRun, Task
from incidents.operations.acting import acting, tell
from incidents.queries.audiences import Recipient, recipients
from notifications.models import Delivery
from notifications.operations import Outgoing, send
from outbox.models import Queue
from outbox.operations import ToDo, put

LOOK_AGAIN = (2, 2, 5, 10, 30, 60)
State = StepRun.State
STEP_WORDS = {
    "email_ops": "Operations and support",
    "sms_exec": "Executives",
    "am_info": "Account managers of those affected",
    "status_page": "Status page",
    "email_affected": "Affected customers",
}


def run_plan(*, incident_id: int, at: datetime) -> int:
    """Send what is due of the plan; returns how many steps were begun. Safe to run twice."""
    begun = 0
    with acting(None, incident_id=incident_id, actor=SYSTEM_ACTOR, at=at, moves=False) as incident:
        if not incident.is_open:
            return 0
        waiting = incident.steps.filter(episode=incident.episode, state=State.PENDING).select_related("step")
        for run in waiting.exclude(step__channel="status_page").order_by("step__position"):
            _begin(incident, run, at)
            begun += 1
    return begun


def _begin(incident: Incident, run: StepRun, at: datetime) -> None:
    people = recipients(incident, run.step)
    run.started_at, run.recipients = at, len(people)
    if not people:
        run.state, run.reason, run.done_at = State.SKIPPED, "nobody", at
        run.save()
        return
    run.state = State.SENDING
    run.save()
    words = _words(occasion_of(incident), run.step)
    send([outgoing(incident, f"step:{run.pk}", "initial", p, run.step.channel, words) for p in people], at=at)
    name = STEP_WORDS.get(run.step.code, run.step.code)
    tell("incident.step_sent", incident, actor=SYSTEM_ACTOR, at=at, step=name, recipients=len(people))
    put(ToDo(topic="incidents.follow_step", key=f"step:{run.pk}:0", due_at=at + timedelta(seconds=LOOK_AGAIN[0]),
             payload={"step": run.pk, "look": 0, "incident": incident.pk}), at=at)  # fmt: skip


def follow_step(*, incident_id: int, step_id: int, look: int, at: datetime) -> bool:
    """Count what became of a step's messages; look again until every one was accepted or has failed: then True."""
    with acting(None, incident_id=incident_id, actor=SYSTEM_ACTOR, at=at, moves=False) as incident:
        run = incident.steps.select_related("step").get(pk=step_id)
        if run.state != State.SENDING:
            return False
        counts = Delivery.objects.filter(key__startswith=f"step:{run.pk}:").aggregate(
            open=Count("id", filter=Q(state="pending")),
            sent=Count("id", filter=Q(state__in=("sent", "delivered"))),
            failed=Count("id", filter=Q(state__in=("failed", "cancelled"))),
        )
        if counts["open"]:
            _look_again(run, look + 1, at)
        else:
            _finish(incident, run, counts, at)
    return not counts["open"]


def _look_again(run: StepRun, look: int, at: datetime) -> None:
    wait = LOOK_AGAIN[min(look, len(LOOK_AGAIN) - 1)]
    payload = {"step": run.pk, "look": look, "incident": run.incident_id}
    put(ToDo(topic="incidents.follow_step", key=f"step:{run.pk}:{look}", due_at=at + timedelta(seconds=wait),
             payload=payload, queue=Queue.URGENT), at=at)  # fmt: skip


def _finish(incident: Incident, run: StepRun, counts: dict[str, int], at: datetime) -> None:
    name = STEP_WORDS.get(run.step.code, run.step.code)
    run.done_at = at
    if counts["sent"] == 0:
        run.state, run.reason = State.FAILED, "reached nobody"
        tell("incident.step_failed", incident, actor=SYSTEM_ACTOR, at=at, step=name)
    else:
        run.state = State.DONE
        data = {"step": name, "sent": counts["sent"], "failed": counts["failed"]}
        tell("incident.step_done", incident, actor=SYSTEM_ACTOR, at=at, **data)
    run.save()
    if counts["failed"] and counts["sent"]:
        _task_for_failures(incident, run, name, at)


def _task_for_failures(incident: Incident, run: StepRun, name: str, at: datetime) -> None:
    labels = Delivery.objects.filter(key__startswith=f"step:{run.pk}:", state="failed").values_list(
        "recipient_label", flat=True
    )
    title = f"Reach by other means ({name}): {', '.join(labels)}"[:200]
    Task.objects.create(incident=incident, title=title, created_at=at, created_by=SYSTEM_ACTOR.named.key)
    tell("incident.task_added", incident, actor=SYSTEM_ACTOR, at=at, title=title)


def occasion_of(incident: Incident, *, public_title: str = "", public_text: str = "") -> messages.Occasion:
    """What the words about this incident are made from."""
    public = incident.public_words
    return messages.Occasion(
        company=company().name,
        reference=incident.reference,
        title=incident.title,
        priority=incident.priority,
        affected=incident.customers.filter(state="affected").count(),
        incident_url=f"{settings.PUBLIC_URL}/incidents/{incident.number}/",
        status_url=f"{settings.PUBLIC_URL}/status/",
        public_title=public_title or public.get("title", ""),
        public_text=public_text or public.get("text", ""),
        next_update_at=facts.ask_one("promised_at", incident.pk),
    )


def _words(occasion: messages.Occasion, step: PlanStep) -> messages.Words:
    if step.audience == "customers_affected":
        return messages.to_customer(occasion)
    if step.audience == "account_managers_of_affected":
        return messages.to_account_manager(occasion, channel=step.channel)
    return messages.internal(occasion, channel=step.channel)


def outgoing(
    incident: Incident, prefix: str, kind: str, to: Recipient, channel: str, words: messages.Words
) -> Outgoing:
    """One message of the incident to one person; `prefix` and the person make it once."""
    return Outgoing(
        key=f"{prefix}:{to.key}:{channel}"[:200],
        kind=kind,
        subject_key=incident.key,
        recipient=to.key,
        recipient_label=to.label,
        channel=channel,
        address=to.address,
        title=words.subject,
        body=words.text,
        urgent=incident.priority in ("P1", "P2"),
    )
