"""What the relay calls for the status page."""

from outbox.handling import DONE, MOOT, Due
from statuspage.operations.nagging import ask_for_update
from statuspage.published import copying


def write_copy(due: Due) -> str | None:
    """Something was published: the files follow. Who comes second finds them written."""
    return DONE if copying.renew(at=due.at, publication=due.payload["publication"]) else MOOT


def nag(due: Due) -> str | None:
    """The next update is due soon, due, or late."""
    asked = ask_for_update(update_id=due.payload["update"], state=due.payload["state"], at=due.at)
    return DONE if asked else MOOT
