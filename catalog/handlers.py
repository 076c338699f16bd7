"""What the relay calls: an analysis, block by block, and the word that the next one is due."""

from datetime import date

from catalog.operations.imports import work_on
from catalog.operations.spof import analyse_block, freeze
from catalog.operations.spof_review import say_it_is_due
from outbox.handling import MOOT, Due


def freeze_for_spof(due: Due) -> str | None:
    """An analysis was begun."""
    return freeze(analysis_id=due.payload["analysis"], at=due.at)


def analyse_spof(due: Due) -> str | None:
    """The next failures of an analysis."""
    return analyse_block(analysis_id=due.payload["analysis"], start=due.payload["start"], at=due.at)


def say_spof_is_due(due: Due) -> str | None:
    """The review is due soon, or late."""
    day = date.fromisoformat(due.payload["due"])
    return None if say_it_is_due(analysis_id=due.payload["analysis"], due=day, at=due.at) else MOOT


def import_block(due: Due) -> str | None:
    """The next rows of a file."""
    given = due.payload
    done = work_on(import_id=given["import"], state=given["state"], start=given["start"], at=due.at)
    return None if done else MOOT
