"""Writes of a button pressed under a message: kept and carried out once, its words go to the presser alone."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark
from django.utils.translation import override

from accounts.queries import owner_of
from notifications.answering import answer_key
from notifications.channels.protocol import ForgedCallback, Press
from notifications.models import InboundMessage
from outbox.models import Queue
from outbox.operations import ToDo, put

STRANGER = "We do not know you here. Sign in to Storm and add yourself under “How you are reached”."
NOTHING = mark("This is not about anything any more.")


def take_press(*, press: Press, channel: str, at: datetime) -> None:
    """Carry out what the button means. Raises ForgedCallback for one that is played back."""
    if not press.digits:
        return
    with transaction.atomic():
        user = owner_of(kind=channel, address=press.sender)
        message, is_new = InboundMessage.objects.get_or_create(
            provider=press.provider,
            provider_id=press.provider_id[:120],
            defaults={
                "channel": channel,
                "sender": press.sender[:60],
                "body": press.digits,
                "user": user,
                "received_at": at,
            },
        )
        if not is_new:
            raise ForgedCallback("this button was pressed before")
        said = answer_key(message, about=press.key, at=at) if user else STRANGER
        with override(user.language if user else "en"):
            message.answer = _(said or NOTHING)
        message.save(update_fields=["answer"])
        put(_answer(message, press, channel, at), at=at)


def _answer(message: InboundMessage, press: Press, channel: str, at: datetime) -> ToDo:
    payload = {"channel": channel, "answer_to": press.answer_to, "words": message.answer}
    return ToDo(
        topic="notifications.answer_press",
        key=f"inbound:{message.pk}",
        due_at=at,
        payload=payload,
        queue=Queue.URGENT,
    )
