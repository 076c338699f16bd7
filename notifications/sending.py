"""Writes of a message's way out: put into the outbox, tried, taken by the provider, or given up.

The attempt is committed before the provider is asked: a process that dies in between has left its trace, and the
message is sent again when the lease is over. A doubled page beats a lost one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from notifications import vetoes
from notifications.channels.protocol import ChannelFailure, Receipt, TemporaryFailure
from notifications.models import Delivery
from outbox.models import Queue
from outbox.operations import ToDo, put_many
from timeline.actors import SYSTEM
from timeline.operations import record

# Seconds to wait after each temporary failure; after the last one the message has failed.
URGENT_RETRIES_S = (2, 5, 15)
BULK_RETRIES_S = (60, 300, 900)
# Attempts that nobody lived to report, as when a provider is so slow that the worker is killed each time.
MOST_ATTEMPTS = 10
State = Delivery.State


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A message to one address. The key makes it once; `subject_key` is the incident's, `recipient` the person's.

    With `after_seconds` it waits, and whether it is still wanted is asked again before it leaves.
    """

    key: str
    kind: str
    subject_key: str
    recipient: str
    recipient_label: str
    channel: str
    address: str
    body: str
    title: str = ""
    urgent: bool = False
    after_seconds: int = 0


def send(messages: Sequence[Outgoing], *, at: datetime) -> None:
    """Write deliveries and their outbox entries in the caller's transaction; a key that exists changes nothing."""
    rows = [_row(message, at) for message in messages]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    put_many(
        [
            ToDo(
                topic="notifications.deliver",
                key=message.key,
                due_at=at + timedelta(seconds=message.after_seconds),
                queue=Queue.URGENT if message.urgent else Queue.BULK,
            )
            for message in messages
        ],
        at=at,
    )


def begin_attempt(*, key: str, at: datetime) -> Delivery | None:
    """Count an attempt and commit it; None when there is nothing left to send."""
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update().filter(key=key).first()
        if delivery is None or delivery.state != State.PENDING:
            return None
        if reason := vetoes.reason_against(delivery):
            delivery.state, delivery.error = State.CANCELLED, reason[:300]
            delivery.save(update_fields=["state", "error"])
            return None
        if delivery.attempts >= MOST_ATTEMPTS:
            _give_up(delivery, at)
            return None
        delivery.attempts += 1
        delivery.attempted_at = at
        delivery.save(update_fields=["attempts", "attempted_at"])
    return delivery


def _give_up(delivery: Delivery, at: datetime) -> None:
    delivery.state, delivery.failed_at = State.FAILED, at
    delivery.error_code, delivery.error = "no_end", f"No end was heard of {delivery.attempts} attempts."
    delivery.save()
    record_failure(delivery, at)


def note_sent(*, delivery: Delivery, receipt: Receipt, at: datetime) -> None:
    """The provider has it. A callback may have said more in the meantime; what it said stands."""
    with transaction.atomic():
        row = Delivery.objects.select_for_update().get(pk=delivery.pk)
        if not row.provider_id:
            row.provider, row.provider_id = receipt.provider, receipt.provider_id
        row.sent_at = row.sent_at or at
        if row.state == State.PENDING:
            row.state, row.error_code, row.error = State.SENT, "", ""
        row.save()


def note_failure(*, delivery: Delivery, failure: ChannelFailure, at: datetime) -> float | None:
    """Note what the provider said. The seconds until the next attempt, or None when the message has failed."""
    with transaction.atomic():
        row = Delivery.objects.select_for_update().get(pk=delivery.pk)
        if row.state != State.PENDING:
            return None  # a callback has proved that it left after all
        row.error_code, row.error = failure.code[:20], failure.sentence[:300]
        wait = _wait_after(row, failure)
        if wait is None:
            row.state, row.failed_at = State.FAILED, at
            record_failure(row, at)
        row.save()
    return wait


def _wait_after(row: Delivery, failure: ChannelFailure) -> float | None:
    if not isinstance(failure, TemporaryFailure):
        return None
    retries = URGENT_RETRIES_S if row.urgent else BULK_RETRIES_S
    return retries[row.attempts - 1] if row.attempts <= len(retries) else None


def record_failure(row: Delivery, at: datetime) -> None:
    """The fact that a person was not reached this way; whoever escalates reacts to it."""
    record(
        "message.failed",
        subject=row.subject_key,
        actor=SYSTEM,
        at=at,
        data={
            "delivery": row.pk,
            "channel": row.channel,
            "to": row.recipient_label,
            "recipient": row.recipient,
            "why": row.error,
        },
    )


def _row(message: Outgoing, at: datetime) -> Delivery:
    return Delivery(
        key=message.key,
        kind=message.kind,
        subject_key=message.subject_key,
        recipient=message.recipient,
        recipient_label=message.recipient_label[:160],
        channel=message.channel,
        address=message.address,
        title=" ".join(message.title.split())[:200],
        body=message.body,
        urgent=message.urgent,
        created_at=at,
    )
