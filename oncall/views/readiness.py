"""Whether on-call would hold tonight."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import actor_in, opens_to, staff_only
from oncall.operations.editing import may_edit
from oncall.queries.paths import paths
from oncall.queries.people import month_tested
from oncall.readiness import findings


@staff_only
@require_GET
def readiness(request: HttpRequest) -> HttpResponse:
    """Staff: what is to be mended before the night, and how to try what is not known."""
    at = timezone.now()
    page = {
        "findings": findings(at=at),
        "month": month_tested(at=at) if settings.SELF_TEST else None,
        "paths": paths() if may_edit(actor_in(request)) else (),
        "providers": opens_to("/operations/", request.user),
    }
    return render(request, "oncall/readiness.html", {"page": page})
