"""Escalation paths: the list in the order of trying, each as the sequence it is, its versions, and simulations."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import actor_in, roles_required, staff_only
from accounts.queries import company
from oncall.forms.simulating import SimulateForm
from oncall.models import EscalationPath, PathVersion
from oncall.operations import editing
from oncall.paths.blueprint import Blueprint
from oncall.paths.simulation import Asked, simulated
from oncall.shown import paths as path_pages
from oncall.views.sheets import press

managers_only = roles_required("ops_manager")
SUNDAY, THREE = 6, 3


@staff_only
@require_GET
def paths(request: HttpRequest) -> HttpResponse:
    """Staff: which paths there are, in the order in which they are tried, and whom each wakes first."""
    at = timezone.now()
    page = {
        "paths": path_pages.path_lines(at),
        "retired": path_pages.path_lines(at, retired=True),
        "may_edit": editing.may_edit(actor_in(request)),
        "last_resort": company().last_resort,
    }
    return render(request, "oncall/paths.html", {"page": page})


@staff_only
@require_GET
def path(request: HttpRequest, path_id: int) -> HttpResponse:
    """Staff: one path as the sequence it is, and the night in which nobody answers."""
    fallbacks = ("fallback", "fallback_schedule", "fallback_group")
    found = get_object_or_404(EscalationPath.objects.select_related(*fallbacks), pk=path_id)
    page = path_pages.path_page(found, actor_in(request), at=timezone.now())
    return render(request, "oncall/path.html", {"page": page})


@staff_only
@require_GET
def version(request: HttpRequest, path_id: int, number: int) -> HttpResponse:
    """Staff: what a path was from one change to the next."""
    found = get_object_or_404(PathVersion.objects.select_related("path"), path=path_id, number=number)
    actor = actor_in(request)
    page = path_pages.version_page(found, actor, Blueprint.from_json(found.drawing), at=timezone.now())
    return render(request, "oncall/path_version.html", {"page": page})


@managers_only
@require_POST
def restore(request: HttpRequest, path_id: int, number: int) -> HttpResponse:
    """Operations managers bring an old version back, as a new one."""
    return press(
        request,
        lambda who: editing.restore(path_id=path_id, number=number, **who),
        back=path_pages.url_of(path_id),
        done=f"Version {number} is in use again.",
    )


@staff_only
@require_http_methods(["GET", "HEAD"])
def simulate(request: HttpRequest) -> HttpResponse:
    """Staff: who would be woken if it broke then. Nobody is paged."""
    now = timezone.now()
    with timezone.override(ZoneInfo(getattr(request.user, "zone", "UTC"))):
        form = SimulateForm(request.GET or None, label_suffix="")
        found, at = None, now
        if form.is_bound and form.is_valid():
            asked = asked_of(form, now)
            found, at = simulated(asked, now=now), asked.begins_at
        page = {"form": form, "found": found, "at": at, "sunday": next_sunday(now)}
        return render(request, "oncall/simulate.html", {"page": page}, status=400 if form.errors else 200)


def asked_of(form: SimulateForm, now: datetime) -> Asked:
    """What was asked, as the simulation takes it."""
    given = form.cleaned_data
    return Asked(
        begins_at=given["at"] or now,
        asset=given["asset"],
        priority=given["priority"],
        signal=given["signal"],
        path_id=given["path"],
        ack_minute=given["ack"],
    )


def next_sunday(now: datetime) -> str:
    """Three in the morning of next Sunday, as the field takes it: the hour at which nobody is asked."""
    local = timezone.localtime(now).replace(hour=THREE, minute=0, second=0, microsecond=0)
    return (local + timedelta(days=(SUNDAY - local.weekday()) % 7 or 7)).strftime("%Y-%m-%dT%H:%M")
