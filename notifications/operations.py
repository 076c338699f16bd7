"""Writes of notifications that other rooms ask for: messages sent; and a person's text kept and answered."""

import logging
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from accounts.operations import resume_address, stop_address
from accounts.queries import owners_of
from notifications import responders
from notifications.channels.protocol import InboundText
from notifications.models import Delivery, InboundMessage
from notifications.pressing import STRANGER
from notifications.sending import Outgoing, send

__all__ = ["Outgoing", "answer_reply", "send"]

logger = logging.getLogger(__name__)
STOP_WORDS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"})
START_WORDS = frozenset({"START", "UNSTOP"})
# By which channels carriers want to be told to stop; among colleagues “end” is a word as others.
STOPPABLE = ("sms", "whatsapp")


def answer_reply(*, text: InboundText, channel: str, at: datetime, by_message: bool = False) -> str:
    """Keep an inbound message, have it answered once, and give a replay the same answer.

    `by_message`: the provider does not carry our answer back, so it leaves as a message of its own.
    """
    if text.overheard and not (responders.concerns_us(text.body) and _about(text)):
        return (
            ""  # what people say to each other, under words of their own or in no words of ours, is not kept
        )
    with transaction.atomic():
        owners = owners_of(kind=channel, address=text.sender)
        message, is_new = InboundMessage.objects.get_or_create(
            provider=text.provider,
            provider_id=text.provider_id,
            defaults={
                "channel": channel,
                "sender": text.sender[:60],
                "body": text.body.replace("\x00", ""),
                "user": owners[0] if owners else None,
                "received_at": at,
            },
        )
        if is_new:
            message.answer = _answer(message, text, tuple(owners[1:]), at)
            message.save(update_fields=["answer"])
            if by_message and message.answer:
                send([_said(message, text)], at=at)
    return message.answer


def _said(message: InboundMessage, text: InboundText) -> Outgoing:
    """Our answer, through the provider that the question came by."""
    return Outgoing(
        key=f"inbound:{message.pk}",
        kind="reply",
        subject_key=f"inbound:{message.pk}",
        recipient=message.user.key if message.user else "",
        recipient_label=str(message.user or text.sender),
        channel=message.channel,
        address=text.answer_to or text.sender,
        body=message.answer,
        urgent=True,
        provider=text.provider,
    )


def _about(text: InboundText) -> str:
    """The key of our message that was answered, where the answer stands under one."""
    if not text.under:
        return ""
    found = Delivery.objects.filter(provider=text.provider, provider_id=text.under)
    return found.values_list("key", flat=True).first() or ""


def _answer(message: InboundMessage, text: InboundText, also: tuple[User, ...], at: datetime) -> str:
    word = message.body.strip().upper() if message.channel in STOPPABLE else ""
    if word in STOP_WORDS:
        stop_address(kind=message.channel, address=message.sender, at=at)
        return ""  # the provider confirms it, and lets nothing of ours through any more
    if word in START_WORDS:
        resume_address(kind=message.channel, address=message.sender)
        with override(message.user.language if message.user else "en"):
            return _("You get our messages again.")
    if message.user is None:
        return responders.STRANGER if message.channel in STOPPABLE else STRANGER
    inbound = responders.Inbound(
        key=f"inbound:{message.pk}",
        channel=message.channel,
        sender=message.sender,
        body=message.body,
        user=message.user,
        at=at,
        about=_about(text),
        also=also,
    )
    try:
        with transaction.atomic(), override(message.user.language):
            # Among people nobody is told that we did not understand.
            return (responders.first_answer(inbound) or "") if text.overheard else responders.answer(inbound)
    except Exception:
        # Somebody is waiting at a phone, and the message itself must stay on record.
        logger.exception("No responder could answer inbound message %s", message.pk)
        return "Sorry, that did not work just now. Please use the link in the message or sign in."
