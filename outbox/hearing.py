"""Whether the workers of each queue take what they are given: a worker can live and be deaf."""

from datetime import datetime, timedelta

from outbox.models import Queue
from outbox.turns import lies_within

# Where the workers of a queue have left no room for so long, they are deaf, or wait for somebody who is.
DEAF_AFTER = timedelta(seconds=10)
# After something that no worker began, so long is nothing more left to them while the relay's own hands are free.
IN_DOUBT = timedelta(minutes=1)


class Hearing:
    """What a relay has noticed of its workers."""

    def __init__(self) -> None:
        self._room: dict[Queue, datetime] = {}
        self._unheard: dict[Queue, datetime] = {}

    def had_room(self, queue: Queue, at: datetime) -> None:
        """They can be given more."""
        self._room[queue] = at

    def is_deaf(self, queue: Queue, at: datetime) -> bool:
        """They had no room now, nor for some time."""
        return not lies_within(DEAF_AFTER, self._room.setdefault(queue, at), at)

    def was_unheard(self, queue: Queue, at: datetime) -> None:
        """What they had been given nobody began."""
        self._unheard[queue] = at

    def is_in_doubt(self, queue: Queue, at: datetime) -> bool:
        """Something was not begun a short while ago."""
        return queue in self._unheard and lies_within(IN_DOUBT, self._unheard[queue], at)
