"""Decides how many pages a phone may get in a while, and when there is room for the next one. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

QUARTER, HOUR, THREE_HOURS = timedelta(minutes=15), timedelta(hours=1), timedelta(hours=3)

LIMITS = MappingProxyType(
    {
        "voice": ((QUARTER, 3), (HOUR, 7), (THREE_HOURS, 15)),
        "sms": ((QUARTER, 5), (HOUR, 11), (THREE_HOURS, 21)),
    }
)
"""By channel: in a span of this length at most so many. Other channels wake nobody and have no limit."""

LONGEST = THREE_HOURS


def free_at(sent: Sequence[datetime], now: datetime, *, channel: str) -> datetime | None:
    """When the next page may leave for a destination that got these; None when it may at once."""
    room = [_room_in(sent, now, span, most) for span, most in LIMITS.get(channel, ())]
    return max((at for at in room if at is not None), default=None)


def _room_in(sent: Sequence[datetime], now: datetime, span: timedelta, most: int) -> datetime | None:
    recent = sorted(at for at in sent if now - span < at <= now)
    return recent[-most] + span if len(recent) >= most else None
