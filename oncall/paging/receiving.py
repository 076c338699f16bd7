"""The receptionist of this room: what happens to a live call, handed to the operation that answers it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from notifications.channels.live_calls import CallScript, Happened, LiveEvent
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


def answer(event: LiveEvent, at: datetime) -> CallScript | None:
    """What the call does next; None for a number that no group has. Raises ForgedCallback for a replay."""
    return _ANSWERS[event.what](event=event, at=at)
