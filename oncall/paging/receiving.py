"""The receptionist of this room: what happens to a live call, handed to the operation that answers it.

A member hears her own language, a caller the company's.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from django.utils.translation import override

from accounts.models import Language
from accounts.queries import company
from notifications.channels.live_calls import CallScript, Happened, LiveEvent
from oncall.models import LiveRing
from oncall.operations import live_ends, live_turns

_ANSWERS: Mapping[Happened, Callable[..., CallScript | None]] = {
    Happened.CAME: live_turns.receive,
    Happened.NEXT: live_turns.go_on,
    Happened.PICKED_UP: live_turns.pick_up,
    Happened.KEY: live_turns.press,
    Happened.MESSAGE: live_ends.hear_message,
    Happened.RECORDING: live_ends.hear_of_tape,
    Happened.STATUS: live_ends.hear_of_line,
}

_MEMBERS = (Happened.PICKED_UP, Happened.KEY)
LONGEST_KEY = 18


def answer(event: LiveEvent, at: datetime) -> CallScript | None:
    """What the call does next; None for a number that no group has. Raises ForgedCallback for a replay."""
    language = _language(event)
    with override(language):
        script = _ANSWERS[event.what](event=event, at=at)
    return replace(script, language=language) if script else None


def _language(event: LiveEvent) -> str:
    spoken: str = company().language
    if event.what in _MEMBERS and event.key.isdecimal() and len(event.key) < LONGEST_KEY:
        members = LiveRing.objects.filter(pk=int(event.key)).values_list("user__language", flat=True)
        spoken = members.first() or spoken
    return spoken if spoken in Language.values else Language.ENGLISH.value
