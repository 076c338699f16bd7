"""Shifts as a calendar file that other programs follow: UTC times, and a name for each shift that stays the same. Pure.

UTC is what every program reads right; a zone of our own would move summers by an hour in some of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from icalendar import Calendar, Event

from oncall.rota.coverage import Plan, Shift, coverage

# What a calendar shows around today, and how far a shift is followed to its true beginning and end.
PAST, AHEAD = timedelta(days=15), timedelta(days=180)
REACH = timedelta(days=400)
STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One shift of one schedule, in words."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    title: str
    words: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What the calendar as a whole says. `edition` counts changes, so that programs take the newer over the older."""

    name: str
    zone: str
    edition: int
    changed_at: datetime


def shifts_around(plan: Plan, day: datetime) -> list[Shift]:
    """The shifts of a schedule around a day, each with its true beginning and end, gaps among them.

    A shift that was cut at the edge would get another name tomorrow; a gap without a beginning is left out.
    """
    first, last = day - PAST, day + AHEAD
    begins, ends = first - REACH, last + REACH
    return [
        shift
        for shift in coverage(plan, begins, ends)
        if shift.starts_at < last and shift.ends_at > first and (shift.users or shift.starts_at > begins)
    ]


def uid_of(schedule: int, shift: Shift, host: str) -> str:
    """The name of a shift: the same at every reading, whoever has it."""
    return f"shift-{schedule}.{shift.key or 'gap'}.{shift.starts_at.astimezone(UTC).strftime(STAMP)}@{host}"


def written(sheet: Sheet, entries: Iterable[Entry]) -> bytes:
    """The file, the same bytes for the same shifts."""
    calendar = Calendar()
    for name, value in _head(sheet):
        calendar.add(name, value)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(sheet, entry))
    found: bytes = calendar.to_ical()
    return found


def tag_of(body: bytes) -> str:
    """What a program shows us to be told that nothing has changed."""
    return f'"{sha256(body).hexdigest()[:32]}"'


def _head(sheet: Sheet) -> Sequence[tuple[str, str]]:
    return (
        ("prodid", "-//Storm//On call//EN"),
        ("version", "2.0"),
        ("calscale", "GREGORIAN"),
        ("method", "PUBLISH"),
        ("name", sheet.name),
        ("x-wr-calname", sheet.name),
        ("x-wr-timezone", sheet.zone),
        ("x-published-ttl", "PT1H"),
    )


def _event(sheet: Sheet, entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", sheet.changed_at.astimezone(UTC))
    event.add("last-modified", sheet.changed_at.astimezone(UTC))
    event.add("sequence", sheet.edition)
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", entry.title)
    event.add("transp", "TRANSPARENT")
    if entry.words:
        event.add("description", entry.words)
    if entry.url:
        event.add("url", entry.url)
    return event
