"""Planned maintenance as the public pages show it. Pure."""

from datetime import datetime
from typing import Any, TypeAlias

from statuspage.published import presenting, sentences
from statuspage.published.presenting import Addresses, frame
from statuspage.telling.colours import MAINTENANCE, OPERATIONAL
from statuspage.telling.maintaining import RUNNING, SCHEDULED

Page: TypeAlias = dict[str, Any]
OPEN = RUNNING | {SCHEDULED}


def coming(document: Page, where: Addresses) -> list[Page]:
    """What is under way or to come, the soonest first."""
    told = [one for one in document.get("maintenances", []) if one["state"] in OPEN]
    return [_piece(one, where) for one in sorted(told, key=lambda one: str(one["starts_at"]))]


def front(document: Page, where: Addresses, *, now: datetime) -> Page:
    """The page itself, with what is planned; work under way is its headline while nothing worse is told."""
    page, planned = presenting.front(document, where, now=now), coming(document, where)
    running = [one for one in planned if one["runs"]]
    if page["state"] == MAINTENANCE.name and running and not page["incidents"]:
        page |= {"headline": running[0]["title"], "lead": running[0]["text"]}
    return {**page, "planned": planned, "calendar_url": where.feed.replace("history.atom", "maintenance.ics")}


def one_piece(document: Page, public_id: str, where: Addresses) -> Page | None:
    """The page of one piece of work; None when the public was never told of it."""
    for one in document.get("maintenances", []):
        if one["id"] == public_id:
            return told(document, one, where)
    return None


def told(document: Page, one: Page, where: Addresses) -> Page:
    """The page of one of the document's pieces of work."""
    return {**frame(document, where), **_piece(one, where)}


def _piece(one: Page, where: Addresses) -> Page:
    runs = one["state"] in RUNNING
    return {
        "title": one["title"],
        "text": one["text"],
        "url": f"{where.home}maintenance/{one['id']}/",
        "starts_at": datetime.fromisoformat(one["starts_at"]),
        "ends_at": datetime.fromisoformat(one["ends_at"]),
        "label": sentences.maintenance_label(one["state"]),
        "state": MAINTENANCE.name if runs or one["state"] == SCHEDULED else OPERATIONAL.name,
        "runs": runs,
        "components": one["components"],
        "updates": [
            {
                "at": datetime.fromisoformat(update["at"]),
                "label": sentences.maintenance_label(update["status"]),
                "text": update["text"],
            }
            for update in one["updates"]
        ],
    }
