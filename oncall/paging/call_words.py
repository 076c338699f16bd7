"""What callers and members hear in a live call, and what the log of one says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from oncall.hunts.words import LOGGED

KEYS = "Press 1 to take it. Press 2 to pass it on."
WRONG = "That key has no meaning here."
NO_KEY = "No key was pressed. This does not count as an answer. Goodbye."
DECLINED = "Understood. The next is called. Goodbye."
PASSED_ON = "The call has gone on to the next. Goodbye."
HUNG_UP = "The caller has hung up. Goodbye."
OVER = "This call is over. Goodbye."
JOINED = "You are connected."
HOLD = "Please hold the line. We go on calling."
MESSAGE = (
    "We are sorry: nobody can take your call just now. Please say after the tone who you are and what has happened. "
    "Press the hash key when you are done."
)

STEPS: Mapping[str, str] = MappingProxyType(
    {
        **LOGGED,
        "ring": "rung",
        "busy_line": "the line was busy",
        "dead_line": "could not be reached",
        "voicemail": "picked up, no key: it does not count",
        "closed": "the group is not at work",
        "overflow": "goes to",
        "message": "nobody took it: the caller is asked for a message",
        "hung_up": "the caller hung up",
        "recorded": "the caller left a message",
        "lost": "nothing more was heard of the call",
        "ended": "they have talked",
    }
)


def greeting(company: str) -> str:
    """What a caller hears first."""
    return f"This is {company}. We are calling somebody for you. Please hold the line."


def menu(group: str, who: str) -> str:
    """What somebody hears who picks up."""
    return f"This is Storm. A call for {group}, from {who}. {KEYS}"


def taken(who: str) -> str:
    """What the second of two hears."""
    return f"{who} took it. You need not do anything. Goodbye."


def thanks(reference: str) -> str:
    """What a caller hears after the message."""
    return f"Thank you. We have your message as {reference.replace('-', ' ')}. Goodbye."


def missed_title(who: str) -> str:
    """The title of an incident that began with a call nobody took."""
    return f"Missed call from {who}"


def missed(who: str, group: str, at: datetime, *, seconds: int, link: str) -> str:
    """What such an incident says it was reported with."""
    said = f"{who} called {group} at {at:%H:%M} UTC, and nobody could take the call."
    left = f"A message of {seconds} s was left." if seconds else "No message was left."
    return f"{said}\n{left} The call: {link}"
