"""Reads of how people want to be paged."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from accounts.models import User
from accounts.queries import reachable
from notifications.channels import registry
from oncall.models import NotificationRule
from oncall.paging.reaching import Habits, Rule, Urgency, quiet_end


def habits_of(user_ids: Collection[int]) -> dict[int, Habits]:
    """Each person's rules and quiet hours, in two queries."""
    rules: dict[tuple[int, str], tuple[Rule, ...]] = {}
    for row in NotificationRule.objects.filter(user__in=user_ids):
        key = (row.user_id, row.urgency)
        rules[key] = (*rules.get(key, ()), Rule(row.kind, row.delay_seconds))
    people = User.objects.filter(pk__in=user_ids).select_related("quiet_hours")
    return {
        user.pk: Habits(
            high=rules.get((user.pk, Urgency.HIGH), ()),
            low=rules.get((user.pk, Urgency.LOW), ()),
            quiet=(hours.starts, hours.ends) if (hours := getattr(user, "quiet_hours", None)) else None,
            zone=user.zone,
        )
        for user in people
    }


def quiet_ends(user_ids: Collection[int], at: datetime) -> dict[int, datetime]:
    """For whom of these people it is quiet now, and until when."""
    found = {user: quiet_end(habits, at) for user, habits in habits_of(user_ids).items()}
    return {user: ends_at for user, ends_at in found.items() if ends_at is not None}


def kinds_of(user: User) -> list[str]:
    """The channels by which she can be paged, in her order."""
    offered = registry.set_up()
    return list(dict.fromkeys(way.kind for way in reachable([user.pk]) if way.kind in offered))
