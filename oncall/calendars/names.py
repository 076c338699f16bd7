"""Whom an event of a foreign calendar means: its title, description, whoever attends or organises it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

# By what somebody may be called, in small letters, the key of the person.
Names = Mapping[str, str]
PREFIX = re.compile(r"^\s*(\[[^\]]{0,20}\]\s*)?((on[ -]?call|primary|secondary)\s*:\s*)?", re.I)
SEVERAL = re.compile(r"\s*(?:,|;|/|&|\band\b)\s*", re.I)
LONGEST = 80
MOST = 10
NAMELESS = "an event without a title"


def names_of(event: Mapping[str, Any], known: Names) -> tuple[str, ...]:
    """The names of its people: the first part that names somebody who is known, else its title."""
    attend = tuple(_person(one, known) for one in _list(event.get("ATTENDEE")))
    title, words = _told(event.get("SUMMARY")), _told(event.get("DESCRIPTION"))
    parts = (_several(title), (title,), _several(words), attend, (_person(event.get("ORGANIZER"), known),))
    for part in parts:
        if part and all(person(name, known) for name in part if name) and any(part):
            return _once(part)
    return _once((title,)) or _once(attend) or (NAMELESS,)


def person(name: str, known: Names) -> str | None:
    """Who is called so: by name, login or mail address, in big or small letters."""
    return known.get(name.casefold())


def _told(said: Any) -> str:
    """The first line, without “[L1]” or “On call:” before the name."""
    lines = str(said or "").strip().splitlines()
    return " ".join(PREFIX.sub("", lines[0]).split())[:LONGEST] if lines else ""


def _several(words: str) -> tuple[str, ...]:
    return tuple(SEVERAL.split(words))[:MOST] if words else ()


def _person(said: Any, known: Names) -> str:
    """How an attendee is called: her address where somebody has it, else her name."""
    if said is None:
        return ""
    address = str(said).strip().removeprefix("mailto:").removeprefix("MAILTO:")
    name = str(getattr(said, "params", {}).get("CN", ""))
    return (address if person(address, known) or not name else name)[:LONGEST]


def _list(said: Any) -> list[Any]:
    return list(said)[:MOST] if isinstance(said, list) else [said] if said is not None else []


def _once(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))
