"""Messages are written and put into the outbox, in the transaction of whoever has something to say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from notifications.models import Delivery
from outbox.models import Queue
from outbox.operations import ToDo, put_many


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A message to one address. The key makes it once; `subject_key` is the incident's, `recipient` the person's.

    With `after_seconds` it waits, and whether it is still wanted is asked again before it leaves.
    `link` and `offers` are for channels that have buttons; an offer is the key of an answer and its words.
    `held`: it waits for the end of its reader's quiet hours, and nobody waits for it.
    `provider` is asked first, before those of the settings' order: an answer comes from the number it was written to.
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
    provider: str = ""
    link: str = ""
    offers: tuple[tuple[str, str], ...] = ()
    language: str = "en"
    held: bool = False


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
        link=message.link[:300],
        offers=[list(offer) for offer in message.offers],
        language=message.language,
        urgent=message.urgent,
        provider=message.provider,
        held_until=at + timedelta(seconds=message.after_seconds) if message.held else None,
        created_at=at,
    )
