"""Writes which pages have to tell their subscribers of something, each in an entry of its own: none waits for all."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from incidents.models import IncidentCustomer
from outbox.models import Queue
from outbox.operations import ToDo, put_many
from statuspage.models import PublicIncident, StatusPage, StatusUpdate, Subscriber
from timeline.models import TimelineEntry

TOPIC = "statuspage.announce_on"


def spread_update(update: StatusUpdate, *, at: datetime) -> int:
    """Of an incident: pages with subscribers, of those of customers the ones it affects. How many there are."""
    hurt = _affected_by(update.public_incident.incident_id)
    concerned = _with_subscribers().filter(Q(customer=None) | Q(customer__in=hurt.values("customer")))
    return _put(concerned, f"update:{update.pk}", {"update": update.pk}, at)


def spread_to_latecomers(incident_id: int, *, at: datetime) -> int:
    """Of a story that goes on: the newest word, to pages of customers whom it affects by now. None is told it twice.

    What only mended the page was told to nobody.
    """
    stories = PublicIncident.objects.filter(incident=incident_id, episode=F("incident__episode"))
    story = stories.filter(resolved_at=None).select_related("incident").first()
    if story is None:
        return 0
    told = TimelineEntry.objects.filter(
        subject=story.incident.key, kind="statuspage.published", data__page_only=False
    )
    newest = told.order_by("-id").values_list("data__update", flat=True).first()
    if newest is None or not story.updates.filter(pk=newest).exists():
        return 0
    late = _with_subscribers().filter(customer__in=_affected_by(incident_id).values("customer"))
    return _put(late, f"update:{newest}", {"update": newest}, at)


def spread_work(fact: int, *, at: datetime) -> int:
    """Of planned maintenance: every page with subscribers; what it shows is looked up there."""
    return _put(_with_subscribers(), f"fact:{fact}", {"fact": fact}, at)


def _affected_by(incident_id: int) -> QuerySet[IncidentCustomer]:
    return IncidentCustomer.objects.filter(incident=incident_id, state="affected")


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
