"""What programs are sent, in Statuspage's shapes: an incident with its updates, or one component's change. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from statuspage.published import reader_api

Shape: TypeAlias = dict[str, Any]

# Fields of Statuspage that we have nothing for: programs ask for them by name.
_WITHOUT: Shape = {
    "impact_override": None,
    "backfilled": False,
    "scheduled_for": None,
    "scheduled_until": None,
    "scheduled_auto_transition": False,
    "scheduled_remind_prior": False,
    "scheduled_reminded_at": None,
    "postmortem_body": None,
    "postmortem_body_last_updated_at": None,
    "postmortem_ignored": False,
    "postmortem_notified_subscribers": False,
    "postmortem_notified_twitter": False,
    "postmortem_published_at": None,
}
_UPDATE_WITHOUT: Shape = {"twitter_updated_at": None, "wants_twitter_update": False}


def of_incident(document: Shape, shown: Shape, root: str) -> Shape:
    """An incident, or planned maintenance, as the API for readers shows it."""
    head = _head(document, root)
    updates = [{**_UPDATE_WITHOUT, **update} for update in shown["incident_updates"]]
    about = {**_WITHOUT, **shown, "organization_id": head["page"]["id"], "incident_updates": updates}
    return {**head, "incident": about}


def of_component(
    document: Shape, changed: Mapping[str, str], component: Shape, *, source: str, root: str
) -> Shape:
    """One component that is in another state. `changed`: code, old_status and new_status."""
    update = {
        "id": source,
        "component_id": component["id"],
        "old_status": changed["old_status"],
        "new_status": changed["new_status"],
        "created_at": component["updated_at"],
    }
    said = {key: component[key] for key in ("id", "name", "created_at")}
    return {
        **_head(document, root),
        "component_update": update,
        "component": {**said, "status": changed["new_status"]},
    }


def sent_to(payload: Shape, *, unsubscribe: str, documentation: str) -> Shape:
    """The same for one receiver: where it says that it wants no more."""
    return {"meta": {"unsubscribe": unsubscribe, "documentation": documentation}, **payload}


def _head(document: Shape, root: str) -> Shape:
    status = reader_api.status(document)
    return {
        "page": {
            "id": reader_api.page(document, root)["id"],
            "status_indicator": status["indicator"],
            "status_description": status["description"],
        }
    }
