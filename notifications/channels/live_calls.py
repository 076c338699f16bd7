"""What a provider of live calls promises: it reads what happened to a call that came in, and words what it does next.

A live call is one that somebody makes to us. Each thing that happens to it is asked of us, and answered at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from notifications.channels.protocol import SignedForm


class Happened(StrEnum):
    """What a provider tells of a call."""

    CAME = "came"  # somebody dialled a number of ours
    NEXT = "next"  # the phones have stopped ringing, a pause is over, or two people have talked
    PICKED_UP = "picked-up"  # a phone that rang for the call was picked up, by a person or a machine
    KEY = "key"  # a key was pressed there, or none in time
    MESSAGE = "message"  # the caller has spoken on tape
    RECORDING = "recording"  # the tape can be fetched
    STATUS = "status"  # the caller's line has changed its state


class Then(StrEnum):
    """What a call does after the words."""

    HANG_UP = "hang_up"
    JOIN = "join"  # whoever hears this talks to the caller
    ASK = "ask"  # a key is waited for
    RING = "ring"
    WAIT = "wait"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """One thing that happened. `key` and `step` are ours, from the address that we gave; `is_over`: the caller is gone.

    `outcome` is how a ring ended, in the provider's word: busy, no-answer, failed, canceled, completed.
    """

    what: Happened
    provider: str
    provider_id: str
    caller: str = ""
    called: str = ""
    key: str = ""
    step: int = 0
    digits: str = ""
    is_over: bool = False
    outcome: str = ""
    recording_id: str = ""
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class CallScript:
    """What a call does next: the words first, then one thing. `numbers` are the keys of rings and whom they ring.

    `key` and `step` come back with the event that follows; `shows` is the number that a ringing phone displays.
    """

    words: str = ""
    then: Then = Then.HANG_UP
    key: str = ""
    step: int = 0
    numbers: tuple[tuple[str, str], ...] = ()
    seconds: int = 0
    shows: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Tape:
    """What a caller has said."""

    content_type: str
    content: bytes


class LiveCalls(Protocol):
    """Verifies and reads events, words scripts, and fetches tapes."""

    def read(self, callback: SignedForm, what: Happened) -> LiveEvent: ...

    def word(self, script: CallScript) -> tuple[str, str]: ...

    def tape(self, recording_id: str) -> Tape: ...
