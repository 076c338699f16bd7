"""A message did not reach somebody who is paged: the next way to this person is taken at once, not at its own time."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import ContactMethod, User
from incidents.models import Incident
from notifications.models import Delivery
from oncall.models import Page
from oncall.operations.paging import page_by, tell
from oncall.operations.runs import locked
from oncall.paging.reaching import Urgency, silences, urgency_of
from oncall.queries import reason_against
from oncall.queries import roster as rosters
from oncall.queries.habits import habits_of
from outbox.handling import MOOT
from outbox.operations import bring_forward

TOPIC = "notifications.deliver"
FAILED = (Delivery.State.FAILED, Delivery.State.CANCELLED)


def reach_otherwise(*, delivery_id: int, at: datetime) -> str | None:
    """Page the person by the next way that has not been tried. Moot where nobody waits for an answer any more."""
    delivery = Delivery.objects.filter(pk=delivery_id, kind="page").first()
    page = page_of(delivery) if delivery else None
    if delivery is None or page is None:
        return MOOT
    with transaction.atomic():
        incident = locked(page.incident_id)
        if reason_against(delivery):
            return MOOT
        sent = list(Delivery.objects.filter(key__startswith=f"{page.key}:").order_by("id"))
        kind = _reach(page, sent, at)
        if kind:
            _tell("escalation.reached_otherwise", incident, page.user, delivery, at, channel=label_of(kind))
        elif all(one.state in FAILED for one in sent):
            _tell("escalation.not_reached", incident, page.user, delivery, at)
        else:
            return MOOT
    return None


def page_of(delivery: Delivery) -> Page | None:
    """The page that a delivery belongs to: its key begins with the page's."""
    found = Page.objects.filter(key=delivery.key.rsplit(":", 2)[0])
    return found.select_related("incident", "user", "run", "hunt").first()


def label_of(kind: str) -> str:
    """A channel as people call it."""
    return str(dict(ContactMethod.Kind.choices).get(kind, kind))


def _reach(page: Page, sent: list[Delivery], at: datetime) -> str:
    """The kind of the way that is taken now. What is not urgent never breaks quiet hours, and calls nobody up."""
    urgency = urgency_of(page.incident.priority)
    if silences(habits_of([page.user_id])[page.user_id], urgency, at):
        return ""
    return _hurry(sent, at) or _try_new(page, sent, at, calls=urgency is Urgency.HIGH)


def _hurry(sent: list[Delivery], at: datetime) -> str:
    """A way that was to be taken later is taken now; its kind."""
    waiting = {d.key: d.channel for d in sent if d.state == Delivery.State.PENDING and not d.attempts}
    key = bring_forward(topic=TOPIC, keys=waiting, at=at)
    return waiting.get(key, "")


def _try_new(page: Page, sent: list[Delivery], at: datetime, *, calls: bool) -> str:
    """A way that no rule had foreseen for this page is taken; its kind."""
    tried = {one.key for one in sent}
    ways = rosters.methods_of([page.user_id]).get(page.user_id, [])
    left = [
        way
        for way in ways
        if f"{page.key}:{way.kind}:{way.pk}" not in tried and (calls or way.kind != ContactMethod.Kind.VOICE)
    ]
    if not left:
        return ""
    page_by(page, left[:1], at=at)
    return left[0].kind


def _tell(
    kind: str, incident: Incident, user: User, failed: Delivery, at: datetime, *, channel: str = ""
) -> None:
    failed_by = label_of(failed.channel)
    tell(kind, incident, at=at, user=user.pk, user_label=str(user), channel=channel, failed=failed_by)
