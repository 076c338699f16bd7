"""What the relay calls for the status page."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from outbox.handling import DONE, MOOT, Due, outside_transaction
from outbox.models import Queue
from outbox.operations import ToDo, put
from statuspage.models import StatusPage, StatusUpdate
from statuspage.operations import following, timing
from statuspage.operations.maintaining import plan_ahead
from statuspage.operations.maintenance_course import tend
from statuspage.operations.nagging import ask_for_update
from statuspage.published import carrying, copying
from statuspage.readers import signing_in
from statuspage.subscribing import announcing, bouncing, lanes, news, spreading, works
from statuspage.subscribing.sides import default_side, side_of
from timeline.models import TimelineEntry


def write_copy(due: Due) -> str | None:
    """Something was published: the files follow. Who comes second finds them written."""
    publication = due.payload["publication"]
    if not copying.renew(at=due.at, publication=publication):
        return MOOT
    if carrying.is_wanted():
        todo = ToDo(
            topic="statuspage.carry_copy", key=f"publication:{publication}", due_at=due.at, queue=Queue.BULK
        )
        put(todo, at=due.at)
    return DONE


@outside_transaction
def carry_copy(due: Due) -> str | None:
    """The files are written: they follow into object storage."""
    return DONE if carrying.carry(settings.STATUS_DIR) else MOOT


def nag(due: Due) -> str | None:
    """The next update is due soon, due, or late."""
    said = due.payload
    due_at = datetime.fromisoformat(said["due"]) if "due" in said else None
    asked = ask_for_update(update_id=said["update"], state=said["state"], at=due.at, due_at=due_at)
    return DONE if asked else MOOT


def announce(due: Due) -> str | None:
    """Something was published about an incident: subscribers are told. What only mends the page is not worth a mail."""
    if due.payload.get("page_only"):
        return MOOT
    update = _update(due)
    told = announcing.announce(news.of_update(update, default_side()), at=due.at)
    return DONE if spreading.spread_update(update, at=due.at) or told else MOOT


def announce_to_latecomers(due: Due) -> str | None:
    """More customers may be affected: subscribers of their pages are told what was told last."""
    return DONE if spreading.spread_to_latecomers(due.payload["incident"], at=due.at) else MOOT


def announce_maintenance(due: Due) -> str | None:
    """Planned work was announced, or is about to begin, has begun, is over: subscribers are told."""
    fact = TimelineEntry.objects.get(pk=due.payload["fact"])
    if not works.is_told(fact):
        return MOOT
    told = announcing.announce(works.of_maintenance(fact, default_side()), at=due.at)
    return DONE if spreading.spread_work(fact.pk, at=due.at) or told else MOOT


def announce_on(due: Due) -> str | None:
    """The same for the subscribers of one further page, as that page shows it."""
    page = StatusPage.objects.filter(pk=due.payload["page"]).first()
    if page is None:
        return MOOT
    side = side_of(page, at=due.at)
    if "update" in due.payload:
        found = news.of_update(_update(due), side)
    else:
        found = works.of_maintenance(TimelineEntry.objects.get(pk=due.payload["fact"]), side)
    return DONE if announcing.announce(found, at=due.at) else MOOT


def _update(due: Due) -> StatusUpdate:
    return StatusUpdate.objects.select_related("public_incident").get(pk=due.payload["update"])


def note_message_failed(due: Due) -> str | None:
    """A message failed: a subscriber's address may be none."""
    return bouncing.note_message_failed(delivery_id=due.payload["delivery"], at=due.at)


@outside_transaction
def fan_out(due: Due) -> str | None:
    """Letters are written, some thousands in each of its own transactions."""
    announcing.fan_out(due.payload["announcement"], now=timezone.now)
    return DONE


@outside_transaction
def send_letters(due: Due) -> str | None:
    """Letters leave, for a few seconds."""
    said = due.payload
    return lanes.work(said["announcement"], said["lane"], said["round"], now=timezone.now)


def send_sign_in(due: Due) -> str | None:
    """Somebody asked for a link to a page: whoever is invited gets it."""
    return DONE if signing_in.send_link(sign_in_id=due.payload["sign_in"], at=due.at) else MOOT


def time_anew(due: Due) -> str | None:
    """An incident has another priority, or the intervals of all have changed."""
    return DONE if timing.time_anew(at=due.at, incident_id=due.payload.get("incident")) else MOOT


def tend_maintenance(due: Due) -> str | None:
    """A moment of planned work has come: it is announced, reminded of, begun or ended by itself."""
    tended = tend(maintenance_id=due.payload["maintenance"], revision=due.payload["revision"], at=due.at)
    if tended is not None:
        plan_ahead(tended, at=due.at)
    return DONE if tended else MOOT


def follow_assets(due: Due) -> str | None:
    """What fails has changed: components that follow their assets change their colour."""
    return DONE if following.follow_assets(at=due.at) else MOOT
