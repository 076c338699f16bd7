"""When work comes again: the slots of a rule (RFC 5545), counted by the wall clock of a zone. Pure.

Only rules by day, week, month or year are taken, with the parts that people use: others can count for minutes before
they find their first day, or never.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

COMMON = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY"})
PARTS = {
    "DAILY": COMMON,
    "WEEKLY": COMMON,
    "MONTHLY": COMMON | {"BYMONTHDAY", "BYSETPOS"},
    "YEARLY": COMMON | {"BYMONTHDAY", "BYSETPOS", "BYMONTH"},
}
INTERVAL = re.compile(r"[1-9][0-9]{0,2}")
WEEKS_OF_A_MONTH, WEEKS_OF_A_YEAR = 5, 53


class UnreadableRule(ValueError):
    """A rule that cannot be counted; its text says why."""


def checked(rule: str) -> str:
    """The rule without its name in front, in capitals. Raises UnreadableRule."""
    text = rule.strip().upper().removeprefix("RRULE:")
    parts = dict(part.partition("=")[::2] for part in text.split(";"))
    allowed = PARTS.get(parts.get("FREQ", ""))
    if allowed is None:
        raise UnreadableRule("It has to begin with FREQ=DAILY, WEEKLY, MONTHLY or YEARLY.")
    if unknown := sorted(set(parts) - allowed):
        raise UnreadableRule(f"{', '.join(unknown)} is not known here for such a rule.")
    if not INTERVAL.fullmatch(parts.get("INTERVAL", "1")):
        raise UnreadableRule("INTERVAL has to be a number from 1 to 999.")
    if _counts_too_far(parts):
        raise UnreadableRule("A month has at most five of each weekday, a year 53. An example: BYDAY=1SU")
    try:
        rrulestr(text, dtstart=datetime(2026, 1, 1), ignoretz=True)  # noqa: DTZ001  # wall clock
    except (ValueError, TypeError, OverflowError, IndexError, KeyError) as error:
        raise UnreadableRule("It cannot be read. An example: FREQ=WEEKLY;BYDAY=SU") from error
    return text


def _counts_too_far(parts: Mapping[str, str]) -> bool:
    """Such a weekday is read without complaint, and stumbled over when the months are counted."""
    whole_year = parts["FREQ"] == "YEARLY" and "BYMONTH" not in parts
    most = WEEKS_OF_A_YEAR if whole_year else WEEKS_OF_A_MONTH
    counts = re.findall(r"[0-9]+", parts.get("BYDAY", ""))
    return any(len(count) > 3 or int(count) > most for count in counts)


def slots(rule: str, *, zone: str, starts_at: datetime, after: datetime | None, count: int) -> list[datetime]:
    """The next `count` slots after a moment, in UTC; with `after` None from `starts_at` on."""
    there = ZoneInfo(zone)
    first = starts_at.astimezone(there).replace(tzinfo=None)
    found = rrulestr(checked(rule), dtstart=first, ignoretz=True)
    walls: Iterator[datetime] = iter(found)
    if after is not None:
        walls = found.xafter(after.astimezone(there).replace(tzinfo=None), count=count + 1)
    moments = (wall.replace(tzinfo=there).astimezone(UTC) for wall in walls)
    try:
        return list(islice((one for one in moments if after is None or one > after), count))
    except (IndexError, OverflowError, ValueError) as error:
        raise UnreadableRule("Its times cannot be counted. An example: FREQ=WEEKLY;BYDAY=SU") from error
