"""The published document in the shapes of Statuspage's API v2, so that its readers and widgets work with us. Pure.

Fields that we have nothing for are there and empty: readers ask for them by name.
"""

import hashlib
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from statuspage.published.languages import about
from statuspage.published.reader_maintenance import ACTIVE, OPEN, UPCOMING, scheduled
from statuspage.published.stamps import moment
from statuspage.telling.claims import worst
from statuspage.telling.colours import DEGRADED, MAINTENANCE, MAJOR, OPERATIONAL, PARTIAL

Shape: TypeAlias = dict[str, Any]
NEWEST = 50
UNDER_MAINTENANCE = "under_maintenance"
# Our word for the worst component: the page's indicator, and the sentence that readers show.
INDICATORS = {
    OPERATIONAL.name: ("none", "All Systems Operational"),
    MAINTENANCE.name: ("maintenance", "Service Under Maintenance"),
    DEGRADED.name: ("minor", "Partially Degraded Service"),
    PARTIAL.name: ("major", "Partial System Outage"),
    MAJOR.name: ("critical", "Major Service Outage"),
}


def page(document: Shape, root: str) -> Shape:
    """Whose page it is. `root` is its address without a slash at the end; it makes the id, which stays."""
    return {
        "id": _page_id(root),
        "name": about(document)["name"],
        "url": root,
        "time_zone": "Etc/UTC" if about(document)["zone"] == "UTC" else about(document)["zone"],
        "updated_at": moment(document["published_at"]),
    }


def status(document: Shape) -> Shape:
    """The page in one word: as bad as its worst component."""
    state = document.get("state") or worst(one["state"] for one in document["components"])
    indicator, description = INDICATORS[state]
    return {"indicator": indicator, "description": description}


def components(document: Shape, root: str) -> list[Shape]:
    """Every component, in the order of the page; a group comes before what belongs to it."""
    found: list[Shape] = []
    waiting = {one["id"]: one for one in document.get("groups", [])}
    for one in document["components"]:
        if group := waiting.pop(one.get("group"), None):
            found.append(_group(group, len(found) + 1, document, root))
        found.append(_component(one, len(found) + 1, document, root))
    return found


def incidents(document: Shape, root: str, *, unresolved: bool = False) -> list[Shape]:
    """The newest incidents, or all that are not over."""
    told = [one for one in document["incidents"] if one["updates"]]
    shown = [one for one in told if one["resolved_at"] is None] if unresolved else told[:NEWEST]
    parts = {one["id"]: one for one in components(document, root)}
    return [_incident(one, parts, root) for one in shown]


def _summary(document: Shape, root: str) -> Shape:
    return {
        "components": components(document, root),
        "incidents": incidents(document, root, unresolved=True),
        **_maintenance(*OPEN)(document, root),
        "status": status(document),
    }


def _maintenance(*states: str) -> Callable[[Shape, str], Shape]:
    def told(document: Shape, root: str) -> Shape:
        parts = {one["id"]: one for one in components(document, root)}
        return {"scheduled_maintenances": scheduled(document, parts, root, states)}

    return told


_CONTENT: dict[str, Callable[[Shape, str], Shape]] = {
    "summary": _summary,
    "status": lambda document, root: {"status": status(document)},
    "components": lambda document, root: {"components": components(document, root)},
    "incidents": lambda document, root: {"incidents": incidents(document, root)},
    "incidents/unresolved": lambda document, root: {"incidents": incidents(document, root, unresolved=True)},
    "scheduled-maintenances": _maintenance(),
    "scheduled-maintenances/upcoming": _maintenance(*UPCOMING),
    "scheduled-maintenances/active": _maintenance(*ACTIVE),
}
NAMES = tuple(_CONTENT)


def answer(name: str, document: Shape, root: str) -> Shape | None:
    """What `/api/v2/<name>.json` says; None while nothing was published: no reader should take that for calm."""
    if document["published_at"] is None:
        return None
    return {"page": page(document, root), **_CONTENT[name](document, root)}


def _page_id(root: str) -> str:
    return hashlib.sha256(root.encode()).hexdigest()[:12]


