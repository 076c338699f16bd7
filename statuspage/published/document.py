"""Makes the whole document: everything that was told on any page and nothing else, as plain JSON.

What one page shows is cut from it (`statuspage.published.shaping`), and the pages read that alone. Days and per
cents are not in it but what they are counted from, so that an old copy does not claim that ninety days ended when it
was made.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeAlias

from statuspage.models import (
    Component,
    ComponentGroup,
    ComponentSpan,
    PublicIncident,
    StatusPage,
    StatusUpdate,
)

Document: TypeAlias = dict[str, Any]


def build(
    *,
    company: str,
    begun_at: datetime,
    groups: Iterable[ComponentGroup],
    components: Iterable[Component],
    incidents: Iterable[PublicIncident],
    maintenances: list[Document],
    at: datetime,
) -> Document:
    """The document as of `at`; `begun_at` is that of the first. Spans and updates are as prefetched, in their order."""
    listed, grouped = list(components), list(groups)
    keys = {group.pk: group.public_id for group in grouped}
    names = {component.public_id: component.name for component in listed}
    return {
        "company": company,
        "published_at": at.isoformat(),
        "begun_at": begun_at.isoformat(),
        "groups": [{"id": group.public_id, "name": group.name} for group in grouped],
        "components": [_component(component, keys) for component in listed],
        "incidents": [_incident(incident, names) for incident in incidents],
        "maintenances": maintenances,
    }


def about(page: StatusPage, company: str) -> Document:
    """What a page is and how it looks; the first language is that of its own address."""
    return {
        "slug": page.slug,
        "public": page.is_public,
        "default": page.is_default,
        "name": page.name or company,
        "level": page.level,
        "text": page.text,
        "contact_url": page.contact_url,
        "languages": page.languages or ["en"],
        "zone": page.zone,
        "accent": page.accent,
        "logo": hashlib.sha256(page.logo).hexdigest()[:12] if page.logo else "",
    }


def etag_of(document: Document) -> str:
    """The same for the same content."""
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def _component(component: Component, groups: dict[int, str]) -> Document:
    return {
        "id": component.public_id,
        "name": component.name,
        "description": component.description,
        "group": groups.get(component.group_id or 0),
        "showcase": component.showcase,
        "only_show_if_degraded": component.only_show_if_degraded,
        "state": component.state,
        "line": component.line,
        "since": _moment(component.changed_at),
        "spans": [_span(span) for span in component.spans.all()],
    }


def _span(span: ComponentSpan) -> list[str | None]:
    return [span.state, _moment(span.starts_at), _moment(span.ends_at)]


def _incident(incident: PublicIncident, names: dict[str, str]) -> Document:
    updates = list(incident.updates.all())
    touched = updates[-1].components if updates else {}
    return {
        "id": incident.public_id,
        "title": incident.title,
        "titles": incident.titles,
        "affected_only": incident.affected_only,
        "report": incident.report,
        "reports": incident.reports,
        "reported_at": _moment(incident.reported_at),
        "started_at": _moment(incident.started_at),
        "resolved_at": _moment(incident.resolved_at),
        "components": [name for key, name in names.items() if key in touched],
        "touched": {key: name for key, name in names.items() if key in touched},
        "updates": [_update(update) for update in reversed(updates)],
    }


def _update(update: StatusUpdate) -> Document:
    return {
        "at": _moment(update.published_at),
        "kind": update.kind,
        "status": update.status,
        "text": update.text,
        "texts": update.texts,
        "components": update.components,
        "next_update_at": _moment(update.next_update_at),
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
