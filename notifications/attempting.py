"""Writes of a message's way out, its second half: taken by the provider, refused, and the next one or the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts.operations import invalidate_address, stop_address
from notifications import health, saving
from notifications.channels.protocol import ChannelFailure, PermanentFailure, Receipt, TemporaryFailure
from notifications.choosing import next_among, next_of
from notifications.models import Attempt, Delivery
from notifications.naming import said
from outbox.models import Queue
from outbox.operations import ToDo, put, put_many
from timeline.actors import SYSTEM
from timeline.operations import record
from timeline.telling import tell_changed

RECEIPT_WITHIN = timedelta(seconds=60)
DELIVER, CONFIRM = "notifications.deliver", "notifications.confirm"
State = Delivery.State


@dataclass(frozen=True)
class Taken:
    """A provider has taken the message of an attempt; `confirms`: it tells when it arrived."""

    attempt: Attempt
    receipt: Receipt
    confirms: bool = False


def note_sent(taken: Sequence[Taken], *, at: datetime) -> dict[int, float]:
    """Providers have these. A callback may have said more in the meantime; what it said stands.

    Of those that confirm and have not yet, somebody looks in time. By the attempt's id the seconds until the next
    one, where a callback has reported this one as lost already.
    """
    with transaction.atomic():
        # The deliveries are locked first, always before their attempts are written.
        rows = Delivery.objects.select_for_update().order_by("pk")
        deliveries = rows.in_bulk([one.attempt.delivery_id for one in taken])
        tries = Attempt.objects.in_bulk([one.attempt.pk for one in taken])
        lost, doubtful, works = [], [], set[tuple[str, str]]()
        for one in taken:
            attempt = tries[one.attempt.pk]
            delivery = deliveries[attempt.delivery_id]
            if _note_taken(delivery, attempt, one.receipt, at):
                lost.append(attempt)
            elif one.confirms and attempt.state == Attempt.State.SENT:
                doubtful.append((delivery, attempt))
            elif not one.confirms:
                works.add((delivery.channel, attempt.provider))
        for channel, provider in sorted(works):  # two workers take the same turn
            health.note_success(channel=channel, provider=provider, at=at)
        saving.save(deliveries.values(), tries.values())
        expect_receipts(doubtful, at)
        following = next_among([deliveries[attempt.delivery_id] for attempt in lost], at) if lost else {}
        return {one.pk: then.wait_s for one in lost if (then := following[one.delivery_id])}


def _note_taken(delivery: Delivery, attempt: Attempt, receipt: Receipt, at: datetime) -> bool:
    """Whether it is lost again already, and another attempt is wanted."""
    attempt.provider_id = attempt.provider_id or receipt.provider_id[:120]
    attempt.answered_at = at
    if attempt.state == Attempt.State.ASKING:
        attempt.state = Attempt.State.SENT
    note_provider(delivery, attempt, at)
    lost = attempt.state in _LOST and delivery.state == State.PENDING
    if delivery.state == State.PENDING and attempt.state == Attempt.State.SENT:
        delivery.state, delivery.error_code, delivery.error = State.SENT, "", ""
    return lost


def note_failure(*, attempt: Attempt, failure: ChannelFailure, at: datetime) -> float | None:
    """Note what the provider said. The seconds until the next attempt, or None when the message has failed."""
    with transaction.atomic():
        delivery = locked(attempt)
        attempt.refresh_from_db()
        if delivery.state == State.PENDING and attempt.state in _LOST:
            # A callback was quicker to say so, and left the next attempt to whoever made this one.
            following = next_of(delivery, at)
            return following.wait_s if following else None
        if delivery.state != State.PENDING or attempt.state != Attempt.State.ASKING:
            return None  # a callback has proved that it left after all
        attempt.state, attempt.answered_at = outcome_of(failure), at
        return fail(delivery, attempt, failure, at)


def fail(delivery: Delivery, attempt: Attempt, failure: ChannelFailure, at: datetime) -> float | None:
    """Write down why an attempt failed, whom it concerns, and what follows: seconds to wait, or None at the end."""
    attempt.error_code, attempt.error = failure.code[:20], failure.sentence[:300]
    attempt.save()
    delivery.error_code, delivery.error = attempt.error_code, attempt.error
    tell_changed([delivery.subject_key])
    health.note_failure(channel=delivery.channel, provider=attempt.provider, failure=failure, at=at)
    _mark_contact(delivery, failure, at)
    following = next_of(delivery, at)
    if following is None:
        give_up(delivery, failure, at)
        return None
    delivery.save()
    asked = failure.wait_s if isinstance(failure, TemporaryFailure) else 0
    return max(following.wait_s, asked) if following.provider == attempt.provider else following.wait_s


def send_again(delivery: Delivery, *, wait_s: float, at: datetime) -> None:
    """A message that was handed over before goes out once more; its first entry is done."""
    delivery.state = State.PENDING
    delivery.save()
    put(
        ToDo(
            topic=DELIVER,
            key=f"{delivery.key}~{delivery.attempts}"[-200:],
            due_at=at + timedelta(seconds=wait_s),
            payload={"delivery": delivery.key},
            queue=Queue.URGENT if delivery.urgent else Queue.BULK,
        ),
        at=at,
    )


def give_up(delivery: Delivery, failure: ChannelFailure, at: datetime) -> None:
    """Nothing is left to try on this channel: a person was not reached so, and whoever escalates reacts to it."""
    delivery.state, delivery.failed_at = State.FAILED, at
    delivery.error_code, delivery.error = failure.code[:20], failure.sentence[:300]
    delivery.save()
    gone = isinstance(failure, PermanentFailure) and failure.contact_is_invalid
    told = told_of(delivery, no_such_address=gone)
    record("message.failed", subject=delivery.subject_key, actor=SYSTEM, at=at, data=told)


def suppress(delivery: Delivery, reason: str) -> None:
    """It is wanted no more. What has been handed over before stays sent."""
    delivery.state = State.SENT if delivery.sent_at else State.CANCELLED
    delivery.error = reason[:300]
    delivery.save(update_fields=["state", "error"])
    tell_changed([delivery.subject_key])


def told_of(delivery: Delivery, **more: object) -> dict[str, object]:
    """What a fact about a delivery says."""
    return {
        "delivery": delivery.pk,
        "channel": delivery.channel,
        "by": said(delivery.channel),
        "to": delivery.recipient_label,
        "recipient": delivery.recipient,
        "why": delivery.error,
        **more,
    }


def locked(attempt: Attempt) -> Delivery:
    """The attempt's delivery, locked: always before its attempts are written."""
    return Delivery.objects.select_for_update().get(pk=attempt.delivery_id)


