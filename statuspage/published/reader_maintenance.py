"""Planned maintenance in the shapes of Statuspage's API v2: an incident with when it begins and ends. Pure."""

from collections.abc import Collection, Mapping
from typing import Any, TypeAlias

from statuspage.published.stamps import moment

Shape: TypeAlias = dict[str, Any]
NEWEST = 50
UPCOMING, ACTIVE = frozenset({"scheduled"}), frozenset({"in_progress", "verifying"})
OPEN = UPCOMING | ACTIVE
# What was called off is over for readers; they know no word for it.
COMPLETED = "completed"


def scheduled(
    document: Shape, parts: Mapping[str, Shape], root: str, states: Collection[str] = ()
) -> list[Shape]:
    """The newest, or those in one of the states; `parts` are the components as readers see them, by id."""
    told = document.get("maintenances", [])
    shown = [one for one in told if not states or one["state"] in states]
    return [_one(one, parts, root) for one in shown[:NEWEST]]


def _one(one: Shape, parts: Mapping[str, Shape], root: str) -> Shape:
    touched = [parts[key] for key in one["touched"] if key in parts]
    newest = one["updates"][0]["at"] if one["updates"] else one["announced_at"]
    return {
        "id": one["id"],
        "name": one["title"],
        "status": _status(one["state"]),
        "created_at": moment(one["announced_at"]),
        "updated_at": moment(newest),
        "monitoring_at": None,
        "resolved_at": moment(one["ended_at"]),
        "impact": "maintenance",
        "shortlink": f"{root}/maintenance/{one['id']}/",
        "started_at": moment(one["started_at"] or one["starts_at"]),
        "page_id": next((part["page_id"] for part in touched), None),
        "incident_updates": _updates(one),
        "components": touched,
        "reminder_intervals": None,
        "scheduled_for": moment(one["starts_at"]),
        "scheduled_until": moment(one["ends_at"]),
    }


def _status(state: str) -> str:
    return state if state in OPEN else COMPLETED


def _updates(one: Shape) -> list[Shape]:
    """Newest first, each with a name that stays."""
    count = len(one["updates"])
    return [_update(one, update, count - place) for place, update in enumerate(one["updates"])]


def _update(one: Shape, update: Shape, place: int) -> Shape:
    at = moment(update["at"])
    return {
        "id": f"{one['id']}.{place}",
        "status": _status(update["status"]),
        "body": update["text"],
        "incident_id": one["id"],
        "created_at": at,
        "updated_at": at,
        "display_at": at,
        "affected_components": [_touched(key, name, update["status"]) for key, name in one["touched"].items()]
        or None,
        "deliver_notifications": True,
        "custom_tweet": None,
        "tweet_id": None,
    }


def _touched(key: str, name: str, status: str) -> Shape:
    now = "under_maintenance" if status in ACTIVE else "operational"
    return {"code": key, "name": name, "old_status": "operational", "new_status": now}
