"""The register of those who can answer a text message in the same request.

Rooms above (on-call: acknowledge, decline, escalate) register a responder at start-up. It gets the message,
may run one operation, and returns the words of the answer; None means the message is not for it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark

from accounts.models import User

UNKNOWN = mark("Sorry, we did not understand that. Reply 'ack 12' to take incident 12, 'd 12' to decline.")
STRANGER = "We do not know this number. Sign in and add it to your contact methods first."


@dataclass(frozen=True, slots=True)
class Inbound:
    """A message from somebody we know. `key` (`inbound:7`) names it in the timeline.

    `about` is the key of the delivery that is answered, where the answer says so by itself, as a key in a call does.
    `also` are others with the same phone: whom of them the answer is from shows in what they were asked.
    """

    key: str
    channel: str
    sender: str
    body: str
    user: User
    at: datetime
    about: str = ""
    also: tuple[User, ...] = ()


Responder = Callable[[Inbound], str | None]
_responders: list[Responder] = []


Grammar = Callable[[str], bool]
_grammars: list[Grammar] = []


def register(responder: Responder, *, grammar: Grammar | None = None) -> None:
    """Ask this one too, after those registered before; registering twice changes nothing.

    `grammar` tells whether a text is meant for it at all: where people talk to each other, nothing else is listened to.
    """
    if responder not in _responders:
        _responders.append(responder)
        _grammars.extend([grammar] if grammar else [])


def concerns_us(text: str) -> bool:
    """Whether anybody here would understand this text."""
    return any(understands(text) for understands in _grammars)


def first_answer(inbound: Inbound) -> str | None:
    """The first answer anybody has; None when the message means nothing to anybody."""
    for responder in _responders:
        words = responder(inbound)
        if words is not None:
            return words
    return None


def answer(inbound: Inbound) -> str:
    """The first answer anybody has, or a polite word that nobody has one."""
    words = first_answer(inbound)
    return _(UNKNOWN) if words is None else words
