"""What the outbox gave up will not happen any more: the timeline of its incident says so, and managers are told."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from incidents.models import Incident
from notifications.operations import Outgoing, send
from oncall.operations.paging import tell
from oncall.queries import roster as rosters
from outbox.handling import MOOT
from outbox.models import Entry
from outbox.operations import ToDo, put_many

TOPIC = "oncall.tell_of_dead"
RECENT = timedelta(days=1)
MOST = 100


def ask_to_tell(*, at: datetime) -> int:
    """Put a word about each entry that died of late into the outbox, once a death; returns how many there are."""
    # Word of a death that dies itself is not told of for ever.
    dead = Entry.objects.filter(dead_at__gt=at - RECENT).exclude(topic=TOPIC).exclude(key__startswith="dead:")
    todos = [
        ToDo(topic=TOPIC, key=f"entry:{entry.pk}:{entry.attempts}", due_at=at, payload={"entry": entry.pk})
        for entry in dead.order_by("-dead_at")[:MOST]
    ]
    put_many(todos, at=at)
    return len(todos)


def tell_of_dead(*, entry_id: int, at: datetime) -> str | None:
    """Say what was given up and where it can be given another life. Moot when it has one already."""
    with transaction.atomic():
        entry = Entry.objects.filter(pk=entry_id).exclude(dead_at=None).first()
        if entry is None:
            return MOOT
        incident = _incident_of(entry)
        if incident is not None:
            tell("escalation.given_up", incident, at=at, what=entry.topic)
        send(_messages(entry, incident), at=at)
    return None


def _incident_of(entry: Entry) -> Incident | None:
    """Most entries name their incident; a step of a run or a hunt names what belongs to it."""
    said = entry.payload
    for name, looked_up in (("incident", "pk"), ("run", "runs"), ("hunt", "hunts")):
        if isinstance(said.get(name), int):
            return Incident.objects.filter(**{looked_up: said[name]}).first()
    return None


def _messages(entry: Entry, incident: Incident | None) -> list[Outgoing]:
    about = incident.reference if incident else "Storm"
    link = f"{settings.PUBLIC_URL}/admin/outbox/entry/{entry.pk}/change/"
    why = entry.last_error[:200]
    words = f"{about}: “{entry.topic}” failed again and again and was given up. Somebody has to look: {why} {link}"
    managers = rosters.managers()
    ways = rosters.methods_of([user.pk for user in managers])
    return [
        Outgoing(
            key=f"dead:{entry.pk}:{entry.attempts}:{method.pk}",
            kind="note",
            subject_key=incident.key if incident else f"entry:{entry.pk}",
            recipient=user.key,
            recipient_label=str(user),
            channel=method.kind,
            address=method.address,
            title=f"{about}: something was given up",
            body=words,
            urgent=True,
        )
        for user in managers
        for method in ways.get(user.pk, ())
    ]
