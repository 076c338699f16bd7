"""Writes of notifications: messages sent, a provider's receipt noted, a person's text kept and answered."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.operations import resume_address, stop_address
from accounts.queries import owner_of
from notifications import receipts, responders
from notifications.channels.protocol import InboundText, ReceiptUpdate
from notifications.models import Delivery, InboundMessage
from notifications.sending import Outgoing, record_failure, send

__all__ = ["Outgoing", "answer_reply", "record_receipt", "send"]

logger = logging.getLogger(__name__)
STOP_WORDS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"})
START_WORDS = frozenset({"START", "UNSTOP"})
State = Delivery.State


def record_receipt(*, update: ReceiptUpdate, at: datetime) -> Delivery | None:
    """Note what became of a delivery; None when the receipt belongs to none of ours. A state never goes back.

    A receipt is also proof of acceptance: a delivery whose sender died before noting it is no longer pending.
    """
    with transaction.atomic():
        delivery = _delivery_of(update)
        if delivery is None:
            return None
        before = delivery.state
        _apply(delivery, update, at)
        delivery.save()
        if delivery.state == State.FAILED != before:
            record_failure(delivery, at)
    return delivery


def answer_reply(*, text: InboundText, channel: str, at: datetime) -> str:
    """Keep an inbound message, have it answered once, and give a replay the same answer."""
    with transaction.atomic():
        user = owner_of(kind=channel, address=text.sender)
        message, is_new = InboundMessage.objects.get_or_create(
            provider=text.provider,
            provider_id=text.provider_id,
            defaults={
                "channel": channel,
                "sender": text.sender[:60],
                "body": text.body.replace("\x00", ""),
                "user": user,
                "received_at": at,
            },
        )
        if is_new:
            message.answer = _answer(message, at)
            message.save(update_fields=["answer"])
    return message.answer


def _delivery_of(update: ReceiptUpdate) -> Delivery | None:
    known = Q(provider=update.provider, provider_id=update.provider_id)
    ours = Q(key=update.idempotency_key) if update.idempotency_key else known
    return Delivery.objects.select_for_update().filter(ours).first()


def _apply(delivery: Delivery, update: ReceiptUpdate, at: datetime) -> None:
    if not delivery.provider_id:
        delivery.provider, delivery.provider_id = update.provider, update.provider_id
    if receipts.rank(update.state) and delivery.sent_at is None:
        delivery.sent_at = at
    if receipts.rank(update.state) <= receipts.rank(delivery.state):
        return
    if receipts.has_arrived(update.state):
        delivery.state, delivery.delivered_at = State.DELIVERED, at
    elif receipts.has_failed(update.state):
        delivery.state, delivery.failed_at = State.FAILED, at
        if update.error:
            delivery.error_code, delivery.error = update.error.code[:20], update.error.sentence[:300]
    elif delivery.state == State.PENDING:
        delivery.state = State.SENT


def _answer(message: InboundMessage, at: datetime) -> str:
    word = message.body.strip().upper()
    if word in STOP_WORDS:
        stop_address(kind=message.channel, address=message.sender, at=at)
        return ""  # the provider confirms it, and lets nothing of ours through any more
    if word in START_WORDS:
        resume_address(kind=message.channel, address=message.sender)
        return "You get our messages again."
    if message.user is None:
        return responders.STRANGER
    inbound = responders.Inbound(
        key=f"inbound:{message.pk}",
        channel=message.channel,
        sender=message.sender,
        body=message.body,
        user=message.user,
        at=at,
    )
    try:
        with transaction.atomic():
            return responders.answer(inbound)
    except Exception:
        # Somebody is waiting at a phone, and the message itself must stay on record.
        logger.exception("No responder could answer inbound message %s", message.pk)
        return "Sorry, that did not work just now. Please use the link in the message or sign in."
