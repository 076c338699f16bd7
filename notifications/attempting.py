"""Writes of a message's way out: an attempt begun, taken by the provider, refused, and the next one or the end.

The attempt is committed before the provider is asked: a process that dies in between has left its trace, and the
message is sent again when the lease is over. A doubled page beats a lost one.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from accounts.operations import invalidate_address, stop_address
from notifications import destinations, health, vetoes
from notifications.channels.protocol import ChannelFailure, PermanentFailure, Receipt, TemporaryFailure
from notifications.failover import BULK_WAITS_S, URGENT_WAITS_S, Next, Outcome, Tried, next_try
from notifications.limits import LIMITS, free_at
from notifications.models import Attempt, Delivery
from notifications.naming import said
from outbox.models import Queue
from outbox.operations import ToDo, put
from timeline.actors import SYSTEM
from timeline.operations import Fact, record, record_many
from timeline.telling import tell_changed

# What a plan tells goes first in the queue, but a mailbox that is full for a minute is no reason to give up on it.
TOLD_BY_PLAN = frozenset({"initial", "update", "all_clear", "correction", "rfo"})
RECEIPT_WITHIN = timedelta(seconds=60)
DELIVER, CONFIRM = "notifications.deliver", "notifications.confirm"
State = Delivery.State


def begin_attempt(*, key: str, at: datetime) -> Attempt | None:
    """Choose the provider, count the attempt and commit it; None when there is nothing left to send."""
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update().filter(key=key).first()
        if delivery is None or delivery.state != State.PENDING:
            return None
        if reason := vetoes.reason_against(delivery, at=at):
            suppress(delivery, reason)
            return None
        following = next_of(delivery, at)
        if following is None:
            why = PermanentFailure("no_end", f"No end was heard of {delivery.attempts} attempts.")
            give_up(delivery, why, at)
            return None
        if hold_back(delivery, at):
            return None
        delivery.attempts += 1
        delivery.attempted_at = at
        delivery.save(update_fields=["attempts", "attempted_at"])
        return Attempt.objects.create(
            delivery=delivery, number=delivery.attempts, provider=following.provider, asked_at=at
        )


def note_sent(*, attempt: Attempt, receipt: Receipt, at: datetime, confirms: bool = False) -> float | None:
    """The provider has it. A callback may have said more in the meantime; what it said stands.

    `confirms`: the provider tells when it arrived; if it has not in time, somebody looks. The seconds until the next
    attempt, if a callback has reported this one as lost already.
    """
    with transaction.atomic():
        delivery = locked(attempt)
        attempt.refresh_from_db()
        attempt.provider_id = attempt.provider_id or receipt.provider_id[:120]
        attempt.answered_at = at
        if attempt.state == Attempt.State.ASKING:
            attempt.state = Attempt.State.SENT
        attempt.save()
        taken(delivery, attempt, at)
        lost = attempt.state in _LOST and delivery.state == State.PENDING
        if delivery.state == State.PENDING and not lost:
            delivery.state, delivery.error_code, delivery.error = State.SENT, "", ""
        delivery.save()
        if confirms and attempt.state == Attempt.State.SENT:
            expect_receipt(delivery, attempt, at)
        if not confirms:
            health.note_success(channel=delivery.channel, provider=attempt.provider, at=at)
        following = next_of(delivery, at) if lost else None
        return following.wait_s if following else None


def note_failure(*, attempt: Attempt, failure: ChannelFailure, at: datetime) -> float | None:
    """Note what the provider said. The seconds until the next attempt, or None when the message has failed."""
    with transaction.atomic():
        delivery = locked(attempt)
        attempt.refresh_from_db()
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
    record("message.failed", subject=delivery.subject_key, actor=SYSTEM, at=at, data=told_of(delivery))


def suppress(delivery: Delivery, reason: str) -> None:
    """It is wanted no more. What has been handed over before stays sent."""
    delivery.state = State.SENT if delivery.sent_at else State.CANCELLED
    delivery.error = reason[:300]
    delivery.save(update_fields=["state", "error"])
    tell_changed([delivery.subject_key])


def hold_back(delivery: Delivery, at: datetime) -> bool:
    """Keep a page back that would be one too many for this phone; one message will name all that is open.

    The first page of an incident always leaves, and so does what was tried before.
    """
    if delivery.kind != "page" or delivery.attempts or delivery.channel not in LIMITS:
        return False
    sent = destinations.sent_to(delivery.channel, delivery.address, at=at)
    free = free_at(sent, at, channel=delivery.channel)
    if free is None or destinations.is_first(delivery):
        return False
    suppress(
        delivery, f"Held back after {len(sent)} messages in three hours; one will name all that is open."
    )
    fact = Fact(
        kind="message.held_back",
        subject=delivery.subject_key,
        actor=SYSTEM,
        at=at,
        data=told_of(delivery, until=free.isoformat()),
        heard_at=free,
    )
    record_many([fact])
    return True


def next_of(delivery: Delivery, at: datetime) -> Next | None:
    """The next attempt of a delivery, by what has been tried; a provider named beforehand is the first."""
    tried = [
        Tried(provider, Outcome(state))
        for provider, state in delivery.tries.order_by("number").values_list("provider", "state")
    ]
    wanted = sorted(health.candidates(delivery.channel, at=at), key=lambda one: one.name != delivery.provider)
    soon = delivery.urgent and delivery.kind not in TOLD_BY_PLAN
    return next_try(wanted, tried, waits=URGENT_WAITS_S if soon else BULK_WAITS_S)


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


def expect_receipt(delivery: Delivery, attempt: Attempt, at: datetime) -> None:
    """Have somebody look whether it has arrived. Letters may take their time."""
    if delivery.urgent:
        due_at, about = at + RECEIPT_WITHIN, {"attempt": attempt.pk}
        key = f"{attempt.pk}:{int(due_at.timestamp())}"
        put(ToDo(topic=CONFIRM, key=key, due_at=due_at, payload=about, queue=Queue.TIMERS), at=at)


def taken(delivery: Delivery, attempt: Attempt, at: datetime) -> None:
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
