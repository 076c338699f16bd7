"""What the relay calls: one message handed to its provider."""

from django.utils import timezone

from notifications.channels import registry
from notifications.channels.protocol import ChannelFailure, Message
from notifications.sending import begin_attempt, note_failure, note_sent
from outbox.handling import MOOT, Due, TryAgain, outside_transaction


@outside_transaction
def deliver(due: Due) -> str | None:
    """Send one delivery. No lock is held while the provider is asked."""
    delivery = begin_attempt(key=due.key, at=due.at)
    if delivery is None:
        return MOOT
    message = Message(subject=delivery.title, text=delivery.body)
    try:
        channel = registry.channel(delivery.channel)
        receipt = channel.send(message, delivery.address, idempotency_key=delivery.key)
    except ChannelFailure as failure:
        wait = note_failure(delivery=delivery, failure=failure, at=timezone.now())
        if wait is None:
            return "failed"
        raise TryAgain(str(failure), seconds=wait) from failure
    note_sent(delivery=delivery, receipt=receipt, at=timezone.now())
    return None
