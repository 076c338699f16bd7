"""Reads about live calls: whose phone can ring, who is on the phone, who took how many, whose number was dialled."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q

from accounts.models import ContactMethod
from accounts.queries import company, reachable
from notifications import lines
from oncall.models import HuntGroup, LiveCall, LiveRing

# A number that gets texts is a phone, too; one for calls comes first.
PHONES = (ContactMethod.Kind.VOICE, ContactMethod.Kind.SMS)
OPEN = (LiveRing.State.RINGING, LiveRing.State.HEARD)
State = LiveCall.State


def phones_of(user_ids: Collection[int]) -> dict[int, str]:
    """By user the verified number that rings for a live call; who has none is missing."""
    found: dict[int, str] = {}
    for kind in PHONES:
        for method in reachable(user_ids):
            if method.kind == kind:
                found.setdefault(method.user_id, method.address)
    return found


def on_calls(user_ids: Collection[int], *, besides: int | None = None) -> set[int]:
    """Whose phone rings for a live call, or who talks on one."""
    hunting = Q(call__state=State.HUNTING, state__in=OPEN)
    talking = Q(call__state=State.TALKING, state=LiveRing.State.ACCEPTED)
    rings = LiveRing.objects.filter(hunting | talking, user__in=user_ids).exclude(call=besides or 0)
    return set(rings.values_list("user", flat=True))


def call_ends(user_ids: Collection[int]) -> dict[int, datetime]:
    """When each hung up the last time."""
    taken = LiveCall.objects.filter(answered_by__in=user_ids).exclude(ended_at=None)
    rows: Any = taken.values_list("answered_by").annotate(last=Max("ended_at"))
    return dict(rows)


def calls_taken(group: HuntGroup, *, since: datetime) -> dict[int, int]:
    """How many each has taken for this group."""
    taken = LiveCall.objects.filter(hunting=group, answered_at__gt=since)
    rows: Any = taken.values_list("answered_by").annotate(calls=Count("pk"))
    return dict(rows)


def group_at(number: str) -> HuntGroup | None:
    """Whom a dialled number hunts: the group that has it; the helpdesk for the number that our own calls come from."""
    own = HuntGroup.objects.filter(number=number).exclude(number="").first()
    if own is not None or number != lines.main_number():
        return own
    return HuntGroup.objects.filter(name=company().dispatch_group).first()


def numbers_of(group: HuntGroup) -> list[str]:
    """Which numbers lead to this group."""
    is_helpdesk = group.name == company().dispatch_group and lines.main_number().startswith("+")
    main = lines.main_number() if is_helpdesk and group_at(lines.main_number()) == group else ""
    return [number for number in dict.fromkeys((group.number, main)) if number]


def going_on(group: HuntGroup) -> list[LiveCall]:
    """The calls of this group that are not over."""
    calls = group.live_calls.filter(ended_at=None).select_related("answered_by", "incident", "customer")
    return list(calls.order_by("pk"))
