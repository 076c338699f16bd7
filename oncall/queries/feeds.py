"""What the calendar of one person, or of a schedule, holds today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Max
from django.urls import reverse

from accounts.models import User
from accounts.tokens import hash_of
from oncall.calendars.files import PAST, REACH, Entry, Sheet, shifts_around, uid_of, written
from oncall.models import Feed, Schedule
from oncall.queries.plans import plans, users_in
from oncall.rota.coverage import Plan, Shift
from oncall.shown.duties import users_of
from timeline.models import TimelineEntry

SOURCES = {"override": "Stands in.", "swap": "Swapped.", "layer": "", "none": ""}


def feed_of(token: str) -> Feed | None:
    """The calendar with this secret address; None when it was renewed, removed, or its owner has left."""
    found = Feed.objects.filter(hash=hash_of(token), user__is_active=True)
    return found.select_related("user", "schedule").first()


def calendar_of(feed: Feed, at: datetime) -> bytes:
    """The file. The day begins at midnight on the reader's clock, so that a day long it is the same bytes."""
    zone = ZoneInfo(feed.schedule.zone if feed.schedule else feed.user.zone)
    day = datetime.combine(at.astimezone(zone).date(), time(0), zone)
    ids = [feed.schedule.pk] if feed.schedule else None
    found = plans(since=day - PAST - REACH, ids=ids)
    if feed.schedule is None:
        found = [one for one in found if feed.user_id in users_in([one])]
    name = str(feed.schedule) if feed.schedule else f"{feed.user} on call"
    edition, changed_at = _edition(found, feed)
    sheet = Sheet(name=name, zone=zone.key, edition=edition, changed_at=changed_at)
    return written(sheet, _entries(feed, found, day))


def _entries(feed: Feed, found: Sequence[tuple[Schedule, Plan]], day: datetime) -> list[Entry]:
    users = users_of(found)
    return [
        _entry(row, shift, users, own=feed.schedule is None)
        for row, plan in found
        for shift in shifts_around(plan, day)
        if feed.schedule is not None or str(feed.user_id) in shift.users
    ]


def _entry(row: Schedule, shift: Shift, users: Mapping[str, User], *, own: bool) -> Entry:
    people = ", ".join(str(users[key]) for key in shift.users if key in users)
    title = f"On call: {row.name}" if own else f"{people or 'Nobody'} on call: {row.name}"
    words = " ".join(part for part in (f"On call: {people or 'nobody'}.", SOURCES[shift.source]) if part)
    return Entry(
        uid=uid_of(row.pk, shift, urlsplit(settings.PUBLIC_URL).hostname or "storm"),
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        title=title,
        words=words,
        url=settings.PUBLIC_URL + reverse("oncall:schedule", args=[row.pk]),
    )


def _edition(found: Sequence[tuple[Schedule, Plan]], feed: Feed) -> tuple[int, datetime]:
    """How often anything was changed that these calendars show, and when last: the timeline forgets nothing."""
    subjects = [row.key for row, _ in found] + [f"user:{user}" for user in users_in(found)]
    kinds = ("schedule.", "person.")
    facts = TimelineEntry.objects.filter(subject__in=subjects)
    facts = facts.filter(kind__startswith=kinds[0]) | facts.filter(kind__startswith=kinds[1])
    known = facts.order_by().aggregate(n=Count("id"), last=Max("entered_at"))
    return known["n"], max(known["last"] or feed.made_at, feed.made_at)
