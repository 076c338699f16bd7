"""The end is told to exactly those who were told of the beginning: the all-clear, its correction, the false alarm."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from accounts.actors import SYSTEM_ACTOR
from incidents import facts
from incidents.messages import Reader
from incidents.models import Incident, Task
from incidents.operations.acting import acting, tell
from incidents.operations.calling_again import call_again
from incidents.operations.calls import drop_open
from incidents.operations.quieting import post
from incidents.operations.speaking import outgoing, speaker_of
from incidents.queries.ends import (
    REACHED,
    TOLD,
    calls_that_told,
    end_prefix,
    public_by_merging,
    told_of,
)
from incidents.queries.known_readers import known_readers, readers_of
from incidents.queries.readers import Recipient, hurt_by
from incidents.stages import Stage
from notifications.models import Delivery

NOT_OVER = "It was not over after all."


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


def take_back(incident: Incident, *, at: datetime) -> None:
    """It failed again: nobody says on the phone any more that it is over.

    Where no correction in public will say so, colleagues who heard of the end hear that too.
    """
    drop_open(incident, (Task.Call.ALL_CLEAR,), why=NOT_OVER, at=at)
    if not is_public(incident):
        rows, _ = _last_end(incident)
        _send(incident, "correction", rows, prefix=f"taken_back:{end_prefix(incident)}", at=at)


def send_all_clear(*, incident_id: int, at: datetime) -> int:
    """Tell exactly those who were told of the incident that it is over; returns how many. Safe to run twice."""
    with acting(None, incident_id=incident_id, actor=SYSTEM_ACTOR, at=at, moves=False) as incident:
        told = _send_end(incident, at)
        if told:
            tell("incident.all_clear_sent", incident, actor=SYSTEM_ACTOR, at=at, recipients=told)
    return told


def tell_latecomers(*, incident_id: int, at: datetime) -> int:
    """Who was reached by the first message only after the end had gone out is told of it, too; nobody twice."""
    home = Incident.objects.filter(pk=incident_id).values_list("merged_into_id", flat=True).first()
    with acting(None, incident_id=home or incident_id, actor=SYSTEM_ACTOR, at=at, moves=False) as incident:
        if incident.stage == Stage.CANCELLED:
            return _send_false_alarm(incident, at)
        cleared = incident.public_words.get("end") == incident.end_number
        if not cleared or incident.service_restored_at is None:
            return 0
        return _send_end(incident, at)


def send_correction(*, incident_id: int, fact: int, at: datetime, to_first: bool = False) -> int:
    """Tell exactly those who had the last all-clear what was wrong with it, or with `to_first` the first word.

    `fact` is the publication that says it.
    """
    with acting(None, incident_id=incident_id, actor=SYSTEM_ACTOR, at=at, moves=False) as incident:
        rows, calls = _first(incident) if to_first else _last_end(incident)
        told = _send(incident, "correction", rows, prefix=f"correction:{incident.pk}:{fact}:", at=at)
        drop_open(incident, (Task.Call.ALL_CLEAR,), why=NOT_OVER, at=at)
        told += call_again(incident, calls, Task.Call.CORRECTION, sequence=fact % 30_000, at=at)
        if told:
            tell("incident.correction_sent", incident, actor=SYSTEM_ACTOR, at=at, recipients=told)
    return told


def send_false_alarm(*, incident_id: int, at: datetime) -> int:
    """Tell exactly those who were told of the incident that nothing was wrong; customers in the correction's words."""
    with acting(None, incident_id=incident_id, actor=SYSTEM_ACTOR, at=at, moves=False) as incident:
        drop_open(incident, Task.Call.values, why="It was a false alarm.", at=at)
        return _send_false_alarm(incident, at)


def _send_false_alarm(incident: Incident, at: datetime) -> int:
    read = facts.ask_one("read_in_a_letter", incident.pk)  # the correction that was published before
    told = [row for row in told_of([incident]).get(incident.pk, []) if row.recipient not in read]
    end = incident.end_number
    sent = _send(incident, "false_alarm", told, prefix=f"false_alarm:{incident.pk}:{end}:", at=at)
    heard = calls_that_told(incident)
    return sent + call_again(incident, heard, Task.Call.FALSE_ALARM, sequence=end, at=at)


def _send_end(incident: Incident, at: datetime) -> int:
    told = told_of([incident]).get(incident.pk, [])
    sent = _send(incident, "all_clear", told, prefix=end_prefix(incident), at=at)
    why = "It was over before the call."
    drop_open(incident, (Task.Call.INITIAL, Task.Call.LATER, Task.Call.CORRECTION), why=why, at=at)
    heard, end = calls_that_told(incident), incident.end_number
    return sent + call_again(incident, heard, Task.Call.ALL_CLEAR, sequence=end, at=at)


def _first(incident: Incident) -> tuple[list[Delivery], "QuerySet[Task]"]:
    """The messages and the calls that told of it."""
    return told_of([incident]).get(incident.pk, []), calls_that_told(incident)


def _last_end(incident: Incident) -> tuple[list[Delivery], "QuerySet[Task]"]:
    """The messages and the calls that told the newest end of which anybody has heard."""
    rows = Delivery.objects.filter(subject_key=incident.key, kind="all_clear", state__in=REACHED)
    by_end: dict[int, list[Delivery]] = {}
    for row in rows.order_by("id"):
        by_end.setdefault(int(row.key.split(":")[2]), []).append(row)
    calls = incident.tasks.filter(call=Task.Call.ALL_CLEAR, outcome__in=TOLD)
    newest = max([*by_end, *calls.values_list("sequence", flat=True)], default=0)
    return by_end.get(newest, []), calls.filter(sequence=newest)


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
    post(incident, messages, at=at)
    return len(messages)
