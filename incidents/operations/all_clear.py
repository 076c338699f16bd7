"""The end is told to exactly those who were told of the beginning: the all-clear, its correction, the false alarm."""

from collections.abc import Iterable
from datetime import datetime

from accounts.actors import SYSTEM_ACTOR
from incidents.audiences import CALL
from incidents.messages import Reader
from incidents.models import Incident, Task
from incidents.operations.acting import acting, tell
from incidents.operations.calls import TOLD, add_calls, drop_open
from incidents.operations.speaking import outgoing, speaker_of
from incidents.queries.ends import REACHED, end_prefix, public_by_merging, told_of
from incidents.queries.known_readers import known_readers, readers_of
from incidents.queries.readers import Recipient, hurt_by
from notifications.models import Delivery
from notifications.operations import send


def is_public(incident: Incident) -> bool:
    """Whether the public heard of it in this episode, be it through an incident that was merged into it."""
    return bool(incident.public_words) or incident.pk in public_by_merging([incident])


def tell_inside(incident: Incident, *, at: datetime) -> None:
    """Nothing was public, so no all-clear will set off the news: colleagues who were told hear of the end now."""
    if is_public(incident):
        return
    told = told_of([incident], states=(*REACHED, "pending")).get(incident.pk, [])
    if count := _send(incident, "all_clear", told, prefix=end_prefix(incident), at=at):
        tell("incident.all_clear_sent", incident, actor=SYSTEM_ACTOR, at=at, recipients=count)


def take_back_inside(incident: Incident, *, at: datetime) -> None:
    """It failed again, and no correction in public will say so: colleagues who heard of the end hear that too."""
    if not is_public(incident):
        _send(incident, "correction", _last_end(incident), prefix=f"taken_back:{end_prefix(incident)}", at=at)


def send_all_clear(*, incident_id: int, at: datetime) -> int:
    """Tell exactly those who were told of the incident that it is over; returns how many. Safe to run twice."""
    with acting(None, incident_id=incident_id, actor=SYSTEM_ACTOR, at=at, moves=False) as incident:
        told = _send_end(incident, at)
        if told:
            tell("incident.all_clear_sent", incident, actor=SYSTEM_ACTOR, at=at, recipients=told)
    return told


def tell_latecomers(*, incident_id: int, at: datetime) -> int:
    """Who was reached by the first message only after the all-clear went out is told of the end, too; nobody twice."""
    home = Incident.objects.filter(pk=incident_id).values_list("merged_into_id", flat=True).first()
    with acting(None, incident_id=home or incident_id, actor=SYSTEM_ACTOR, at=at, moves=False) as incident:
        cleared = incident.public_words.get("end") == incident.end_number
        if not cleared or incident.service_restored_at is None:
            return 0
        return _send_end(incident, at)


def send_correction(*, incident_id: int, fact: int, at: datetime) -> int:
    """Tell exactly those who had the last all-clear what was wrong with it. `fact` is the publication that says it."""
    with acting(None, incident_id=incident_id, actor=SYSTEM_ACTOR, at=at, moves=False) as incident:
        rows = _last_end(incident)
        told = _send(incident, "correction", rows, prefix=f"correction:{incident.pk}:{fact}:", at=at)
        drop_open(incident, (Task.Call.ALL_CLEAR,), why="It was not over after all.", at=at)
        if Task.objects.filter(incident=incident, call=Task.Call.ALL_CLEAR, outcome__in=TOLD).exists():
            told += _call_again(incident, Task.Call.CORRECTION, sequence=fact % 30_000, at=at)
        if told:
            tell("incident.correction_sent", incident, actor=SYSTEM_ACTOR, at=at, recipients=told)
    return told


def send_false_alarm(*, incident_id: int, at: datetime) -> int:
    """Tell exactly those who were told of the incident that nothing was wrong; customers in the correction's words."""
    with acting(None, incident_id=incident_id, actor=SYSTEM_ACTOR, at=at, moves=False) as incident:
        told = told_of([incident]).get(incident.pk, [])
        prefix = f"false_alarm:{incident.pk}:{incident.end_number}:"
        return _send(incident, "false_alarm", told, prefix=prefix, at=at)


def _send_end(incident: Incident, at: datetime) -> int:
    told = told_of([incident]).get(incident.pk, [])
    sent = _send(incident, "all_clear", told, prefix=end_prefix(incident), at=at)
    why = "It was over before the call."
    drop_open(incident, (Task.Call.INITIAL, Task.Call.LATER, Task.Call.CORRECTION), why=why, at=at)
    return sent + _call_again(incident, Task.Call.ALL_CLEAR, sequence=incident.end_number, at=at)


def _call_again(incident: Incident, call: str, *, sequence: int, at: datetime) -> int:
    """Whoever was called in this episode is called once more."""
    speaker = speaker_of(incident, at=at)
    calls = 0
    for run in incident.steps.filter(episode=incident.episode, step__channel=CALL).select_related("step"):
        made = [task.contact for task in run.calls.filter(call=Task.Call.INITIAL, outcome__in=TOLD)]
        people = [
            Recipient(
                key=key,
                label=one.label,
                address=one.phone,
                channel=CALL,
                reader=one.reader,
                manager_id=one.manager_id,
            )
            for key, one in known_readers(made).items()
        ]
        calls += add_calls(incident, run, people, speaker, call=call, sequence=sequence, at=at)
    return calls


def _last_end(incident: Incident) -> list[Delivery]:
    """The messages that told the newest end of which anybody has heard."""
    rows = Delivery.objects.filter(subject_key=incident.key, kind="all_clear", state__in=REACHED)
    by_end: dict[int, list[Delivery]] = {}
    for row in rows.order_by("id"):
        by_end.setdefault(int(row.key.split(":")[2]), []).append(row)
    return by_end[max(by_end)] if by_end else []


def _send(incident: Incident, kind: str, rows: Iterable[Delivery], *, prefix: str, at: datetime) -> int:
    """One message to each address, whatever it was told of before and how often, in the reader's own language."""
    told = {row.address: row for row in rows}
    known = known_readers([row.recipient for row in told.values()], hurt=hurt_by(incident))
    speaker = speaker_of(incident, at=at)
    messages = []
    for row in told.values():
        one = known.get(row.recipient)
        reader = one.reader if one else Reader(language=row.language)
        to = Recipient(
            key=row.recipient,
            label=row.recipient_label,
            address=row.address,
            channel=row.channel,
            reader=reader,
        )
        words = speaker.say(kind, readers=readers_of(row.recipient), channel=row.channel, to=reader)
        messages.append(outgoing(incident, prefix.rstrip(":"), kind, to, words))
    send(messages, at=at)
    return len(messages)
