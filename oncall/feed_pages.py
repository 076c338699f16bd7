"""What a person's own page shows of her calendars: which have a secret address, and who read it when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from oncall.models import Feed, Schedule


@dataclass(frozen=True, kw_only=True)
class Line:
    """One calendar; without a feed it has no address yet. No schedule: one's own shifts."""

    name: str
    schedule: int | None
    feed: Feed | None


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The section: calendars with an address first, then those that could have one."""

    lines: Sequence[Line]
    others: Sequence[Line]


def section_of(user: User, at: datetime) -> Shown:
    """The section of this person's page, in two queries."""
    feeds = {feed.schedule_id: feed for feed in Feed.objects.filter(user=user)}
    names: list[tuple[int | None, str]] = [(None, "Your own shifts, on all schedules")]
    names += list(Schedule.objects.order_by("name").values_list("pk", "name"))
    lines = [Line(name=name, schedule=pk, feed=feeds.get(pk)) for pk, name in names]
    return Shown(
        lines=[line for line in lines if line.feed or line.schedule is None],
        others=[line for line in lines if not line.feed and line.schedule is not None],
    )


def address_of(token: str) -> str:
    """Where programs read it."""
    return settings.PUBLIC_URL + reverse("oncall:feed", args=[token])


def subscribing(address: str) -> str:
    """The same for programs that subscribe when a link is pressed."""
    return "webcal://" + address.partition("://")[2]
