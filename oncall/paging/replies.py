"""The grammar of what a paged person answers by SMS or a key: a verb, and an incident's number if there are several."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Verb(StrEnum):
    """What a reply asks for; `close` is understood and answered with the link, never done by SMS."""

    ACKNOWLEDGE = "acknowledge"
    DECLINE = "decline"
    ESCALATE = "escalate"
    STILL_ON_IT = "still_on_it"
    STOP = "stop"
    START = "start"
    CLOSE = "close"
    ACKNOWLEDGE_ALL = "acknowledge_all"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Reply:
    """A verb and perhaps a number, of an incident or a bundle; without one the only page or the newest is meant."""

    verb: Verb
    number: int | None = None


WORDS: Mapping[str, Verb] = MappingProxyType(
    {
        "a": Verb.ACKNOWLEDGE,
        "ack": Verb.ACKNOWLEDGE,
        "acknowledge": Verb.ACKNOWLEDGE,
        "aa": Verb.ACKNOWLEDGE_ALL,
        "d": Verb.DECLINE,
        "decline": Verb.DECLINE,
        "e": Verb.ESCALATE,
        "esc": Verb.ESCALATE,
        "escalate": Verb.ESCALATE,
        "y": Verb.STILL_ON_IT,
        "yes": Verb.STILL_ON_IT,
        "c": Verb.CLOSE,
        "close": Verb.CLOSE,
        "resolve": Verb.CLOSE,
        "stop": Verb.STOP,
        "unsubscribe": Verb.STOP,
        "start": Verb.START,
        "unstop": Verb.START,
    }
)
# The digits that a page offers, the same in a call and in a text: take it, pass it on, call the next level.
KEYS: Mapping[str, Verb] = MappingProxyType({"1": Verb.ACKNOWLEDGE, "2": Verb.DECLINE, "3": Verb.ESCALATE})

LONGEST_NUMBER = 9
_TOKENS = re.compile(r"[a-z]+|[0-9]+")
_PREFIX = "inc"


def parse(text: str) -> Reply:
    """Exactly one verb and at most one number, in either order, in any case and with any punctuation between them.

    Anything else is unknown: a sentence that happens to hold the word “a” acknowledges nothing.
    """
    # Digits of other scripts are not ours, and case folding would stretch some letters: ASCII only.
    lowered = text.strip().lower()
    if not lowered.isascii():
        return Reply(Verb.UNKNOWN)
    tokens = [token for token in _TOKENS.findall(lowered) if token != _PREFIX]
    if len(tokens) == 1 and tokens[0] in KEYS:
        return Reply(KEYS[tokens[0]])
    words = [token for token in tokens if not token.isdigit()]
    numbers = [token for token in tokens if token.isdigit()]
    if len(words) != 1 or len(numbers) > 1 or words[0] not in WORDS:
        return Reply(Verb.UNKNOWN)
    if numbers and len(numbers[0]) > LONGEST_NUMBER:
        return Reply(Verb.UNKNOWN)
    return Reply(WORDS[words[0]], int(numbers[0]) if numbers else None)
