"""What was changed before an incident, as a part of its page."""

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from accounts.access import staff_only
from catalog import change_pages
from catalog.changes import DEFAULT_HOURS
from catalog.queries.changes import around
from incidents import addresses
from incidents.queries.viewing import incident_numbered
from incidents.views.acts import reading_zone


@staff_only
@require_GET
@cache_control(private=True, no_cache=True)
def changes(request: HttpRequest, number: int) -> HttpResponse:
    """Staff: changes in the day before it began, those of what is affected, and of what that needs, first."""
    incident = incident_numbered(number)
    onset = incident.occurred_at or incident.detected_at
    found = around(onset, DEFAULT_HOURS, list(incident.assets.values_list("asset_id", flat=True)))
    context = {
        "incident": incident,
        "incident_url": addresses.page(incident),
        "hours": DEFAULT_HOURS,
        "own": change_pages.rows(found.touching, onset=onset),
        "others": change_pages.rows(found.others, onset=onset),
        "nearest": change_pages.row(found.nearest, onset=onset) if found.nearest else None,
        "more": found.more,
        "all_url": f"{reverse('catalog:changes_recent')}?{urlencode({'onset': onset.isoformat()})}",
    }
    return _answer(request, context)


def _answer(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    """The panel, a page of its own for readers without scripts, or 304 while it says the same."""
    whole = (
        "incidents/changes.html" if not request.headers.get("HX-Request") else "catalog/_changes_panel.html"
    )
    with reading_zone(request):
        response = render(request, whole, context)
    if request.headers.get("HX-Request"):
        tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        if request.headers.get("If-None-Match") == tag:
            return HttpResponseNotModified()
        response["ETag"] = tag
    return response
