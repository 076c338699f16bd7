"""Decides whether words meant for the public give away what is ours alone: names of assets, colleagues, customers.

The names of the components are public, whatever else they are also the name of.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

SHORTEST_NAME = 3
# First names that are also words with which a sentence may begin.
EVERYDAY = frozenset(
    (
        *(
            "Amber",
            "April",
            "Art",
            "August",
            "Bill",
            "Dawn",
            "Drew",
            "Faith",
            "Frank",
            "Grace",
            "Grant",
            "Guy",
            "Hope",
        ),
        *(
            "Joy",
            "June",
            "Mark",
            "Max",
            "May",
            "Pat",
            "Rich",
            "Rob",
            "Rose",
            "Summer",
            "Sunny",
            "Sky",
            "Will",
        ),
    )
)


@dataclass(frozen=True)
class InnerNames:
    """What must not be said, and the names that may be: those of the components."""

    things: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    public: tuple[str, ...] = ()


def first_inner_word(text: str, names: InnerNames) -> str | None:
    """The first inner name that the text contains as a word of its own, as it is written there."""
    spoken = _without(text, names.public)
    folded = spoken.casefold()
    for name in _longest_first(names.things + names.people):
        if name.casefold() in folded and (hit := _as_word(name, spoken, ignore_case=True)):
            return hit
    for part in _longest_first(_parts(names.people)):
        if part in spoken and (hit := _as_word(part, spoken, ignore_case=False)):
            return hit
    return None


def _parts(people: Iterable[str]) -> tuple[str, ...]:
    """First and last names alone, which count only where they are written like a name."""
    parts = {part for name in people for part in name.split()}
    return tuple(
        part for part in parts if len(part) >= SHORTEST_NAME and part[0].isupper() and part not in EVERYDAY
    )


def _longest_first(names: Iterable[str]) -> list[str]:
    return sorted({name.strip() for name in names if name.strip()}, key=lambda name: (-len(name), name))


def _as_word(name: str, text: str, *, ignore_case: bool) -> str | None:
    flags = re.IGNORECASE if ignore_case else 0
    found = re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text, flags)
    return found.group() if found else None


def _without(text: str, public: Iterable[str]) -> str:
    for name in _longest_first(public):
        text = re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", " ", text, flags=re.IGNORECASE)
    return text
