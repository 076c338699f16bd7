"""What the relay calls in this room."""

from alerts.operations.unreadable import tell
from outbox.handling import MOOT, Due


def tell_of_unreadable(due: Due) -> str | None:
    """A request could not be read: somebody may have to be told."""
    told = tell(source_id=due.payload["source"], request_id=due.payload["request"], at=due.at)
    return None if told else MOOT