def _component(one: Shape, place: int, document: Shape, root: str) -> Shape:
    begun = min((span[1] for span in one["spans"]), default=None)
    created = min(filter(None, [begun, document.get("begun_at")]), default=document["published_at"])
    return {
        "id": one["id"],
        "name": one["name"],
        "status": _state(one["state"]),
        "created_at": moment(created),
        "updated_at": moment(one["since"] or created),
        "position": place,
        "description": one.get("description") or None,
        "showcase": one.get("showcase", True),
        "start_date": created[:10],
        "group_id": one.get("group"),
        "page_id": _page_id(root),
        "group": False,
        "only_show_if_degraded": one.get("only_show_if_degraded", False),
    }


def _group(group: Shape, place: int, document: Shape, root: str) -> Shape:
    """A group is a component as bad as its worst, which names its members."""
    members = [one for one in document["components"] if one.get("group") == group["id"]]
    shown = [_component(one, place, document, root) for one in members]
    return {
        **shown[0],
        "id": group["id"],
        "name": group["name"],
        "status": _state(worst(one["state"] for one in members)),
        "created_at": min(one["created_at"] for one in shown),
        "updated_at": max(one["updated_at"] for one in shown),
        "start_date": None,
        "description": None,
        "showcase": False,
        "group_id": None,
        "group": True,
        "only_show_if_degraded": False,
        "components": [one["id"] for one in members],
    }


def _incident(one: Shape, parts: dict[str, Shape], root: str) -> Shape:
    updates = one["updates"]
    touched = one.get("touched", {})
    claims = [state for update in updates for state in update.get("components", {}).values()]
    newest, first = updates[0], updates[-1]
    return {
        "id": one["id"],
        "name": one["title"],
        "status": _status(one, newest),
        "created_at": moment(first["at"]),
        "updated_at": moment(max(newest["at"], one["resolved_at"] or newest["at"])),
        "monitoring_at": moment(_newest(updates, "monitoring")),
        "resolved_at": moment(one["resolved_at"]),
        "impact": INDICATORS[worst(claims)][0],
        "shortlink": f"{root}/incidents/{one['id']}/",
        "started_at": moment(one["started_at"]),
        "page_id": _page_id(root),
        "incident_updates": _updates(one, touched),
        "components": [parts[key] for key in touched if key in parts],
        "reminder_intervals": None,
    }


def _status(one: Shape, newest: Shape) -> str:
    if one.get("report"):
        return "postmortem"
    return "resolved" if one["resolved_at"] else str(newest["status"])


def _newest(updates: Iterable[Shape], status: str) -> str | None:
    return next((update["at"] for update in updates if update["status"] == status), None)


def _updates(one: Shape, names: dict[str, str]) -> list[Shape]:
    """Newest first; what an update changed is seen beside the one before it."""
    told, before = [], dict[str, str]()
    for place, update in enumerate(reversed(one["updates"]), start=1):
        claim = update.get("components", {})
        changed = [_changed(key, names[key], before, claim) for key in claim if key in names]
        told.append(_update(update, f"{one['id']}.{place}", one["id"], changed))
        before = claim
    if one.get("report"):
        found = {"at": one["reported_at"], "status": "postmortem", "text": one["report"]}
        told.append(_update(found, f"{one['id']}.report", one["id"], []))
    return told[::-1]


def _update(update: Shape, key: str, incident: str, changed: list[Shape]) -> Shape:
    at = moment(update["at"])
    return {
        "id": key,
        "status": update["status"],
        "body": update["text"],
        "incident_id": incident,
        "created_at": at,
        "updated_at": at,
        "display_at": at,
        "affected_components": changed or None,
        "deliver_notifications": True,
        "custom_tweet": None,
        "tweet_id": None,
    }


def _changed(key: str, name: str, before: dict[str, str], now: dict[str, str]) -> Shape:
    old = before.get(key, OPERATIONAL.name)
    return {"code": key, "name": name, "old_status": _state(old), "new_status": _state(now[key])}


def _state(state: str) -> str:
    return UNDER_MAINTENANCE if state == MAINTENANCE.name else state
