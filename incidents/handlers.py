"""What the relay asks of incidents: run the plan, follow its steps, send the end of it."""

from incidents.operations import (
    all_clear,
    closure,
    following,
    otherwise,
    plan,
    planning,
    repeating,
    returning,
    suggestions,
)
from outbox.handling import MOOT, Due


def run_plan(due: Due) -> str | None:
    """The plan opened, or the status page was published: send what is due.

    A correction of substance goes to those who had the all-clear, before it to those who had the first word.
    """
    incident_id = int(due.payload["incident"])
    plan.run_plan(incident_id=incident_id, at=due.at)
    if spread := due.payload.get("spread"):
        fact, to_first = int(due.payload["fact"]), spread == "first"
        all_clear.send_correction(incident_id=incident_id, fact=fact, to_first=to_first, at=due.at)
    return None


def review_plan(due: Due) -> str | None:
    """The quarter of an hour is over in which nothing had to go outside."""
    ended = planning.review(incident_id=int(due.payload["incident"]), at=due.at)
    return None if ended else MOOT


def follow_step(due: Due) -> str | None:
    """Count what became of a step's messages. Whoever got one after the all-clear went out is told of the end too."""
    incident_id = int(due.payload["incident"])
    step, look = int(due.payload["step"]), int(due.payload["look"])
    if following.follow_step(incident_id=incident_id, step_id=step, look=look, at=due.at):
        all_clear.tell_latecomers(incident_id=incident_id, at=due.at)
    return None


def repeat_step(due: Due) -> str | None:
    """Whoever was told once is told how it stands."""
    given = due.payload
    goes_on = repeating.repeat_step(
        incident_id=int(given["incident"]), step_id=int(given["step"]), number=int(given["number"]), at=due.at
    )
    return None if goes_on else MOOT


def call_once_more(due: Due) -> str | None:
    """It has lasted so long that somebody else calls, too."""
    given = due.payload
    called = repeating.call_once_more(
        incident_id=int(given["incident"]), step_id=int(given["step"]), at=due.at
    )
    return None if called else MOOT


def reach_otherwise(due: Due) -> str | None:
    """A message failed for good: the next channel of that person."""
    reached = otherwise.reach_otherwise(delivery_id=int(due.payload["delivery"]), at=due.at)
    return None if reached else MOOT


def note_unreachable(due: Due) -> str | None:
    """A message failed because there is no such address: whoever has it is marked."""
    given = due.payload
    if not given.get("no_such_address"):
        return MOOT
    marked = returning.note_unreachable(delivery_id=int(given["delivery"]), at=due.at)
    return None if marked else MOOT


def write_instead(due: Due) -> str | None:
    """Nobody answered the phone: the contact is written to."""
    given = due.payload
    written = otherwise.write_instead(
        incident_id=int(given["incident"]), task_id=int(given["task"]), at=due.at
    )
    return None if written else MOOT


def send_all_clear(due: Due) -> str | None:
    """The all-clear stands on the status page: tell those who were told."""
    told = all_clear.send_all_clear(incident_id=int(due.payload["incident"]), at=due.at)
    return None if told else MOOT


def send_false_alarm(due: Due) -> str | None:
    """Nothing was wrong: tell those who were told otherwise."""
    told = all_clear.send_false_alarm(incident_id=int(due.payload["incident"]), at=due.at)
    return None if told else MOOT


def send_customer_report(due: Due) -> str | None:
    """The report was sent: put it into the mail."""
    closure.post_customer_report(incident_id=int(due.payload["incident"]), at=due.at)
    return None


def reassess(due: Due) -> str | None:
    """A quarter of an hour has passed: compute again whom it hurts by now."""
    given = due.payload
    goes_on = suggestions.reassess(
        incident_id=int(given["incident"]), version=int(given["version"]), look=int(given["look"]), at=due.at
    )
    return None if goes_on else MOOT
