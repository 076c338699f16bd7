"""Who is on call now, on a page of its own and beside the list of incidents."""

import re
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import actor_in, staff_only
from oncall.shown import ladder
from oncall.shown.duties import board
from oncall.shown.paths import path_lines


@staff_only
@require_GET
def now(request: HttpRequest) -> HttpResponse:
    """Staff: who is on call, where nobody will be, the week, the paths and the groups."""
    at = timezone.now()
    page = board(actor_in(request), at, zone_of(request), weeks_ahead(request))
    context = {"page": page, "paths": path_lines(at), "groups": ladder.group_lines()}
    return render(request, "oncall/now.html", context)


@staff_only
@require_GET
def list_panel(request: HttpRequest) -> HttpResponse:
    """Staff: who is on call, as the list of incidents shows it."""
    duties = ladder.duty_lines(actor_in(request).user_id, timezone.now())
    return render(request, "oncall/_list_panel.html", {"duties": duties})


def zone_of(request: HttpRequest) -> ZoneInfo:
    """The zone of whoever reads."""
    return ZoneInfo(getattr(request.user, "zone", "UTC"))


def weeks_ahead(request: HttpRequest) -> int:
    """Which week is shown; anything unreadable is this one."""
    asked = request.GET.get("week", "")
    return int(asked) if re.fullmatch(r"-?[0-9]{1,3}", asked) else 0