def expect_receipts(sent: Sequence[tuple[Delivery, Attempt]], at: datetime) -> None:
    """Have somebody look whether they have arrived. Letters may take their time."""
    due_at = at + RECEIPT_WITHIN
    put_many(
        [
            ToDo(
                topic=CONFIRM,
                key=f"{attempt.pk}:{int(due_at.timestamp())}",
                due_at=due_at,
                payload={"attempt": attempt.pk},
                queue=Queue.TIMERS,
            )
            for delivery, attempt in sent
            if delivery.urgent
        ],
        at=at,
    )


def note_provider(delivery: Delivery, attempt: Attempt, at: datetime) -> None:
    """A provider has it: which, under what name, and since when."""
    delivery.provider, delivery.provider_id = attempt.provider, attempt.provider_id
    delivery.sent_at = delivery.sent_at or at
    tell_changed([delivery.subject_key])


def outcome_of(failure: ChannelFailure, *, afterwards: bool = False) -> Attempt.State:
    """What a failure makes of its attempt; `afterwards`: the provider had taken the message before."""
    if not isinstance(failure, PermanentFailure):
        return Attempt.State.LOST if afterwards else Attempt.State.DELAYED
    return Attempt.State.REFUSED if failure.try_other else Attempt.State.HOPELESS


_LOST = (Attempt.State.LOST, Attempt.State.REFUSED, Attempt.State.HOPELESS)


def _mark_contact(delivery: Delivery, failure: ChannelFailure, at: datetime) -> None:
    """An address that cannot be used is used no more, by anybody, until its holder says otherwise."""
    if isinstance(failure, PermanentFailure) and failure.contact_is_invalid:
        invalidate_address(kind=delivery.channel, address=delivery.address)
    if isinstance(failure, PermanentFailure) and failure.opted_out:
        stop_address(kind=delivery.channel, address=delivery.address, at=at)
