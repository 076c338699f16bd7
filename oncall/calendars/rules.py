"""Which repeats of a foreign calendar are followed; too fine, too old, never true or unknown ones are not. Pure.

A rule that never comes true keeps a program busy until the year 9999; it is refused before anybody follows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from accounts.moments import FIRST_YEAR

DAYS = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 28, "YEARLY": 365}
KNOWN = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "WKST"})
MOST_INTERVAL = 400
MOST_ORDINAL = {"MONTHLY": 5, "YEARLY": 53}
LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def refusal(rule: Mapping[str, Any], first: date | datetime) -> str:
    """Why this rule is not followed; empty when it is."""
    frequency = str(_one(rule, "FREQ")).upper()
    if frequency not in DAYS:
        return f"It repeats “{frequency.lower()}”. Daily, weekly, monthly and yearly are followed."
    unknown = sorted(name for name in rule if name.upper() not in KNOWN)
    if unknown:
        return f"Its rule uses {', '.join(unknown)}, which is not followed."
    interval = _one(rule, "INTERVAL", 1)
    if not isinstance(interval, int) or not 1 <= interval <= MOST_INTERVAL:
        return f"It repeats every {interval}. From 1 to {MOST_INTERVAL} is followed."
    if first.year < FIRST_YEAR:
        return f"It begins in {first.year}. Repeats are followed from {FIRST_YEAR} on."
    return _never(rule, frequency, interval)


def steps(rule: Mapping[str, Any], first: date | datetime, until: datetime) -> int:
    """How many steps it takes to follow the rule until then."""
    days = max(0, (until.date() - date(first.year, first.month, first.day)).days)
    return days // (DAYS[str(_one(rule, "FREQ")).upper()] * int(_one(rule, "INTERVAL", 1))) + 1


def _never(rule: Mapping[str, Any], frequency: str, interval: int) -> str:
    """Rules that may never come true, or that are written so that nobody can say."""
    weekdays = [str(one).upper() for one in _all(rule, "BYDAY")]
    if frequency == "DAILY" and interval > 1 and weekdays:
        return "Every so many days, but only on certain weekdays: write it as a weekly repeat."
    most = MOST_ORDINAL.get(frequency, 0)
    ordinals = [one.strip("+-")[:-2] for one in weekdays]
    if any(number and not (number.isdigit() and 1 <= int(number) <= most) for number in ordinals):
        return "It names a weekday of the month that does not exist."
    months = [int(one) for one in _all(rule, "BYMONTH") if str(one).isdigit()] or list(range(1, 13))
    if any(not 1 <= month <= len(LONGEST) for month in months):
        return "It names a month that does not exist."
    days = [abs(int(one)) for one in _all(rule, "BYMONTHDAY")]
    if any(not 1 <= day <= max(LONGEST) for day in days):
        return "It names a day of the month that does not exist."
    if days and not any(day <= LONGEST[month - 1] for day in days for month in months):
        return "It names a day that none of its months has: it would never come."
    return ""


def _all(rule: Mapping[str, Any], name: str) -> list[Any]:
    found = rule.get(name, [])
    return list(found) if isinstance(found, list | tuple) else [found]


def _one(rule: Mapping[str, Any], name: str, default: Any = "") -> Any:
    found = _all(rule, name)
    return found[0] if found else default
