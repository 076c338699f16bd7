"""The end is told to exactly those who were told of the beginning: the all-clear, its correction, the false alarm."""

from collections.abc import Iterable
from datetime import datetime

from accounts.actors import SYSTEM_ACTOR
from incidents import messages
from incidents.models import Incident
from incidents.operations.acting import acting, tell
from incidents.operations.plan import occasion_of, outgoing
from incidents.queries.audiences import Recipient
from incidents.queries.ends import REACHED, end_prefix, public_by_merging, told_of
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
    return _send(incident, "all_clear", told, prefix=end_prefix(incident), at=at)


def _last_end(incident: Incident) -> list[Delivery]:
    """The messages that told the newest end of which anybody has heard."""
    rows = Delivery.objects.filter(subject_key=incident.key, kind="all_clear", state__in=REACHED)
    by_end: dict[int, list[Delivery]] = {}
    for row in rows.order_by("id"):
        by_end.setdefault(int(row.key.split(":")[2]), []).append(row)
    return by_end[max(by_end)] if by_end else []


def _send(incident: Incident, kind: str, rows: Iterable[Delivery], *, prefix: str, at: datetime) -> int:
    """One message to each address, whatever it was told of before and how often."""
    occasion = occasion_of(incident)
    outgoings = {}
    for row in rows:
        to = Recipient(row.recipient, row.recipient_label, row.address)
        words = _words(occasion, kind, row.recipient, row.channel)
        outgoings[row.address] = outgoing(incident, prefix.rstrip(":"), kind, to, row.channel, words)
    send(list(outgoings.values()), at=at)
    return len(outgoings)


def _words(occasion: messages.Occasion, kind: str, recipient: str, channel: str) -> messages.Words:
    if recipient.startswith("contact:"):
        return messages.all_clear(occasion) if kind == "all_clear" else messages.correction(occasion)
    if kind == "false_alarm":
        return messages.internal_false_alarm(occasion, channel=channel)
    if kind == "correction":
        return messages.internal_correction(occasion, channel=channel)
    return messages.internal_end(occasion, channel=channel)
