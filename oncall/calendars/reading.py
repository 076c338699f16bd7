"""A foreign calendar file read into shifts, by its own names; what cannot be followed is refused one by one. Pure.

Nothing in the file decides how long reading takes: its size, its events and the steps of its repeats are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from icalendar import Calendar, Event
from recurring_ical_events import of as occurrences

from oncall.calendars import rules
from oncall.calendars.names import Names, names_of
from oncall.rota.wall import moment_of

MOST_BYTES = 2 * 1024 * 1024
MOST_EVENTS = 2000
MOST_STEPS = 100_000
MOST_SHIFTS = 5000
LONGEST = timedelta(days=400)
AHEAD = timedelta(days=366)
TIMES = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
# Zones are known by their names; what a file says of its own zones could keep us busy for ever.
ZONES = re.compile(rb"^BEGIN:VTIMEZONE[ \t\r]*$.*?^END:VTIMEZONE[ \t\r]*$\n?", re.I | re.M | re.S)
FOLDED = re.compile(rb"\r?\n[ \t]")
MEGA = 1024 * 1024


class Unreadable(Exception):  # a refusal of the whole file
    """Nothing of the file can be used; the sentence says why."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """One shift as the file has it; several names are several people at once."""

    names: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What stands in a file: shifts in order, and which events stay out and why."""

    shifts: tuple[Found, ...]
    refused: tuple[tuple[str, str], ...]
    until: datetime


def read(content: bytes, *, zone: str, known: Names, at: datetime) -> Reading:
    """The shifts from now on for a year, events without a zone by the clock of `zone`. Raises Unreadable."""
    calendar = _parsed(content)
    events = [one for one in calendar.walk("VEVENT") if isinstance(one, Event)]
    if not events:
        raise Unreadable("There is no event in this file.")
    refused: list[tuple[str, str]] = []
    kept = []
    budget = MOST_STEPS
    for event in events:
        why = _refusal(event) or _too_long(event, at + AHEAD, budget)
        budget -= _steps(event, at + AHEAD) if not why else 0
        refused += [(_about(event), why)] if why else []
        kept += [] if why else [event]
    here = ZoneInfo(str(calendar.get("X-WR-TIMEZONE", "")) if _zone_known(calendar) else zone)
    shifts: list[Found] = []
    for series in _series(kept):
        try:
            shifts += _followed(calendar, series, here, known, at)
        except (ValueError, TypeError, KeyError, LookupError, OverflowError, AttributeError):
            refused.append((_about(series[0]), "Its times cannot be understood."))
        if len(shifts) > MOST_SHIFTS:
            raise Unreadable(
                f"There are more than {MOST_SHIFTS} shifts in the year to come. Take a part of it."
            )
    return Reading(
        shifts=tuple(sorted(shifts, key=lambda one: (one.starts_at, one.ends_at))),
        refused=tuple(refused),
        until=at + AHEAD,
    )


def _parsed(content: bytes) -> Calendar:
    if len(content) > MOST_BYTES:
        raise Unreadable(
            f"The file is larger than {MOST_BYTES // MEGA} MB. Take a shorter span of the calendar."
        )
    plain = ZONES.sub(b"", FOLDED.sub(b"", content))
    if re.search(rb"VTIMEZONE", plain, re.I):
        raise Unreadable("The file is broken where it describes a zone.")
    if len(re.findall(rb"^BEGIN:VEVENT", plain, re.I | re.M)) > MOST_EVENTS:
        raise Unreadable(
            f"There are more than {MOST_EVENTS} events in it. Take a shorter span of the calendar."
        )
    try:
        found = Calendar.from_ical(plain)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise Unreadable("This is no calendar file, or it is broken: no program could read it.") from error
    if not isinstance(found, Calendar):
        raise Unreadable("This is no calendar file: it does not begin with BEGIN:VCALENDAR.")
    return found


def _refusal(event: Event) -> str:
    """Why this event is not followed; empty when it is."""
    broken = [str(name) for name, _ in event.errors if name in TIMES]
    if broken:
        return f"Its {broken[0]} cannot be understood."
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return "It is cancelled." if not event.get("RECURRENCE-ID") else ""
    start = event.get("DTSTART")
    if start is None or not isinstance(getattr(start, "dt", None), date):
        return "It has no beginning."
    zone = str(start.params.get("TZID", ""))
    if zone and isinstance(start.dt, datetime) and start.dt.tzinfo is None:
        return f"Nobody knows the zone “{zone[:60]}”. Name it as Europe/London."
    rule = event.get("RRULE")
    if isinstance(rule, list):
        return "It repeats by several rules at once, which is not followed."
    return rules.refusal(rule, start.dt) if isinstance(rule, Mapping) else ""


def _steps(event: Event, until: datetime) -> int:
    rule = event.get("RRULE")
    start: Any = event["DTSTART"]
    return rules.steps(rule, start.dt, until) if isinstance(rule, Mapping) else 1


def _too_long(event: Event, until: datetime, budget: int) -> str:
    if _steps(event, until) <= budget:
        return ""
    return "There are too many repeats in this file to follow this one, too. Let them begin later."


def _zone_known(calendar: Calendar) -> bool:
    return str(calendar.get("X-WR-TIMEZONE", "")) in available_timezones()


def _series(events: Iterable[Event]) -> list[list[Event]]:
    """Events by what they belong to: a repeat with its exceptions."""
    found: dict[str, list[Event]] = {}
    for number, event in enumerate(events):
        found.setdefault(str(event.get("UID") or f"without {number}"), []).append(event)
    return list(found.values())


def _followed(
    calendar: Calendar, series: list[Event], zone: ZoneInfo, known: Names, at: datetime
) -> Iterator[Found]:
    """The shifts of one series that are not over."""
    alone = Calendar()
    if _zone_known(calendar):
        alone.add("X-WR-TIMEZONE", str(calendar["X-WR-TIMEZONE"]))
    for event in series:
        alone.add_component(event)
    for one in occurrences(alone).between(at - LONGEST, at + AHEAD):
        starts_at, ends_at = _moment(one.start, zone), _moment(one.end, zone)
        cancelled = str(one.get("STATUS", "")).upper() == "CANCELLED"
        if at < ends_at and starts_at < ends_at <= starts_at + LONGEST and not cancelled:
            yield Found(names=names_of(one, known), starts_at=starts_at, ends_at=ends_at)


def _moment(said: Any, zone: ZoneInfo) -> datetime:
    """A moment; a day begins at midnight, and what names no zone is meant by the clock of `zone`."""
    if not isinstance(said, datetime):
        return moment_of(datetime.combine(said, time(0)), zone)
    return moment_of(said, zone) if said.tzinfo is None else said.astimezone(ZoneInfo("UTC"))


def _about(event: Event) -> str:
    title = " ".join(str(event.get("SUMMARY", "")).split())[:80] or "without a title"
    start = getattr(event.get("DTSTART"), "dt", None) if not event.errors else None
    return f"{title}, {start:%Y-%m-%d}" if isinstance(start, date) else title
