"""Whether on-call would hold tonight."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import staff_only
from oncall.readiness import findings


@staff_only
@require_GET
def readiness(request: HttpRequest) -> HttpResponse:
    """Staff: what is to be mended before the night."""
    return render(request, "oncall/readiness.html", {"page": {"findings": findings(at=timezone.now())}})
