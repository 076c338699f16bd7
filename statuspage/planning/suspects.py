"""Planned work that may have to do with an incident, as recent changes may: it touches what fails, or what that needs.

Under way now, or ended in the day before the incident began, or since.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse

from catalog.queries.needs import needed_by_each
from incidents.models import Incident, IncidentAsset
from statuspage.models import Maintenance

RECENTLY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Work:
    """One piece of it, with the components that it touches; `ended_at` None while it is under way."""

    title: str
    started_at: datetime
    ended_at: datetime | None
    components: tuple[str, ...]
    url: str


def works_behind(incidents: Collection[Incident]) -> dict[int, tuple[Work, ...]]:
    """For each of these incidents the planned work that is a suspect, the newest first; in seven queries at most."""
    if not incidents:
        return {}
    since = min(_onset(one) for one in incidents) - RECENTLY
    works = _works(since)
    if not works:
        return {}
    needed = _needed([one.pk for one in incidents])
    found = {one.pk: _of(one, works, needed[one.pk]) for one in incidents}
    return {number: mine for number, mine in found.items() if mine}


def _works(since: datetime) -> list[tuple[Maintenance, set[int]]]:
    """What ran since then, each with the assets that it may have touched."""
    lately = Q(ended_at=None) | Q(ended_at__gt=since)
    ran = Maintenance.objects.filter(lately, started_at__isnull=False).select_related("change")
    rows = ran.prefetch_related("components__assets", "change__assets").order_by("-started_at", "-id")
    return [(row, _assets(row)) for row in rows]


def _assets(row: Maintenance) -> set[int]:
    of_components = {asset.pk for one in row.components.all() for asset in one.assets.all()}
    return of_components | ({asset.pk for asset in row.change.assets.all()} if row.change else set())


def _of(
    incident: Incident, works: Iterable[tuple[Maintenance, set[int]]], needed: set[int]
) -> tuple[Work, ...]:
    since = _onset(incident) - RECENTLY
    return tuple(
        _work(row)
        for row, assets in works
        if assets & needed and (row.ended_at is None or row.ended_at > since)
    )


def _work(row: Maintenance) -> Work:
    return Work(
        title=row.title,
        started_at=row.started_at or row.starts_at,
        ended_at=row.ended_at,
        components=tuple(one.name for one in row.components.all()),
        url=reverse("statuspage:maintenance", args=[row.pk]),
    )


def _onset(incident: Incident) -> datetime:
    return incident.occurred_at or incident.detected_at


def _needed(incident_ids: list[int]) -> dict[int, set[int]]:
    """What fails in each incident, and all that it needs."""
    failing: dict[int, list[int]] = {number: [] for number in incident_ids}
    rows = IncidentAsset.objects.filter(incident__in=incident_ids).exclude(degradation="none")
    for incident, asset in rows.values_list("incident_id", "asset_id"):
        failing[incident].append(asset)
    return needed_by_each(failing)
