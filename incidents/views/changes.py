"""What was changed before an incident, as a part of its page."""

from django.http import HttpRequest, HttpResponse
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
from incidents.views.panel import panel


@staff_only
@require_GET
@cache_control(private=True, no_cache=True)
def changes(request: HttpRequest, number: int) -> HttpResponse:
    """Staff: changes in the day before it began, those of what is affected, and of what that needs, first."""
    incident = incident_numbered(number)
    onset = incident.occurred_at or incident.detected_at
    found = around(onset, DEFAULT_HOURS, list(incident.assets.values_list("asset_id", flat=True)))
    context: dict[str, object] = {
        "incident": incident,
        "incident_url": addresses.page(incident),
        "hours": DEFAULT_HOURS,
        "own": change_pages.rows(found.touching, onset=onset),
        "others": change_pages.rows(found.others, onset=onset),
        "nearest": change_pages.row(found.nearest, onset=onset) if found.nearest else None,
        "more": found.more,
        "all_url": f"{reverse('catalog:changes_recent')}?{urlencode({'onset': onset.isoformat()})}",
    }
    return panel(request, context, part="catalog/_changes_panel.html", whole="incidents/changes.html")
