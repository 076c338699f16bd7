"""Writes of a message's way out, its first half: whether it still leaves, and through which provider.

The attempt is committed before the provider is asked: a process that dies in between has left its trace, and the
message is sent again when the lease is over. A doubled page beats a lost one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from notifications import destinations, vetoes
from notifications.attempting import give_up, suppress, told_of
from notifications.channels.protocol import PermanentFailure
from notifications.choosing import next_among
from notifications.limits import free_at
from notifications.models import Attempt, Delivery
from timeline.actors import SYSTEM
from timeline.operations import Fact, record_many


def begin_attempts(keys: Collection[str], *, at: datetime) -> dict[str, Attempt]:
    """Choose the providers, count the attempts and commit them, by the deliveries' keys.

    Left out are those of which there is nothing left to send.
    """
    with transaction.atomic():
        found = Delivery.objects.select_for_update().filter(key__in=keys, state=Delivery.State.PENDING)
        ready = list(_ready(found.order_by("pk"), at))
        Delivery.objects.filter(pk__in=[delivery.pk for delivery, _ in ready]).update(
            attempts=F("attempts") + 1, attempted_at=at
        )
        for delivery, _ in ready:
            delivery.attempts, delivery.attempted_at = delivery.attempts + 1, at
        attempts = [
            Attempt(delivery=delivery, number=delivery.attempts, provider=provider, asked_at=at)
            for delivery, provider in ready
        ]
        return {one.delivery.key: one for one in Attempt.objects.bulk_create(attempts)}


def _ready(deliveries: Collection[Delivery], at: datetime) -> Iterator[tuple[Delivery, str]]:
    """Those that leave now, each with its provider; what becomes of the others is written down."""
    reasons = vetoes.reasons_against(deliveries, at=at)
    wanted = [delivery for delivery in deliveries if delivery.pk not in reasons]
    following = next_among(wanted, at)
    held = _held_back([delivery for delivery in wanted if following[delivery.pk]], at)
    for delivery in deliveries:
        if reason := reasons.get(delivery.pk):
            suppress(delivery, reason)
        elif (chosen := following[delivery.pk]) is None:
            why = PermanentFailure("no_end", f"No end was heard of {delivery.attempts} attempts.")
            give_up(delivery, why, at)
        elif delivery.pk not in held:
            yield delivery, chosen.provider


def _held_back(deliveries: Sequence[Delivery], at: datetime) -> set[int]:
    """Keep pages back that would be too many for a phone; one message will name all that is open.

    The first page of an incident always leaves, and so does what was tried before.
    """
    pages = [one for one in deliveries if one.kind == "page" and not one.attempts]
    sent = destinations.sent_among([(page.channel, page.address) for page in pages], at=at)
    held = set()
    for page in pages:
        before = sent[page.channel, page.address]
        free = free_at(before, at, channel=page.channel)
        if free is None or destinations.is_first(page):
            before.append(at)
        else:
            _hold_back(page, len(before), free, at)
            held.add(page.pk)
    return held


def _hold_back(page: Delivery, sent: int, free: datetime, at: datetime) -> None:
    suppress(page, f"Held back after {sent} messages in three hours; one will name all that is open.")
    fact = Fact(
        kind="message.held_back",
        subject=page.subject_key,
        actor=SYSTEM,
        at=at,
        data=told_of(page, until=free.isoformat()),
        heard_at=free,
    )
    record_many([fact])
