"""Has a key answered that somebody pressed, in a call or under a message: once, by whoever registered for it."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop as mark
from django.utils.translation import override

from notifications import responders
from notifications.models import InboundMessage

logger = logging.getLogger(__name__)
SORRY = mark("Sorry, that did not work just now.")


def answer_key(message: InboundMessage, *, about: str, at: datetime) -> str:
    """What the key did, in words; empty when it has no meaning for the delivery it is about."""
    if message.user is None:
        return responders.STRANGER
    inbound = responders.Inbound(
        key=f"inbound:{message.pk}",
        channel=message.channel,
        sender=message.sender,
        body=message.body,
        user=message.user,
        at=at,
        about=about,
    )
    try:
        with transaction.atomic(), override(message.user.language):
            return responders.first_answer(inbound) or ""
    except Exception:
        # Somebody is waiting, and the key itself must stay on record.
        logger.exception("No responder could answer key %s about %s", message.pk, about)
        return SORRY
