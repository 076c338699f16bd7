"""The pages of planned maintenance for staff: what is planned, a form, and one piece of work with its story."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import F
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import actor_in, insiders_only, roles_required
from accounts.refusals import Unable
from catalog.models import Change
from statuspage.models import Maintenance
from statuspage.operations import maintaining as operations
from statuspage.planning.forms import CancelForm, PlanForm, TellForm, of_change, usual
from statuspage.telling.maintaining import PLANNERS
from statuspage.views.pages import points
from timeline.queries import story

FORM = "statuspage/planning/form.html"
OVER = 30
WHO = sorted(PLANNERS - {"system"})


@insiders_only
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What is planned or under way, and what was lately."""
    rows = Maintenance.objects.select_related("series").prefetch_related("components")
    context = {
        "ahead": rows.filter(ended_at=None).order_by("starts_at", "id"),
        "over": rows.exclude(ended_at=None).order_by(F("ended_at").desc(), "-id")[:OVER],
        "may": request.user.has_role(*WHO),  # type: ignore[union-attr]  # the mark lets only ours in
    }
    return render(request, "statuspage/planning/list.html", context)


@insiders_only
@require_safe
def one(request: HttpRequest, maintenance_id: int) -> HttpResponse:
    """One piece of work: what customers read, what may be done, what was done."""
    row = get_object_or_404(Maintenance.objects.select_related("series", "change"), pk=maintenance_id)
    context = {"row": row, "story": story(row.key), "may": request.user.has_role(*WHO)}  # type: ignore[union-attr]
    return render(request, "statuspage/planning/one.html", context)


@roles_required(*WHO)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """Plan something; with `?change=12` for a change."""
    at, wanted = timezone.now(), request.GET.get("change", "")
    change = (
        Change.objects.filter(pk=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 10 else None
    )
    with timezone.override(ZoneInfo(request.user.zone)):  # type: ignore[union-attr]
        form = PlanForm(request.POST or None, initial=usual(at) | (of_change(change) if change else {}))

        def carry_out(**by: Any) -> Maintenance:
            chosen = form.cleaned_data["change"]
            return operations.plan_maintenance(
                plan=form.plan(at), change_id=chosen.pk if chosen else None, **by
            )

        return _answer(request, form, carry_out, title="Plan maintenance", said="Planned.")


@roles_required(*WHO)
@require_http_methods(["GET", "HEAD", "POST"])
def alter(request: HttpRequest, maintenance_id: int) -> HttpResponse:
    """Write it anew; whoever was told is told."""
    row, at = get_object_or_404(Maintenance, pk=maintenance_id), timezone.now()
    with timezone.override(ZoneInfo(request.user.zone)):  # type: ignore[union-attr]
        form = PlanForm(request.POST or None, row=row)

        def carry_out(**by: Any) -> Maintenance:
            seen = form.cleaned_data.get("seen")
            return operations.alter_maintenance(maintenance_id=row.pk, plan=form.plan(at), seen=seen, **by)

        return _answer(request, form, carry_out, title="Change it", said="Changed.", row=row)


@roles_required(*WHO)
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest, maintenance_id: int) -> HttpResponse:
    """Tell customers how it goes."""
    row = get_object_or_404(Maintenance, pk=maintenance_id)
    form = TellForm(request.POST or None, row=row) if row.is_open else CancelForm(row=row)

    def carry_out(**by: Any) -> Maintenance:
        return operations.tell_of_maintenance(maintenance_id=row.pk, **form.cleaned_data, **by)

    return _answer(request, form, carry_out, title="Tell customers", said="Published.", row=row)


@roles_required(*WHO)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, maintenance_id: int) -> HttpResponse:
    """Call it off."""
    row = get_object_or_404(Maintenance, pk=maintenance_id)
    form = CancelForm(request.POST or None, row=row)
    if request.method == "POST":
        form = CancelForm(request.POST, row=row)

    def carry_out(**by: Any) -> Maintenance:
        return operations.cancel_maintenance(maintenance_id=row.pk, **form.cleaned_data, **by)

    return _answer(request, form, carry_out, title="Call it off", said="Called off.", row=row)


def _answer(
    request: HttpRequest,
    form: Form,
    carry_out: Callable[..., Maintenance],
    *,
    title: str,
    said: str,
    row: Maintenance | None = None,
) -> HttpResponse:
    """The form; what was refused; or the page of the work."""
    page = {"form": form, "title": title, "row": row, "back": _back(row), "blocked_by": []}
    if request.method != "POST" or not form.is_valid():
        return render(request, FORM, page, status=400 if request.method == "POST" else 200)
    try:
        done = carry_out(actor=actor_in(request), at=timezone.now())
    except Unable as refused:
        return render(request, FORM, {**page, "blocked_by": points(refused)}, status=refused.status)
    messages.success(request, said)
    return redirect("statuspage:maintenance", done.pk)


def _back(row: Maintenance | None) -> str:
    """Where one came from."""
    return reverse("statuspage:maintenance", args=[row.pk]) if row else reverse("statuspage:maintenances")
