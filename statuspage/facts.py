"""What the guards of an incident, and the words of a page to somebody on call, may ask of the status page."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from incidents.facts import Provider
from incidents.models import Incident
from incidents.operations.acting import SKEW
from statuspage.models import Component, PublicIncident, StatusUpdate
from statuspage.queries import due_after, failed_at, intervals_now
from statuspage.subscribing.heard import in_a_letter
from statuspage.telling.claims import worst
from statuspage.telling.colours import STATES
from statuspage.telling.publishing import ALL_CLEAR

THIS_EPISODE = Q(public_incident__episode=F("public_incident__incident__episode"))


def status_page_published(incident_ids: Sequence[int]) -> dict[int, bool]:
    """Whether the public was told anything in the present episode."""
    told = PublicIncident.objects.filter(incident__in=incident_ids, episode=F("incident__episode"))
    return dict.fromkeys(told.values_list("incident_id", flat=True), True)


def all_clear_on_status_page(incident_ids: Sequence[int]) -> dict[int, bool]:
    """Whether the page says that it is over, and has said so since the service was restored the last time."""
    return dict.fromkeys(all_clear_by(incident_ids), True)


def all_clear_by(incident_ids: Sequence[int]) -> dict[int, str]:
    """Key of who published the all-clear that stands. One before the service failed again does not stand."""
    standing = StatusUpdate.objects.filter(
        THIS_EPISODE,
        kind=ALL_CLEAR,
        public_incident__incident__in=incident_ids,
        public_incident__resolved_at__isnull=False,
        published_at__gte=F("public_incident__incident__service_restored_at") - SKEW,
    )
    failed = failed_at(incident_ids)
    return {
        number: by
        for number, by, told_at in standing.order_by("id").values_list(
            "public_incident__incident_id", "published_by", "published_at"
        )
        if number not in failed or told_at >= failed[number]
    }


def page_line(incident_ids: Sequence[int]) -> dict[int, str]:
    """What customers see now, for the words of a page: `status page green, 6 min`, counted from the last word there,
    or from the detection while there is none."""
    now = timezone.now()
    newest = StatusUpdate.objects.filter(THIS_EPISODE, public_incident__incident=OuterRef("pk")).order_by(
        "-id"
    )
    page = worst(Component.objects.values_list("state", flat=True))
    rows = Incident.objects.filter(pk__in=incident_ids).values_list(
        "pk",
        "detected_at",
        Subquery(newest.values("components")[:1]),
        Subquery(newest.values("published_at")[:1]),
    )
    lines = {}
    for pk, detected_at, claim, told_at in rows:
        state = worst(claim.values()) if claim is not None else page
        minutes = max(0, int((now - (told_at or detected_at)).total_seconds() // 60))
        lines[pk] = f"status page {STATES[state].colour}, {minutes} min"
    return lines


def next_update_at(incident_ids: Sequence[int]) -> dict[int, datetime]:
    """When the next word in public is due, where one is promised or owed."""
    newest = StatusUpdate.objects.filter(
        THIS_EPISODE, public_incident__incident__in=incident_ids, public_incident__resolved_at=None
    )
    rows = list(newest.select_related("public_incident__incident").order_by("id"))
    intervals = intervals_now() if rows else {}
    return {
        row.public_incident.incident_id: due_after(
            row, priority=row.public_incident.incident.priority, intervals=intervals
        )
        for row in rows
        if row.public_incident.incident.is_open
    }


def promised_at(incident_ids: Sequence[int]) -> dict[int, datetime]:
    """Until when the newest word in public promised the next one; nothing where it promised nothing."""
    told = StatusUpdate.objects.filter(
        THIS_EPISODE, public_incident__incident__in=incident_ids, public_incident__resolved_at=None
    )
    newest = dict(told.order_by("id").values_list("public_incident__incident_id", "next_update_at"))
    return {number: promised for number, promised in newest.items() if promised}


def public_components(incident_ids: Sequence[int]) -> dict[int, tuple[tuple[str, str], ...]]:
    """The components of which the newest word in public speaks, by their public names, with their states there."""
    told = StatusUpdate.objects.filter(THIS_EPISODE, public_incident__incident__in=incident_ids)
    newest = dict(told.order_by("id").values_list("public_incident__incident_id", "components"))
    names = dict(Component.objects.values_list("public_id", "name")) if newest else {}
    return {
        number: tuple((names[public_id], state) for public_id, state in claim.items() if public_id in names)
        for number, claim in newest.items()
    }


PROVIDERS: dict[str, Provider] = {
    "read_in_a_letter": in_a_letter,
    "promised_at": promised_at,
    "public_components": public_components,
    "next_update_at": next_update_at,
    "status_page_published": status_page_published,
    "all_clear_on_status_page": all_clear_on_status_page,
    "all_clear_by": all_clear_by,
    "page_line": page_line,
}
