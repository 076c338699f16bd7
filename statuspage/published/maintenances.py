"""Planned maintenance as it stands in the published document: what was announced, is under way, or was lately."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q

from statuspage.models import Maintenance, MaintenanceUpdate
from statuspage.published.uptime import DAYS
from statuspage.telling.maintaining import RUNNING

HISTORY = timedelta(days=DAYS)
LIMIT = 50


def maintenances(component_ids: Collection[int] | None, at: datetime) -> list[dict[str, Any]]:
    """What touches these components (None: any), the latest start first; of others not even the names are told.

    All that is planned or under way, and of what is over the newest.
    """
    told = Maintenance.objects.filter(announced_at__isnull=False)
    if component_ids is not None:
        touching = Maintenance.components.through.objects.filter(component__in=component_ids)
        told = told.filter(pk__in=touching.values("maintenance_id"))
    over = told.filter(ended_at__gt=at - HISTORY).order_by("-starts_at", "-id")[:LIMIT]
    shown = told.filter(Q(ended_at=None) | Q(pk__in=over.values("pk")))
    updates = MaintenanceUpdate.objects.order_by("-id")
    rows = shown.prefetch_related("components", Prefetch("updates", updates)).order_by("-starts_at", "-id")
    return [_told(row, component_ids) for row in rows]


def _told(row: Maintenance, component_ids: Collection[int] | None) -> dict[str, Any]:
    shown = [one for one in row.components.all() if component_ids is None or one.pk in component_ids]
    return {
        "id": row.public_id,
        "title": row.title,
        "text": row.text,
        "state": row.state,
        "starts_at": row.starts_at.isoformat(),
        "ends_at": row.ends_at.isoformat(),
        "announced_at": _moment(row.announced_at),
        "started_at": _moment(row.started_at),
        "ended_at": _moment(row.ended_at),
        "changed_at": row.changed_at.isoformat(),
        "revision": row.revision,
        "components": [one.name for one in shown],
        "touched": {one.public_id: one.name for one in shown},
        "updates": [
            {"at": update.published_at.isoformat(), "status": update.status, "text": update.text}
            for update in row.updates.all()
        ],
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def claims() -> dict[str, str]:
    """The components under maintenance now: public id → title of the work; the earliest counts."""
    running = Maintenance.objects.filter(state__in=RUNNING).order_by("-starts_at", "-id")
    return dict(running.values_list("components__public_id", "title"))
