"""What rooms above say on a person's own page: what came of the last message by each way, and sections of their own.

They register themselves at start-up; accounts knows none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User

Fates = Callable[[User], Mapping[int, str]]
Filling = Callable[[User, datetime], Any]


@dataclass(frozen=True)
class Section:
    """A part of the page: its template, and what stands in it as `section.content`."""

    template: str
    content: Any = None


_fates: list[Fates] = []
_offers: list[Callable[[], frozenset[str]]] = []
_sections: list[tuple[str, Filling]] = []


def tell_fates(fates: Fates) -> None:
    """Register who knows, by the number of a contact method, what came of the last code or test page."""
    if fates not in _fates:
        _fates.append(fates)


def add_section(template: str, filling: Filling) -> None:
    """Register a section; registering it twice changes nothing."""
    if (template, filling) not in _sections:
        _sections.append((template, filling))


def offer_ways(offered: Callable[[], frozenset[str]]) -> None:
    """Register who knows by which kinds of ways anything can leave in this installation."""
    if offered not in _offers:
        _offers.append(offered)


def ways_offered() -> frozenset[str]:
    """The kinds of contact methods that are of use here."""
    return frozenset().union(*(offered() for offered in _offers))


def fates_of(user: User) -> dict[int, str]:
    """By contact method, what is to be known of it, and what came of the last message that tried it."""
    told: dict[int, list[str]] = {}
    for fates in _fates:
        for number, words in fates(user).items():
            told.setdefault(number, []).append(words)
    return {number: " ".join(words) for number, words in told.items()}


def sections_of(user: User, at: datetime) -> list[Section]:
    """The sections of other rooms on this person's page."""
    return [Section(template, filling(user, at)) for template, filling in _sections]
