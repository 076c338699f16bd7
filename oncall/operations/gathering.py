"""When somebody's quiet hours end, what was held leaves as one message that names all of it; one alone leaves as it is.

Held messages are due a little later than the end: should nobody come to gather them, each leaves by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import ContactMethod, User
from notifications.models import Delivery
from oncall.models import Page
from oncall.operations.bundling import tell_in_one
from oncall.paging.reaching import GATHERED_WITHIN_S
from oncall.queries import page_of, reason_against
from oncall.queries import roster as rosters
from outbox.handling import MOOT
from outbox.models import Entry
from outbox.operations import bring_forward
from timeline.telling import tell_changed

DELIVER = "notifications.deliver"
ROUNDING = timedelta(seconds=2)
"""Departures are whole seconds after their page."""
WITH_OTHERS = "Named in one message with others, when quiet hours were over."


def gather(*, user_id: int, ended_at: datetime, at: datetime) -> str | None:
    """Say in one message what was held until now. Moot when nothing of it is wanted any more."""
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        waiting = [one for one in _held(user, ended_at) if not reason_against(one)]
        pages = {page.incident_id: page for one in waiting if (page := page_of(one.key))}
        if not waiting:
            return MOOT
        ways = _ways(user, waiting)
        if len(pages) < 2 or not ways:
            _let_go([one.key for one in waiting], at)
        else:
            _in_one(user, list(pages.values()), waiting, ways, at)
    return None


def _held(user: User, ended_at: datetime) -> list[Delivery]:
    """What waits for the end of these quiet hours and has not begun to leave."""
    mine = Delivery.objects.filter(
        recipient=user.key, kind="page", state=Delivery.State.PENDING, attempts=0
    ).select_for_update()
    leaves_at = ended_at + timedelta(seconds=GATHERED_WITHIN_S)
    entries = Entry.objects.filter(
        topic=DELIVER, done_at=None, due_at__gte=leaves_at - ROUNDING, due_at__lte=leaves_at + ROUNDING
    )
    return list(mine.filter(key__in=entries.values("key")).order_by("id"))


def _ways(user: User, waiting: Sequence[Delivery]) -> list[ContactMethod]:
    """The ways that held messages were to take: what is not urgent is never louder for being many. Nobody reads to
    a phone call of ten incidents."""
    wanted = {(one.channel, one.address) for one in waiting if one.channel != ContactMethod.Kind.VOICE}
    return [
        way for way in rosters.methods_of([user.pk]).get(user.pk, []) if (way.kind, way.address) in wanted
    ]


def _in_one(
    user: User,
    pages: Sequence[Page],
    waiting: Sequence[Delivery],
    ways: Sequence[ContactMethod],
    at: datetime,
) -> None:
    tell_in_one(user, pages, ways, at=at)
    Delivery.objects.filter(pk__in=[one.pk for one in waiting]).update(
        state=Delivery.State.CANCELLED, error=WITH_OTHERS
    )
    tell_changed(one.subject_key for one in waiting)


def _let_go(keys: Iterable[str], at: datetime) -> None:
    """Nothing to gather: they leave now, not a minute later."""
    for key in keys:
        bring_forward(topic=DELIVER, keys=[key], at=at)
