"""What the relay calls: one message handed to a provider, and a look whether it has arrived."""

import logging
from collections.abc import Sequence

from django.utils import timezone

from notifications import amending, trying
from notifications.amending import message_of
from notifications.attempting import begin_attempt, note_failure, note_sent
from notifications.channels import registry
from notifications.channels.protocol import Capability, ChannelFailure, PermanentFailure
from notifications.reporting import doubt, settled_among
from notifications.telling import Word, tell_staff
from outbox.handling import MOOT, Due, TryAgain, outside_transaction, together

log = logging.getLogger(__name__)


@outside_transaction
def deliver(due: Due) -> str | None:
    """Try one delivery. No lock is held while the provider is asked."""
    attempt = begin_attempt(key=due.payload.get("delivery") or due.key, at=due.at)
    if attempt is None:
        return MOOT
    delivery = attempt.delivery
    message = message_of(delivery)
    try:
        channel = registry.provider(delivery.channel, attempt.provider)
        receipt = channel.send(message, delivery.address, idempotency_key=delivery.key)
    except Exception as error:
        wait = note_failure(attempt=attempt, failure=_failure(error, due), at=timezone.now())
        if wait is None:
            return "failed"
        raise TryAgain(str(error), seconds=wait) from error
    confirms = Capability.RECEIPTS in channel.capabilities
    wait = note_sent(attempt=attempt, receipt=receipt, at=timezone.now(), confirms=confirms)
    if wait is not None:
        raise TryAgain("It was taken and lost at once.", seconds=wait)
    return None


def confirm_together(dues: Sequence[Due]) -> dict[int, str | None]:
    """Most have arrived long since: they end here, and only the others are looked at one by one."""
    settled = settled_among([due.payload["attempt"] for due in dues])
    return {due.id: MOOT for due in dues if due.payload["attempt"] in settled}


@together(confirm_together)
def confirm(due: Due) -> str | None:
    """A minute has passed since the provider took it."""
    return None if doubt(attempt_id=due.payload["attempt"], at=due.at) else MOOT


@outside_transaction
def amend(due: Due) -> str | None:
    """A message that was sent says what has become of the matter."""
    amended = amending.amend(delivery_key=due.payload["delivery"], outcome=due.payload["outcome"])
    return None if amended else MOOT


@outside_transaction
def answer_press(due: Due) -> str | None:
    """Whoever pressed a button reads what it did."""
    said = due.payload
    told = amending.answer_press(channel=said["channel"], answer_to=said["answer_to"], words=said["words"])
    return None if told else MOOT


def send_code(due: Due) -> str | None:
    """Somebody wants to prove that a number or an address is hers."""
    return None if trying.send_code(code_id=due.payload["code"], key=due.key, at=due.at) else MOOT


def send_test(due: Due) -> str | None:
    """Somebody wants to see whether she is reached."""
    return None if trying.send_test(method_id=due.payload["method"], key=due.key, at=due.at) else MOOT


def tell_colleagues(due: Due) -> str | None:
    """A fact that colleagues should read: its own `title` and `text`, for its `list`, `roles` and `people`."""
    said = due.payload
    text = f"{said['text']}\n\nRead on: {said['url']}\n"
    word = Word(key=due.key, subject_key=said["subject"], title=said["title"], text=text)
    whom = {
        "list_name": said.get("list", ""),
        "roles": said.get("roles", ()),
        "people": said.get("people", ()),
    }
    told = tell_staff(word, **whom, at=due.at)
    return None if told else MOOT


def _failure(error: Exception, due: Due) -> ChannelFailure:
    """What the channel said. An error of ours goes on to the outbox, until the last attempt can only say: failed."""
    if isinstance(error, ChannelFailure):
        return error
    if not due.is_last:
        raise error
    log.error("Delivery %s cannot be sent", due.key, exc_info=error)
    return PermanentFailure("broken", "It could not be sent, for an error of our own.", needs_operator=True)
