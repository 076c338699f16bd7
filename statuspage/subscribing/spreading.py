"""Writes which pages have to tell their subscribers of something, each in an entry of its own: none waits for all."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from incidents.models import IncidentCustomer
from outbox.models import Queue
from outbox.operations import ToDo, put_many
from statuspage.models import StatusPage, StatusUpdate, Subscriber

TOPIC = "statuspage.announce_on"


def spread_update(update: StatusUpdate, *, at: datetime) -> int:
    """Of an incident: pages with subscribers, of those of customers the ones it affects. How many there are."""
    affecting = IncidentCustomer.objects.filter(incident=update.public_incident.incident_id, state="affected")
    concerned = _with_subscribers().filter(Q(customer=None) | Q(customer__in=affecting.values("customer")))
    return _put(concerned, f"update:{update.pk}", {"update": update.pk}, at)


def spread_work(fact: int, *, at: datetime) -> int:
    """Of planned maintenance: every page with subscribers; what it shows is looked up there."""
    return _put(_with_subscribers(), f"fact:{fact}", {"fact": fact}, at)


def _with_subscribers() -> QuerySet[StatusPage]:
    confirmed = Subscriber.objects.filter(page=OuterRef("pk"), state=Subscriber.State.CONFIRMED)
    return StatusPage.objects.filter(Exists(confirmed))


def _put(pages: QuerySet[StatusPage], key: str, payload: dict[str, Any], at: datetime) -> int:
    found = list(pages.values_list("pk", flat=True))
    put_many(
        [
            ToDo(
                topic=TOPIC,
                key=f"{key}:page:{page}",
                due_at=at,
                payload={**payload, "page": page},
                queue=Queue.BULK,
            )
            for page in found
        ],
        at=at,
    )
    return len(found)
