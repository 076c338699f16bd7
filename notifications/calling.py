"""Writes of a phone call: each turn is answered with words, a key that acts is kept and carried out once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark
from django.utils.translation import override

from accounts.models import User
from notifications import vetoes
from notifications.answering import SORRY, answer_key
from notifications.channels.protocol import (
    CallTurn,
    ForgedCallback,
    PermanentFailure,
    ReceiptUpdate,
)
from notifications.menu import Turn, turn_of
from notifications.models import Delivery, InboundMessage
from notifications.reporting import record_receipt

REPEATED_WITHIN = timedelta(minutes=1)
"""A provider that heard no answer asks again within seconds; what comes later was recorded and is played back."""

MACHINE = PermanentFailure("machine", "A voicemail picked up: it does not count.")
UNKNOWN = mark("This call is not about anything any more. Goodbye.")
ENOUGH = mark("No key was pressed. This call does not count as an answer. Goodbye.")
WRONG = mark("That key has no meaning here.")


@dataclass(frozen=True, slots=True)
class Said:
    """What is spoken next; with `asks` a key is waited for, without it the call ends."""

    words: str
    asks: bool = False
    language: str = "en"


def take_turn(*, turn: CallTurn, at: datetime) -> Said:
    """Answer one turn of a call. Raises ForgedCallback for a key that is played back."""
    delivery = Delivery.objects.filter(key=turn.key, channel="voice").first()
    if delivery is None or delivery.address != turn.called:
        return Said(_(UNKNOWN))
    with override(delivery.language):
        return replace(_next(delivery, turn, at), language=delivery.language)


def _next(delivery: Delivery, turn: CallTurn, at: datetime) -> Said:
    kind = turn_of(turn=turn.turn, digits=turn.digits, is_machine=bool(turn.answered_by))
    if kind is Turn.MACHINE:
        _note(turn, "undelivered", at, MACHINE)
        return Said("")
    if kind is Turn.ACT:
        return _act(delivery, turn, at)
    if kind is Turn.ENOUGH:
        return Said(_(ENOUGH))
    if reason := vetoes.reason_against(delivery, at=at):
        return Said(_("{reason} You need not do anything. Goodbye.").format(reason=reason))
    if delivery.kind == "code":
        _note(turn, "delivered", at)  # it is heard now; that it was understood shows when it is typed
    return _menu(delivery, _(WRONG) if kind is Turn.WRONG else "")


def _menu(delivery: Delivery, before: str = "") -> Said:
    return Said(f"{before} {delivery.body}".strip(), asks=True)


def _act(delivery: Delivery, turn: CallTurn, at: datetime) -> Said:
    """Keep the key and have it answered once; the same turn asked again at once hears the same."""
    with transaction.atomic():
        message, is_new = InboundMessage.objects.get_or_create(
            provider=turn.provider,
            provider_id=f"{turn.provider_id}:{turn.turn}",
            defaults={
                "channel": "voice",
                "sender": turn.called[:60],
                "body": turn.digits,
                "user": _called(delivery),
                "received_at": at,
            },
        )
        if not is_new and (message.body != turn.digits or at - message.received_at > REPEATED_WITHIN):
            raise ForgedCallback("this key was pressed before")
        if is_new:
            message.answer = answer_key(message, about=delivery.key, at=at)
            message.save(update_fields=["answer"])
    if not message.answer:
        return _menu(delivery, _(WRONG))
    if message.answer == SORRY:
        return _menu(delivery, _(SORRY))
    _note(turn, "delivered", at)
    return Said(_("{answer} Goodbye.").format(answer=message.answer))


def _called(delivery: Delivery) -> User | None:
    """The person who was called, while she is with us."""
    kind, _, number = delivery.recipient.partition(":")
    if kind != "user" or not number.isdecimal():
        return None
    return User.objects.filter(pk=int(number), is_active=True).first()


def _note(turn: CallTurn, state: str, at: datetime, error: PermanentFailure | None = None) -> None:
    update = ReceiptUpdate(turn.provider, turn.provider_id, state, error, turn.key)
    record_receipt(update=update, at=at)
