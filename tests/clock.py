"""A clock that tests move. On the way it stops at each entry that falls due: every timer fires at its own minute."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from outbox.models import Entry
from outbox.running import drain

START = datetime(2026, 3, 10, 14, 0, tzinfo=UTC)
MOST_STEPS = 2000


class Clock:
    """Moves time, and carries out what is due."""

    def __init__(self, traveller: time_machine.Traveller, start: datetime) -> None:
        self.traveller = traveller
        self.start = self.now = start

    @property
    def minute(self) -> float:
        """Minutes since the start."""
        return (self.now - self.start).total_seconds() / 60

    def settle(self) -> None:
        """Carry out all that is due now, and what that makes due."""
        for _ in range(MOST_STEPS):
            if not self._drain():
                return
        raise AssertionError("The outbox never comes to rest")

    def settle_once(self) -> None:
        """Carry out what is due now, but not what that makes due."""
        self._drain()

    def advance(self, *, minutes: float = 0, seconds: float = 0, hours: float = 0) -> None:
        """Move on, stopping at each entry in between."""
        self.settle()
        goal = self.now + timedelta(minutes=minutes, seconds=seconds, hours=hours)
        while (due := self._next_due()) is not None and due <= goal:
            self._go_to(due)
            self.settle()
        self._go_to(goal)
        self.settle()

    def jump(self, *, minutes: float) -> None:
        """Move on without carrying anything out, as when the relay stood still."""
        self._go_to(self.now + timedelta(minutes=minutes))

    def _go_to(self, moment: datetime) -> None:
        self.now = max(moment, self.now)
        self.traveller.move_to(self.now, tick=False)

    def _next_due(self) -> datetime | None:
        waiting = Entry.objects.filter(done_at=None, dead_at=None, not_before__gt=self.now)
        return waiting.order_by("not_before").values_list("not_before", flat=True).first()

    def _drain(self) -> int:
        return drain(at=self.now)


@pytest.fixture
def clock() -> Iterator[Clock]:
    """Tuesday 10 March 2026, 14:00 UTC, standing still until it is moved."""
    with time_machine.travel(START, tick=False) as traveller:
        yield Clock(traveller, START)
