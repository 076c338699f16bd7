"""What the relay calls for the status page."""

from outbox.handling import DONE, MOOT, Due
from statuspage.operations.maintaining import plan_ahead
from statuspage.operations.maintenance_course import tend
from statuspage.operations.nagging import ask_for_update
from statuspage.published import copying


def write_copy(due: Due) -> str | None:
    """Something was published: the files follow. Who comes second finds them written."""
    return DONE if copying.renew(at=due.at, publication=due.payload["publication"]) else MOOT


def nag(due: Due) -> str | None:
    """The next update is due soon, due, or late."""
    asked = ask_for_update(update_id=due.payload["update"], state=due.payload["state"], at=due.at)
    return DONE if asked else MOOT


def tend_maintenance(due: Due) -> str | None:
    """A moment of planned work has come: it is announced, reminded of, begun or ended by itself."""
    tended = tend(maintenance_id=due.payload["maintenance"], revision=due.payload["revision"], at=due.at)
    if tended is not None:
        plan_ahead(tended, at=due.at)
    return DONE if tended else MOOT
