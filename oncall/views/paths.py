"""Each escalation path as the ladder it is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import staff_only
from oncall import ladder
from oncall.models import EscalationPath
from oncall.queries import paths as all_paths


@staff_only
@require_GET
def paths(request: HttpRequest) -> HttpResponse:
    """Staff: the first path stands for all; the list is on the page of who is on call."""
    known = all_paths()
    return redirect("oncall:path", known[0].pk) if len(known) == 1 else redirect("oncall:now")


@staff_only
@require_GET
def path(request: HttpRequest, path_id: int) -> HttpResponse:
    """Staff: one path as the ladder it is, and the night in which nobody answers."""
    found = get_object_or_404(EscalationPath.objects.select_related("fallback"), pk=path_id)
    return render(request, "oncall/path.html", {"page": ladder.ladder_of(found, timezone.now())})
