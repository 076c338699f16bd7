"""Reads planned maintenance, and makes of what was recorded of it what subscribers are told."""

from typing import Any

from django.conf import settings

from statuspage import queries
from statuspage.models import Announcement, Maintenance
from statuspage.published import reader_api
from statuspage.subscribing import payloads
from statuspage.subscribing.announcing import News
from timeline.models import TimelineEntry

REMINDED, ALTERED = "maintenance.reminded", "maintenance.altered"


def of_maintenance(fact: TimelineEntry) -> list[News]:
    """One thing told of planned work; nothing of what is not announced, or is only worded anew."""
    said = fact.data
    if not said.get("announced") or (fact.kind == ALTERED and not said.get("moved")):
        return []
    row = Maintenance.objects.filter(pk=fact.subject.partition(":")[2]).first()
    document, root = queries.published(), settings.STATUS_URL
    told = next((one for one in document.get("maintenances", ()) if row and one["id"] == row.public_id), None)
    if row is None or told is None:
        return []
    shown = _shown(row.public_id, document, root)
    return [
        News(
            source=f"fact:{fact.pk}",
            kind=Announcement.Kind.MAINTENANCE,
            title=row.title,
            said=_said(fact, told),
            payload=payloads.of_incident(document, shown, root) if shown else {},
            components=list(said["components"]),
            told_at=fact.entered_at,
        )
    ]


def _shown(public_id: str, document: dict[str, Any], root: str) -> dict[str, Any] | None:
    """As the API for readers shows it."""
    answer = reader_api.answer("scheduled-maintenances", document, root) or {}
    return next((one for one in answer["scheduled_maintenances"] if one["id"] == public_id), None)


def _said(fact: TimelineEntry, told: dict[str, Any]) -> dict[str, Any]:
    is_reminder, updates = fact.kind == REMINDED, told["updates"]
    return {
        "kind": "maintenance",
        "status": "reminder" if is_reminder else fact.data["state"],
        "title": told["title"],
        "titles": {},
        "text": told["text"] if is_reminder or not updates else updates[0]["text"],
        "texts": {},
        "components": [[name, "maintenance"] for name in fact.data["components"].values()],
        "told_at": fact.entered_at.isoformat(),
        "starts_at": fact.data["starts_at"],
        "ends_at": fact.data["ends_at"],
        "url": fact.data["url"],
    }
