"""Planned maintenance as a calendar (RFC 5545), in UTC: a piece of work keeps its UID, whatever becomes of it. Pure."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from statuspage.published.document import Document
from statuspage.published.languages import about
from statuspage.telling.maintaining import CANCELLED

NAME = "maintenance.ics"
KIND = "text/calendar; charset=utf-8"
HEAD = (
    ("prodid", "-//Storm//Status page//EN"),
    ("version", "2.0"),
    ("calscale", "GREGORIAN"),
    ("method", "PUBLISH"),
    ("x-published-ttl", "PT1H"),
)


def calendar(document: Document, root: str) -> bytes:
    """Everything announced. `root` is the address of the page without a slash at the end."""
    made = Calendar()
    name = f"{about(document)['name']}: planned maintenance"
    for key, value in (*HEAD, ("name", name), ("x-wr-calname", name)):
        made.add(key, value)
    made.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for one in document.get("maintenances", []):
        made.add_component(_event(one, root))
    return bytes(made.to_ical())


def _event(one: Document, root: str) -> Event:
    event = Event()
    changed = _at(one["changed_at"])
    event.add("uid", f"{one['id']}@{urlsplit(root).hostname}")
    event.add("sequence", one["revision"])
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("dtstart", _at(one["starts_at"]))
    event.add("dtend", _at(one["ends_at"]))
    event.add("summary", one["title"])
    event.add("description", "\n\n".join((one["text"], ", ".join(one["components"]))))
    event.add("url", f"{root}/maintenance/{one['id']}/")
    event.add("status", "CANCELLED" if one["state"] == CANCELLED else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
