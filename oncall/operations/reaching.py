"""A message did not reach somebody who is paged: the next way to this person is taken at once, not at its own time.

In quiet hours that hold the page it is taken when they are over.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import ContactMethod, User
from incidents.models import Incident
from notifications.models import Delivery
from oncall.models import Page
from oncall.operations.messages import by_words
from oncall.operations.paging import page_by, tell
from oncall.operations.runs import locked
from oncall.paging.reaching import Habits, Urgency, quiet_end, silences, urgency_of
from oncall.queries import reason_against
from oncall.queries import roster as rosters
from oncall.queries.habits import habits_of
from outbox.handling import MOOT
from outbox.models import Entry
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
        reached = _reach(page, sent, at)
        if reached:
            _tell("escalation.reached_otherwise", incident, page.user, delivery, at, **reached)
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


def _reach(page: Page, sent: list[Delivery], at: datetime) -> dict[str, str]:
    """What is told of the way that is taken; nothing where there is none.

    What is not urgent never breaks quiet hours, and calls nobody up.
    """
    urgency, habits = urgency_of(page.incident.priority), habits_of([page.user_id])[page.user_id]
    ways = _untried(page, sent, calls=urgency is Urgency.HIGH)[:1]
    if silences(habits, urgency, at):
        return _hold(page, sent, ways, habits, at)
    kind = _hurry(sent, at)
    if not kind and ways:
        page_by(page, ways, at=at)
        kind = ways[0].kind
    return {"channel": label_of(kind)} if kind else {}


def _hold(
    page: Page, sent: list[Delivery], ways: list[ContactMethod], habits: Habits, at: datetime
) -> dict[str, str]:
    """Another way is written down for the end of the quiet hours, unless one waits for that anyway."""
    ends = quiet_end(habits, at)
    if ends is None or not ways or _is_held(sent, at):
        return {}
    leaving = page_by(page, ways, held=ends - at, at=at)
    return {"held": by_words(leaving, at=at, zone=habits.zone)}


def _is_held(sent: list[Delivery], at: datetime) -> bool:
    """Whether a way of this page is still to be taken later."""
    keys = [one.key for one in sent if one.state == Delivery.State.PENDING]
    return Entry.objects.filter(topic=TOPIC, key__in=keys, done_at=None, begun=0, not_before__gt=at).exists()


def _hurry(sent: list[Delivery], at: datetime) -> str:
    """A way that was to be taken later is taken now; its kind."""
    waiting = {d.key: d.channel for d in sent if d.state == Delivery.State.PENDING and not d.attempts}
    key = bring_forward(topic=TOPIC, keys=waiting, at=at)
    return waiting.get(key, "")


def _untried(page: Page, sent: list[Delivery], *, calls: bool) -> list[ContactMethod]:
    """The ways that this page has not been given to, in her order."""
    tried = {one.key for one in sent}
    return [
        way
        for way in rosters.methods_of([page.user_id]).get(page.user_id, [])
        if f"{page.key}:{way.kind}:{way.pk}" not in tried and (calls or way.kind != ContactMethod.Kind.VOICE)
    ]


def _tell(kind: str, incident: Incident, user: User, failed: Delivery, at: datetime, **reached: str) -> None:
    failed_by = label_of(failed.channel)
    tell(kind, incident, at=at, user=user.pk, user_label=str(user), failed=failed_by, **reached)
