"""What the relay calls for the status page."""

from outbox.handling import DONE, MOOT, Due
from statuspage.nagging import ask_for_update


def nag(due: Due) -> str | None:
    """The next update is due soon, due, or late."""
    asked = ask_for_update(update_id=due.payload["update"], state=due.payload["state"], at=due.at)
    return DONE if asked else MOOT
