"""The next channel of a person: when a message has failed for good she is written to by the next way that she has."""

from collections.abc import Sequence
from datetime import datetime

from accounts.actors import SYSTEM_ACTOR
from incidents.audiences import CALL
from incidents.audiences import readers_of as readers_of_audience
from incidents.messages import Speaker
from incidents.models import Incident, StepRun, Task
from incidents.operations.acting import acting, tell
from incidents.operations.quieting import post
from incidents.operations.speaking import outgoing, speaker_of
from incidents.queries.known_readers import known_readers, readers_of
from incidents.queries.readers import Recipient, hurt_by
from incidents.step_names import name_of
from incidents.wording import Words
from notifications.models import Delivery

# What is said about an incident, besides pages and answers. The first word is followed by its step, until that is done.
SAID = ("update", "all_clear", "correction", "rfo", "false_alarm")


def send_otherwise(incident: Incident, failed: Sequence[Delivery], *, at: datetime) -> int:
    """Write to each person by her next way that was not tried; returns how many had one."""
    known = known_readers([row.recipient for row in failed], hurt=hurt_by(incident))
    speaker = speaker_of(incident, at=at, report=_report_of(incident, failed))
    messages = []
    for row, prefix, tried in _tried(failed):
        one = known.get(row.recipient)
        channel = next((way for way in one.written if way not in tried), None) if one else None
        if one and channel:
            to = Recipient(
                key=row.recipient,
                label=row.recipient_label,
                address=one.ways[channel],
                channel=channel,
                reader=one.reader,
            )
            words = _words(speaker, row, prefix, to)
            messages.append(outgoing(incident, prefix, row.kind, to, words))
    post(incident, messages, at=at)
    return len(messages)


def reach_otherwise(*, delivery_id: int, at: datetime) -> bool:
    """A message about an incident has failed for good: the next way, or for a first word that has none a task.

    False when nothing is left to do, or its step does it.
    """
    row = Delivery.objects.filter(pk=delivery_id, subject_key__startswith="incident:").first()
    if row is None or row.state != Delivery.State.FAILED:
        return False
    incident_id = int(row.subject_key.partition(":")[2])
    with acting(None, incident_id=incident_id, actor=SYSTEM_ACTOR, at=at, moves=False) as incident:
        if row.kind in SAID:
            return send_otherwise(incident, [row], at=at) > 0
        run = _left_alone(row) if row.kind == "initial" and _lasts(incident) else None
        if run is None:
            return False
        if not send_otherwise(incident, [row], at=at):
            ask_to_reach(incident, run, [row], at=at)
    return True


def ask_to_reach(incident: Incident, run: StepRun, unreached: Sequence[Delivery], *, at: datetime) -> None:
    """A task for those whom a step reached by none of their ways."""
    labels = ", ".join(row.recipient_label for row in unreached)
    title = f"Reach by other means ({name_of(run.step.code, run.step.audience)}): {labels}"[:200]
    _, is_new = Task.objects.get_or_create(
        incident=incident, title=title, defaults={"created_at": at, "created_by": SYSTEM_ACTOR.named.key}
    )
    if is_new:
        tell("incident.task_added", incident, actor=SYSTEM_ACTOR, at=at, title=title)


def write_instead(*, incident_id: int, task_id: int, at: datetime) -> bool:
    """Somebody who was to be called could not be reached: she is written to, if there is an address."""
    with acting(None, incident_id=incident_id, actor=SYSTEM_ACTOR, at=at, moves=False) as incident:
        task = incident.tasks.select_related("run__step").get(pk=task_id)
        one = known_readers([task.contact], hurt=hurt_by(incident)).get(task.contact)
        if one is None or not one.ways or task.run is None or task.call == Task.Call.LATER:
            return False
        if task.call == Task.Call.INITIAL and not _lasts(incident):
            return False
        channel, address = next(iter(one.ways.items()))
        to = Recipient(key=task.contact, label=one.label, address=address, channel=channel, reader=one.reader)
        kind, prefix = _said_instead(incident, task, task.run)
        words = speaker_of(incident, at=at).say(kind, readers="customers", channel=channel, to=to.reader)
        post(incident, [outgoing(incident, prefix, kind, to, words)], at=at)
    return True


def _lasts(incident: Incident) -> bool:
    """Whether the first word is still true."""
    return incident.is_open and incident.service_restored_at is None


def _left_alone(row: Delivery) -> StepRun | None:
    """The step of a first word that nobody follows: lost after it had counted as sent, or written instead of a call.

    None while another message of the step may reach the person.
    """
    number = row.key.split(":")[1] if row.key.startswith("step:") else ""
    if not number.isdecimal():
        return None
    run = StepRun.objects.select_related("step").filter(pk=int(number)).first()
    if run is None or not (run.step.channel == CALL or _is_late(row, run)):
        return None
    hers = Delivery.objects.filter(key__startswith=f"step:{run.pk}:", recipient=row.recipient)
    return None if hers.exclude(state__in=("failed", "cancelled")).exists() else run


def _is_late(row: Delivery, run: StepRun) -> bool:
    known = row.failed_at is not None and run.done_at is not None and row.failed_at <= run.done_at
    return run.state == StepRun.State.DONE and not known


def _said_instead(incident: Incident, task: Task, run: StepRun) -> tuple[str, str]:
    if task.call == Task.Call.INITIAL:
        return "initial", f"step:{run.pk}"
    return task.call, f"{task.call}:{incident.pk}:{task.sequence}"


def _tried(failed: Sequence[Delivery]) -> list[tuple[Delivery, str, set[str]]]:
    """Each failed message with the beginning of its key, and the channels that were tried under it."""
    of = {row.recipient for row in failed}
    same = Delivery.objects.filter(subject_key__in={row.subject_key for row in failed}, recipient__in=of)
    tried: dict[str, set[str]] = {}
    for key, channel in same.values_list("key", "channel"):
        tried.setdefault(key.removesuffix(f":{channel}"), set()).add(channel)
    return [
        (row, stem.removesuffix(f":{row.recipient}"), tried[stem])
        for row in failed
        for stem in [row.key.removesuffix(f":{row.channel}")]
    ]


def _words(speaker: Speaker, row: Delivery, prefix: str, to: Recipient) -> Words:
    readers = readers_of(row.recipient)
    if row.kind == "initial" and readers == "staff":
        run = StepRun.objects.select_related("step").get(pk=int(prefix.partition(":")[2]))
        readers = readers_of_audience(run.step.audience)
    return speaker.say(row.kind, readers=readers, channel=to.channel, to=to.reader)


def _report_of(incident: Incident, failed: Sequence[Delivery]) -> str:
    if all(row.kind != "rfo" for row in failed):
        return ""
    report = getattr(incident, "customer_report", None)
    return report.text if report else ""
