"""The words of hand-over notices and of gaps. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

CLOCK = "%a %-d %b %H:%M"
MOST = 4


def moment(at: datetime, zone: str) -> str:
    """“Mon 16 Mar 09:00”, on the reader's clock."""
    return at.astimezone(ZoneInfo(zone)).strftime(CLOCK)


def coming(name: str, starts_at: datetime, ends_at: datetime | None, zone: str) -> str:
    """Before the duty."""
    return f"You are on call on {name} from {moment(starts_at, zone)}{_until(ends_at, zone)} ({zone})."


def begins(name: str, ends_at: datetime | None, zone: str, is_open: Sequence[str]) -> str:
    """As it begins, with what is open."""
    open_words = f"Open: {some(is_open)}." if is_open else "Nothing is open."
    return f"You are on call on {name}{_until(ends_at, zone) or ' from now on'} ({zone}). {open_words}"


def ends(name: str, others: Sequence[str]) -> str:
    """As it ends."""
    whose = (
        f"{' and '.join(others)} {'have' if len(others) > 1 else 'has'} it now"
        if others
        else "Nobody has it now"
    )
    return f"You are no longer on call on {name}. {whose}."


def gap(name: str, spans: Sequence[tuple[datetime, datetime]], zone: str) -> str:
    """Where nobody is on call who can be reached."""
    said = [f"{moment(starts_at, zone)} to {moment(ends_at, zone)}" for starts_at, ends_at in spans]
    return f"Nobody who can be reached is on call on {name}: {some(said)} ({zone}). Put somebody on call."


def some(words: Sequence[str]) -> str:
    """The first few, and how many more."""
    more = len(words) - MOST
    return "; ".join(words[:MOST]) + (f"; and {more} more" if more > 0 else "")


def _until(ends_at: datetime | None, zone: str) -> str:
    return f" until {moment(ends_at, zone)}" if ends_at else ""
