"""Who is paged again though somebody has acknowledged: at some levels each has to answer for herself. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_TIMES = 10


@dataclass(frozen=True, kw_only=True)
class Press:
    """Whom to page again now, and when to look again; None when nobody is left to be pressed."""

    users: tuple[int, ...] = ()
    look_again_at: datetime | None = None


def press(waiting: Mapping[int, Collection[datetime]], *, wait_s: float, now: datetime) -> Press:
    """`waiting` holds by person when she was paged; after ten pages without an answer she is left alone."""
    asked = {user: moments for user, moments in waiting.items() if moments and len(moments) < MOST_TIMES}
    wait = timedelta(seconds=wait_s)
    due = tuple(user for user, moments in asked.items() if max(moments) + wait <= now)
    following = [
        now + wait if user in due else max(moments) + wait
        for user, moments in asked.items()
        if user not in due or len(moments) + 1 < MOST_TIMES
    ]
    return Press(users=due, look_again_at=min(following, default=None))
