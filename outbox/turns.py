"""Whose turn it is: timers gather for a moment, and bulk stands back for what is urgent."""

from datetime import datetime, timedelta

# Timers wait for one another this long: carried out together they cost a fraction.
GATHER = timedelta(seconds=0.25)
# While urgent messages wait for workers the bulk ones stand back, for so long at a time.
BULK_WAITS = timedelta(seconds=10)


class Turns:
    """When each had its last turn."""

    def __init__(self) -> None:
        self._timers: datetime | None = None
        self._bulk: datetime | None = None

    def of_timers(self, at: datetime) -> bool:
        """Four times a second, and whenever the clock was set back."""
        if self._timers is not None and lies_within(GATHER, self._timers, at):
            return False
        self._timers = at
        return True

    def of_bulk(self, at: datetime, *, urgent_waits: bool) -> bool:
        """Always while nothing urgent waits, else every ten seconds."""
        if urgent_waits and self._bulk is not None and lies_within(BULK_WAITS, self._bulk, at):
            return False
        self._bulk = at
        return True


def lies_within(span: timedelta, since: datetime, at: datetime) -> bool:
    """Whether less than `span` has passed; also False once the clock was set back."""
    return timedelta(0) <= at - since < span
