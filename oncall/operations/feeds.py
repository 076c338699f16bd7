"""The secret addresses of calendars: made, made anew, taken away."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from accounts.actors import Actor
from accounts.tokens import hash_of
from oncall.models import Feed, Schedule

HINT = 6
READ_AGAIN = timedelta(minutes=10)


def make_feed(*, schedule_id: int | None, actor: Actor, at: datetime) -> str:
    """A new secret for one's own shifts, or for a schedule; the one before opens nothing any more.

    It is returned this once and not kept. Raises Schedule.DoesNotExist.
    """
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        schedule = Schedule.objects.get(pk=schedule_id) if schedule_id is not None else None
        Feed.objects.update_or_create(
            user_id=actor.user_id or 0,
            schedule=schedule,
            defaults={"hash": hash_of(token), "hint": token[:HINT], "made_at": at, "read_at": None},
        )
    return token


def remove_feed(*, feed_id: int, actor: Actor) -> None:
    """The address opens nothing any more. Raises Feed.DoesNotExist for somebody else's."""
    Feed.objects.get(pk=feed_id, user=actor.user_id).delete()


def mark_read(*, feed: Feed, at: datetime) -> None:
    """Note that somebody's program asked, every ten minutes at most."""
    rarely = Q(read_at=None) | Q(read_at__lt=at - READ_AGAIN)
    Feed.objects.filter(rarely, pk=feed.pk).update(read_at=at)
