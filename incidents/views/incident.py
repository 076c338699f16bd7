"""The page of one incident."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import insiders_only
from accounts.actors import actor_of
from incidents import addresses
from incidents.forms.fields import suggestions
from incidents.queries.incident_page import Situation, next_of, parts_of, situation_of
from incidents.queries.nags import nags_of
from incidents.queries.tasks import tasks_of
from incidents.queries.viewing import incident_numbered, viewer_of
from incidents.views.acts import reading_zone
from incidents.views.current import kept_current
from incidents.views.offers import further, offer, panel
from incidents.views.war_room import looks_through_the_window


@insiders_only
@require_safe
@kept_current
def incident(request: HttpRequest, number: int) -> HttpResponse:
    """Staff; executives are shown to their window."""
    if looks_through_the_window(request):
        return redirect("incidents:window", number)
    found = incident_numbered(number)
    viewer = viewer_of(found, actor_of(request.user))  # type: ignore[arg-type]  # signed in, says the mark
    now = situation_of(found, viewer, at=timezone.now())
    with reading_zone(request):
        return render(request, "incidents/incident.html", _context(request, now))


def _context(request: HttpRequest, now: Situation) -> dict[str, Any]:
    show, full = request.GET.get("time", ""), "all" in request.GET
    tasks = tasks_of(now.incident, now.viewer, request.user.pk or 0)
    if now.incident.is_open and now.viewer.may("assign_task"):
        tasks["add"] = offer("add_task", now)
    page = {
        **parts_of(now, show=show, full=full),
        "next": panel(next_of(now), now),
        "nags": nags_of(now),
        "acts": further(now),
        "tasks": tasks,
    }
    return {"page": page, "panels": addresses.panels(now.incident), "customers": suggestions()}
