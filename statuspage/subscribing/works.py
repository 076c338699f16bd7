"""Reads planned maintenance, and makes of what was recorded of it what subscribers of a page are told."""

from typing import Any

from statuspage.models import Announcement, Maintenance
from statuspage.published import reader_api
from statuspage.subscribing import payloads
from statuspage.subscribing.announcing import News
from statuspage.subscribing.sides import Side
from timeline.models import TimelineEntry

REMINDED, ALTERED = "maintenance.reminded", "maintenance.altered"


def is_told(fact: TimelineEntry) -> bool:
    """Not what is not announced, nor what is only worded anew."""
    return bool(fact.data.get("announced")) and (fact.kind != ALTERED or bool(fact.data.get("moved")))


def of_maintenance(fact: TimelineEntry, side: Side) -> list[News]:
    """One thing told of planned work; nothing of what the page does not show."""
    if not is_told(fact):
        return []
    row = Maintenance.objects.filter(pk=fact.subject.partition(":")[2]).first()
    document, root = side.document, side.root
    told = next((one for one in document.get("maintenances", ()) if row and one["id"] == row.public_id), None)
    if row is None or told is None:
        return []
    shown = _shown(row.public_id, document, root)
    return [
        News(
            source=f"fact:{fact.pk}{side.suffix}",
            page=side.page,
            kind=Announcement.Kind.MAINTENANCE,
            title=row.title,
            said=_said(fact, told, side),
            payload=payloads.of_incident(document, shown, root) if shown else {},
            components=list(told["touched"]),
            told_at=fact.entered_at,
        )
    ]


def _shown(public_id: str, document: dict[str, Any], root: str) -> dict[str, Any] | None:
    """As the API for readers shows it."""
    answer = reader_api.answer("scheduled-maintenances", document, root) or {}
    return next((one for one in answer["scheduled_maintenances"] if one["id"] == public_id), None)


def _said(fact: TimelineEntry, told: dict[str, Any], side: Side) -> dict[str, Any]:
    is_reminder, updates = fact.kind == REMINDED, told["updates"]
    return {
        "page": side.name,
        "kind": "maintenance",
        "status": "reminder" if is_reminder else fact.data["state"],
        "title": told["title"],
        "titles": {},
        "text": told["text"] if is_reminder or not updates else updates[0]["text"],
        "texts": {},
        "components": [[name, "maintenance"] for name in told["touched"].values()],
        "told_at": fact.entered_at.isoformat(),
        "starts_at": fact.data["starts_at"],
        "ends_at": fact.data["ends_at"],
        "url": f"{side.root}/maintenance/{told['id']}/" if side.page else fact.data["url"],
    }
