"""Reads through which provider messages are tried next, by what has been tried and how the providers do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from notifications import health
from notifications.failover import BULK_WAITS_S, URGENT_WAITS_S, Next, Outcome, Provider, Tried, next_try
from notifications.models import Attempt, Delivery

# What a plan tells goes first in the queue, but a mailbox that is full for a minute is no reason to give up on it.
TOLD_BY_PLAN = frozenset({"initial", "update", "all_clear", "correction", "false_alarm", "rfo"})


def next_of(delivery: Delivery, at: datetime) -> Next | None:
    """The next attempt of a delivery; None when nothing is left to try."""
    return next_among([delivery], at)[delivery.pk]


def next_among(deliveries: Sequence[Delivery], at: datetime) -> dict[int, Next | None]:
    """The same for many, by their ids; a provider named beforehand is the first."""
    tried = defaultdict[int, list[Tried]](list)
    for delivery, provider, state in (
        Attempt.objects.filter(delivery__in=[one.pk for one in deliveries])
        .order_by("delivery_id", "number")
        .values_list("delivery_id", "provider", "state")
    ):
        tried[delivery].append(Tried(provider, Outcome(state)))
    can = {channel: health.candidates(channel, at=at) for channel in {one.channel for one in deliveries}}
    return {one.pk: _next(one, can[one.channel], tried[one.pk]) for one in deliveries}


def _next(delivery: Delivery, candidates: Sequence[Provider], tried: Sequence[Tried]) -> Next | None:
    wanted = sorted(candidates, key=lambda provider: provider.name != delivery.provider)
    soon = delivery.urgent and delivery.kind not in TOLD_BY_PLAN
    return next_try(wanted, tried, waits=URGENT_WAITS_S if soon else BULK_WAITS_S)
