"""Writes of what is heard of a message after it was handed over: a receipt, or nothing in time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from notifications import health, receipts, vetoes
from notifications.attempting import (
    RECEIPT_WITHIN,
    expect_receipts,
    fail,
    give_up,
    locked,
    note_provider,
    outcome_of,
    send_again,
    told_of,
)
from notifications.channels.protocol import (
    ChannelFailure,
    PermanentFailure,
    ReceiptUpdate,
    TemporaryFailure,
)
from notifications.choosing import next_of
from notifications.models import Attempt, Delivery
from timeline.actors import SYSTEM
from timeline.operations import record
from timeline.telling import tell_changed

State = Delivery.State
Try = Attempt.State
# How much is known of an attempt, in the ranks of `receipts`.
_RANKS = {Try.SENT: 3, Try.UNCONFIRMED: 3, Try.LOST: 4, Try.REFUSED: 4, Try.HOPELESS: 4, Try.DELIVERED: 5}
# Where a receipt of progress means that somebody is listening just now.
TALKING = frozenset({"voice"})
SILENCE = TemporaryFailure("no_receipt", "No receipt came within a minute.")
UNSAID = TemporaryFailure("", "The message did not arrive.")


def record_receipt(*, update: ReceiptUpdate, at: datetime) -> Delivery | None:
    """Note what became of a delivery; None when the receipt belongs to none of ours. A state never goes back.

    A receipt is also proof of acceptance: a delivery whose sender died before noting it is no longer pending.
    """
    with transaction.atomic():
        delivery = _delivery_of(update)
        if delivery is None:
            return None
        attempt = _attempt_of(delivery, update, at)
        rank = receipts.rank(update.state)
        if rank == 0:
            return delivery
        attempt.receipt_at = at
        if rank <= _RANKS.get(Try(attempt.state), 0):
            attempt.save(update_fields=["receipt_at"])
            return delivery
        attempt.provider_id = update.provider_id[:120]
        tell_changed([delivery.subject_key])
        if receipts.has_failed(update.state):
            _note_loss(delivery, attempt, update.error or UNSAID, at)
        else:
            _note_progress(delivery, attempt, update, at)
    return delivery


def note_returned(*, delivery_id: int, why: str, at: datetime) -> bool:
    """A mail that its server had taken came back: there is no such address. False when it had failed already."""
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
        if delivery.state not in (State.SENT, State.DELIVERED):
            return False
        give_up(delivery, PermanentFailure("returned", why, contact_is_invalid=True), at)
        tell_changed([delivery.subject_key])
    return True


def settled_among(attempt_ids: Collection[int]) -> set[int]:
    """Those of these attempts about which there is nothing to doubt any more."""
    doubtful = Attempt.objects.filter(pk__in=attempt_ids, state=Try.SENT, delivery__state=State.SENT)
    return set(attempt_ids) - set(doubtful.values_list("pk", flat=True))


def doubt(*, attempt_id: int, at: datetime) -> bool:
    """No receipt came in time: the next provider, or the fact that this channel may not have reached anybody.

    False when there is nothing to doubt: it arrived, failed, or is wanted no more.
    """
    with transaction.atomic():
        attempt = Attempt.objects.filter(pk=attempt_id).first()
        if attempt is None:
            return False
        delivery = locked(attempt)
        attempt.refresh_from_db()
        settled = attempt.state != Try.SENT or delivery.state != State.SENT
        if settled or vetoes.reason_against(delivery, at=at):
            return False
        if delivery.channel in TALKING and attempt.receipt_at and at - attempt.receipt_at < RECEIPT_WITHIN:
            expect_receipts([(delivery, attempt)], at)
            return False
        attempt.state, attempt.error_code, attempt.error = Try.UNCONFIRMED, SILENCE.code, SILENCE.sentence
        attempt.save()
        health.note_failure(channel=delivery.channel, provider=attempt.provider, failure=SILENCE, at=at)
        following = next_of(delivery, at)
        if following:
            send_again(delivery, wait_s=following.wait_s, at=at)
        said = told_of(
            delivery, exhausted=following is None, following=following.provider if following else ""
        )
        record("message.unconfirmed", subject=delivery.subject_key, actor=SYSTEM, at=at, data=said)
    return True


def _note_loss(delivery: Delivery, attempt: Attempt, failure: ChannelFailure, at: datetime) -> None:
    """Taken, but it did not arrive. Whatever is under way already decides what comes next."""
    attempt.state = outcome_of(failure, afterwards=True)
    is_last = attempt.number >= delivery.attempts
    if delivery.state not in (State.SENT, State.PENDING) or not is_last:
        attempt.error_code, attempt.error = failure.code[:20], failure.sentence[:300]
        attempt.save()
        return
    note_provider(delivery, attempt, at)
    was_sent = delivery.state == State.SENT
    wait_s = fail(delivery, attempt, failure, at)
    if wait_s is not None and was_sent:
        send_again(delivery, wait_s=wait_s, at=at)


def _note_progress(delivery: Delivery, attempt: Attempt, update: ReceiptUpdate, at: datetime) -> None:
    """Accepted, on its way, or there. A phone that has the message settles it, whatever else was tried."""
    arrived = receipts.has_arrived(update.state)
    if not arrived and attempt.state != Try.SENT:
        expect_receipts([(delivery, attempt)], at)  # whoever handed it over did not live to ask for it
    attempt.state = Try.DELIVERED if arrived else Try.SENT
    attempt.save()
    if delivery.state != State.DELIVERED:
        note_provider(delivery, attempt, at)
        if arrived:
            delivery.state, delivery.delivered_at = State.DELIVERED, at
        elif delivery.state == State.PENDING and attempt.number >= delivery.attempts:
            delivery.state = State.SENT
        delivery.save()
    if arrived:
        health.note_success(channel=delivery.channel, provider=attempt.provider, at=at)


def _delivery_of(update: ReceiptUpdate) -> Delivery | None:
    known = Attempt.objects.filter(provider=update.provider, provider_id=update.provider_id)
    ours = Q(pk__in=known.values("delivery")) | Q(provider=update.provider, provider_id=update.provider_id)
    found = Delivery.objects.select_for_update()
    named = found.filter(key=update.idempotency_key).first() if update.idempotency_key else None
    return named or found.filter(ours).first()


def _attempt_of(delivery: Delivery, update: ReceiptUpdate, at: datetime) -> Attempt:
    """The attempt it belongs to: by the provider's name for it, else the oldest whose name nobody lived to note."""
    tries = delivery.tries.filter(provider=update.provider).order_by("number")
    found = (
        tries.filter(provider_id=update.provider_id).first()
        or tries.filter(provider_id="", state__in=(Try.ASKING, Try.DELAYED)).first()
    )
    if found is not None:
        return found
    delivery.attempts += 1
    delivery.save(update_fields=["attempts"])
    return Attempt.objects.create(
        delivery=delivery, number=delivery.attempts, provider=update.provider, asked_at=at
    )
