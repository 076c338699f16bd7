"""Writes of staff: subscribers brought in or taken off, and the sending of an announcement paused and resumed."""

from datetime import datetime

from django.db import transaction

from accounts.actors import Actor
from accounts.refusals import NotPermitted
from accounts.roles import Role
from statuspage.models import Announcement, Subscriber
from statuspage.subscribing import asking, exchange, lanes
from statuspage.subscribing.exchange import Brought
from timeline import operations as timeline

TENDERS = frozenset({Role.CSR.value, Role.HELPDESK_LEAD.value, Role.OPS_MANAGER.value, Role.ADMIN.value})
SUBJECT = "subscribers"


def bring_in(*, content: bytes, agreed: bool, actor: Actor, at: datetime) -> Brought:
    """Bring in a file, or with `agreed` False only check it. Raises NotPermitted, Invalid."""
    _permit(actor)
    brought = exchange.bring_in(content=content, agreed=agreed, at=at)
    if agreed:
        data = {"new": brought.new, "known": brought.known, "wrong": len(brought.wrong)}
        timeline.record("subscribers.brought_in", subject=SUBJECT, actor=actor.named, at=at, data=data)
    return brought


def take_off(*, subscriber_id: int, actor: Actor, at: datetime) -> Subscriber:
    """Somebody told us that she wants no more. Raises NotPermitted, Subscriber.DoesNotExist."""
    _permit(actor)
    with transaction.atomic():
        row = Subscriber.objects.select_for_update().get(pk=subscriber_id)
        if row.state != Subscriber.State.UNSUBSCRIBED:
            asking.end(row, Subscriber.State.UNSUBSCRIBED, f"Taken off by {actor.named.label}.", at)
            timeline.record("subscribers.taken_off", subject=row.key, actor=actor.named, at=at, data={})
    return row


def pause(*, announcement_id: int, actor: Actor, at: datetime) -> bool:
    """Let no more letters leave for now. False when it does not run. Raises NotPermitted."""
    _permit(actor)
    with transaction.atomic():
        row = Announcement.objects.select_for_update().get(pk=announcement_id)
        if not lanes.pause(row):
            return False
        _record("announcement.paused", row, actor, at)
    return True


def resume(*, announcement_id: int, actor: Actor, at: datetime) -> bool:
    """Go on where it was paused. False when it was not. Raises NotPermitted."""
    _permit(actor)
    with transaction.atomic():
        row = Announcement.objects.select_for_update().get(pk=announcement_id)
        if not lanes.resume(row, at=at):
            return False
        _record("announcement.resumed", row, actor, at)
    return True


def _record(kind: str, row: Announcement, actor: Actor, at: datetime) -> None:
    subject = row.public_incident.incident.key if row.public_incident else SUBJECT
    timeline.record(kind, subject=subject, actor=actor.named, at=at, data={"title": row.title})


def _permit(actor: Actor) -> None:
    if not actor.roles & TENDERS:
        raise NotPermitted(
            "Customer support, the operations manager and administrators look after subscribers."
        )
