"""What a person's own page shows of her duty: her calendars with a secret address, and when she hears of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from oncall.forms.duty import BEFORE, DutyWishForm
from oncall.models import DutyWish, Feed, Schedule
from oncall.rota.hand_over import USUAL


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
    form: DutyWishForm
    wish: str


def section_of(user: User, at: datetime) -> Shown:
    """The section of this person's page, in a fixed number of queries."""
    feeds = {feed.schedule_id: feed for feed in Feed.objects.filter(user=user)}
    names: list[tuple[int | None, str]] = [(None, "Your own shifts, on all schedules")]
    names += list(Schedule.objects.order_by("name").values_list("pk", "name"))
    lines = [Line(name=name, schedule=pk, feed=feeds.get(pk)) for pk, name in names]
    return Shown(
        lines=[line for line in lines if line.feed or line.schedule is None],
        others=[line for line in lines if not line.feed and line.schedule is not None],
        form=DutyWishForm(initial=wished(user), auto_id="duty_%s"),
        wish=in_words(wished(user)),
    )


def wished(user: User) -> dict[str, Any]:
    """When she hears of her duty, as the form takes it."""
    row = DutyWish.objects.filter(user=user).first()
    if row is None:
        return {"before": list(USUAL.before), "at_change": DutyWish.AtChange.ON}
    return {"before": row.before, "at_change": row.at_change}


def in_words(wish: dict[str, Any]) -> str:
    """“1 day before and 3 hours before, and when it begins.”"""
    named = dict(BEFORE)
    before = " and ".join(f"{named.get(n, f'{n} min')} before" for n in sorted(wish["before"], reverse=True))
    at_change = DutyWish.AtChange(wish["at_change"])
    change = "" if at_change == DutyWish.AtChange.NONE else str(at_change.label)
    said = ", and ".join(part for part in (before, change) if part)
    return f"You hear of your duty {said}." if said else "You hear nothing of your duty before a page."


def address_of(token: str) -> str:
    """Where programs read it."""
    return settings.PUBLIC_URL + reverse("oncall:feed", args=[token])


def subscribing(address: str) -> str:
    """The same for programs that subscribe when a link is pressed."""
    return "webcal://" + address.partition("://")[2]
