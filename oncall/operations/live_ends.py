"""The ends of a live call that need no key: the caller's message, the caller gone, nothing heard any more."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from notifications.channels.live_calls import CallScript, LiveEvent
from oncall.models import LiveCall
from oncall.operations.live_calls import State, note
from oncall.operations.live_missed import keep_tape, miss, take_message
from oncall.operations.live_turns import end_talk, hang_up, locked
from outbox.handling import MOOT


def hear_message(*, event: LiveEvent, at: datetime) -> CallScript:
    """The caller has spoken on tape."""
    with transaction.atomic():
        return take_message(locked(event), event, at=at)


def hear_of_tape(*, event: LiveEvent, at: datetime) -> CallScript:
    """The message can be fetched."""
    with transaction.atomic():
        keep_tape(locked(event), event, at=at)
    return CallScript()


def hear_of_line(*, event: LiveEvent, at: datetime) -> CallScript:
    """The caller's line has changed its state; only that it is over matters. A call we do not know is forgotten."""
    with transaction.atomic():
        known = LiveCall.objects.select_for_update()
        call = known.filter(provider=event.provider, provider_id=event.provider_id).first()
        if call is not None and event.is_over:
            hang_up(call, at=at)
    return CallScript()


def give_up(*, call_id: int, step: int, talk: bool, at: datetime) -> str | None:
    """The provider has said nothing of a step for too long. Moot when the call went on, or is over."""
    with transaction.atomic():
        call = LiveCall.objects.select_for_update().filter(pk=call_id).first()
        if call is None or call.ended_at is not None or call.step != step:
            return MOOT
        if (call.state == State.TALKING) is not talk:
            return MOOT
        if talk:
            end_talk(call, at=at)
        else:
            note(call, [], "lost", at)
            miss(call, at=at)
    return None
