"""Stretches of single people laid side by side: whoever overlaps shares the time. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple


class Stretch(NamedTuple):
    """One person from a moment until another."""

    starts_at: datetime
    ends_at: datetime
    user: str


class Together(NamedTuple):
    """The people who share a stretch."""

    starts_at: datetime
    ends_at: datetime
    users: tuple[str, ...]


def together(stretches: Iterable[Stretch]) -> list[Together]:
    """In order and without overlaps; joined where the same people go on, nothing where nobody is."""
    changes: dict[datetime, list[tuple[int, str]]] = {}
    for starts_at, ends_at, user in stretches:
        changes.setdefault(starts_at, []).append((1, user))
        changes.setdefault(ends_at, []).append((-1, user))
    found: list[Together] = []
    present: dict[str, int] = {}
    begun: datetime | None = None
    for at in sorted(changes):
        users = tuple(sorted(user for user, count in present.items() if count > 0))
        if users and begun is not None:
            if found and found[-1].ends_at == begun and found[-1].users == users:
                found[-1] = found[-1]._replace(ends_at=at)
            else:
                found.append(Together(begun, at, users))
        for step, user in changes[at]:
            present[user] = present.get(user, 0) + step
        begun = at
    return found
