"""Reads what was published and makes of it what subscribers of a page are told: only what stands on that page.

`said` holds: page (its name, empty for the default one), kind, status (a key of the words), title, titles, text, texts
(by language), components (name and state), told_at, next_update_at, starts_at, ends_at (ISO texts) and url.
"""

from collections.abc import Iterable
from typing import Any

from statuspage.models import Announcement, StatusUpdate
from statuspage.published import reader_api
from statuspage.subscribing import payloads
from statuspage.subscribing.announcing import News
from statuspage.subscribing.sides import Side

Kind = Announcement.Kind


def of_update(update: StatusUpdate, side: Side) -> list[News]:
    """The incident's news, and for programs that of each component in another state; nothing of what is not shown."""
    document, root = side.document, side.root
    public = update.public_incident
    told = next((one for one in document["incidents"] if one["id"] == public.public_id), None)
    if told is None:
        return []
    until = update.published_at.isoformat()
    then = {**told, "updates": [one for one in told["updates"] if one["at"] <= until]}
    shown = _shown({**document, "incidents": [then]}, root)
    if shown is None:
        return []
    incident = News(
        source=f"update:{update.pk}{side.suffix}",
        page=side.page,
        kind=Kind.INCIDENT,
        title=public.title,
        said=_said(update, then["updates"][0]["components"], side, shown["shortlink"]),
        payload=payloads.of_incident(document, shown, root),
        components=list(then["updates"][0]["components"]),
        told_at=update.published_at,
        public_incident=public,
    )
    return [incident, *_of_components(update, side, shown)]


def _shown(document: dict[str, Any], root: str) -> dict[str, Any] | None:
    return next(iter(reader_api.incidents(document, root)), None)


def _said(update: StatusUpdate, states: dict[str, str], side: Side, url: str) -> dict[str, Any]:
    public, next_at = update.public_incident, update.next_update_at
    names = {one["id"]: one["name"] for one in side.document["components"]}
    return {
        "page": side.name,
        "kind": update.kind,
        "status": update.status,
        "title": public.title,
        "titles": public.titles,
        "text": update.text,
        "texts": update.texts,
        "components": [[names[key], state] for key, state in states.items() if key in names],
        "told_at": update.published_at.isoformat(),
        "next_update_at": next_at.isoformat() if next_at else None,
        "url": url,
    }


def _of_components(update: StatusUpdate, side: Side, shown: dict[str, Any]) -> Iterable[News]:
    document, root = side.document, side.root
    parts = {one["id"]: one for one in reader_api.components(document, root)}
    for changed in shown["incident_updates"][0]["affected_components"] or ():
        if changed["old_status"] == changed["new_status"] or changed["code"] not in parts:
            continue
        source = f"update:{update.pk}:{changed['code']}{side.suffix}"
        component = parts[changed["code"]]
        yield News(
            source=source,
            page=side.page,
            kind=Kind.COMPONENT,
            title=changed["name"],
            said={},
            payload=payloads.of_component(document, changed, component, source=source, root=root),
            components=[changed["code"]],
            told_at=update.published_at,
            public_incident=update.public_incident,
        )
