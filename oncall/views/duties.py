"""Who is on call now, on a page of its own and beside the list of incidents."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import actor_in, staff_only
from oncall import ladder
from oncall.path_pages import path_lines


@staff_only
@require_GET
def now(request: HttpRequest) -> HttpResponse:
    """Staff: who is on call, the paths and the groups."""
    at = timezone.now()
    duties = ladder.duty_lines(actor_in(request).user_id, at)
    page = {"duties": duties, "paths": path_lines(at), "groups": ladder.group_lines()}
    return render(request, "oncall/now.html", {"page": page})


@staff_only
@require_GET
def list_panel(request: HttpRequest) -> HttpResponse:
    """Staff: who is on call, as the list of incidents shows it."""
    duties = ladder.duty_lines(actor_in(request).user_id, timezone.now())
    return render(request, "oncall/_list_panel.html", {"duties": duties})
