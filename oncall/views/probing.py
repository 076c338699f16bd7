"""Test pages: of a path, and the answer to one by its link."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import actor_in, roles_required, signed
from accounts.refusals import Unable
from notifications import naming as ways
from oncall.models import EscalationPath, Probe
from oncall.operations.path_probing import probe_path
from oncall.operations.probing import confirm
from oncall.paging.links import probe_id_of
from oncall.shown.probes import path_probe


@roles_required("ops_manager")
@require_http_methods(["GET", "POST"])
def try_path(request: HttpRequest, path_id: int) -> HttpResponse:
    """Operations managers: who would get a test page, the button that sends it, and what came of the last."""
    path = get_object_or_404(EscalationPath, pk=path_id, retired_at=None)
    at, refusal, status = timezone.now(), "", 200
    if request.method == "POST":
        try:
            probe_path(path_id=path.pk, actor=actor_in(request), at=at)
            messages.success(request, "Test pages are on their way. What comes of them is told here.")
            return redirect("oncall:try_path", path.pk)
        except Unable as unable:
            refusal, status = str(unable), unable.status
    context = {"path": path, "test": path_probe(path, at=at), "refusal": refusal}
    return render(request, "oncall/path_probe.html", context, status=status)


@signed
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_probe(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds the link, which was sent to one person. Only the button changes anything."""
    found = Probe.objects.select_related("user", "method").filter(pk=probe_id_of(token) or 0)
    probe = found.filter(user__is_active=True).first()
    if probe is None:
        raise Http404("This link was not made by us, or its person has left.")
    if request.method == "POST":
        confirm(probe=probe, via=probe.method.kind, actor=probe.user.named, at=timezone.now())
        return redirect("oncall:confirm_probe", token)
    with override(probe.user.language):
        context = {"probe": probe, "by": ways.said(probe.method.kind)}
        return render(request, "oncall/confirm_probe.html", context)
