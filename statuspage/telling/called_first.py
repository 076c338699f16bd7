"""Whether customers called before anything was published, and by how long they were ahead of us."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class CalledFirst:
    """So many told us first, the first of them at `first_at`; `told_at` is our first word, None while there is none."""

    count: int
    first_at: datetime
    told_at: datetime | None = None

    def minutes(self, now: datetime) -> int:
        """How long the first of them had to wait for a word in public; so far, while there is none."""
        return max(0, int(((self.told_at or now) - self.first_at).total_seconds() // 60))


def called_first(calls: Iterable[datetime], told_at: datetime | None) -> CalledFirst | None:
    """None where no customer was ahead. Who calls in the moment of the first word was not ahead of it."""
    ahead = [moment for moment in calls if told_at is None or moment < told_at]
    return CalledFirst(count=len(ahead), first_at=min(ahead), told_at=told_at) if ahead else None
