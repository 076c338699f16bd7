"""Who talked to whom in the last thirty days, for all departments."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import staff_only
from catalog import practice_pages


@staff_only
@require_safe
def touch_points(request: HttpRequest) -> HttpResponse:
    """Everybody on the staff."""
    page = practice_pages.feed(at=timezone.now(), department=request.GET.get("department", ""))
    return render(request, "catalog/touch_points.html", {"page": page})
