"""What callers and members hear in a live call, in the language of each; and what the log of one says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark

from oncall.hunts.words import LOGGED

WRONG = mark("That key has no meaning here.")
NO_KEY = mark("No key was pressed. This does not count as an answer. Goodbye.")
DECLINED = mark("Understood. The next is called. Goodbye.")
PASSED_ON = mark("The call has gone on to the next. Goodbye.")
HUNG_UP = mark("The caller has hung up. Goodbye.")
JOINED = mark("You are connected.")
HOLD = mark("Please hold the line. We go on calling.")
MESSAGE = mark(
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
    said = _("This is {company}. We are calling somebody for you. Please hold the line.")
    return said.format(company=company)


def menu(group: str, who: str) -> str:
    """What somebody hears who picks up."""
    said = _("This is Storm. A call for {group}, from {who}. Press 1 to take it. Press 2 to pass it on.")
    return said.format(group=group, who=who or _("a withheld number"))


def taken(who: str) -> str:
    """What the second of two hears."""
    return _("{who} took it. You need not do anything. Goodbye.").format(who=who)


def thanks(reference: str) -> str:
    """What a caller hears after the message."""
    said = _("Thank you. We have your message as {reference}. Goodbye.")
    return said.format(reference=reference.replace("-", " "))


def missed_title(who: str) -> str:
    """The title of an incident that began with a call nobody took."""
    return f"Missed call from {who}"


def missed(who: str, group: str, at: datetime, *, seconds: int, link: str) -> str:
    """What such an incident says it was reported with."""
    said = f"{who} called {group} at {at:%H:%M} UTC, and nobody could take the call."
    left = f"A message of {seconds} s was left." if seconds else "No message was left."
    return f"{said}\n{left} The call: {link}"
