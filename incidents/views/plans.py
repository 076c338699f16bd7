"""The notification plans: read by the staff, changed by operations managers and the helpdesk lead."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import actor_in, staff_only
from accounts.refusals import Unable
from incidents.forms.plans import NewPlanForm, StepForms, WhyForm, initial_of
from incidents.models import NotificationPlan
from incidents.operations import plans as operations
from incidents.permissions import may
from incidents.plan import default_plan
from incidents.queries.plan_pages import overview, versions_of
from incidents.queries.plans import lines_of, lists_and_places


@staff_only
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Staff. All plans as one table."""
    context = {"all": overview(), "may_change": _may(request), "form": NewPlanForm(label_suffix="")}
    return render(request, "incidents/plans.html", context)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, plan: int) -> HttpResponse:
    """Staff; the operation asks for who may change it."""
    row = get_object_or_404(NotificationPlan, pk=plan, active=True)
    steps = StepForms(request.POST or None, initial=initial_of(lines_of(row)))
    why = WhyForm(request.POST or None, initial={"seen": row.version}, label_suffix="")
    if request.method != "POST":
        return _page(request, row, steps, why)
    return _kept(request, row, steps, why)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def new_plan(request: HttpRequest) -> HttpResponse:
    """Staff; the operation asks for who may. A plan for some incidents begins as the delivered one."""
    form = NewPlanForm(request.GET or None, label_suffix="")
    if not form.is_valid():
        context = {"all": overview(), "may_change": _may(request), "form": form}
        return render(request, "incidents/plans.html", context, status=400 if request.GET else 200)
    given = form.cleaned_data
    row = NotificationPlan(**given, version=0)
    lines = list(default_plan(given["priority"]))
    initial = {"seen": _versions(row)}
    steps = StepForms(request.POST or None, initial=initial_of(lines))
    why = WhyForm(request.POST or None, initial=initial, label_suffix="")
    if request.method != "POST":
        return _page(request, row, steps, why)
    return _kept(request, row, steps, why)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def retire_plan(request: HttpRequest, plan: int) -> HttpResponse:
    """Staff; the operation asks for who may."""
    row = get_object_or_404(NotificationPlan, pk=plan, active=True)
    why = WhyForm(request.POST or None, initial={"seen": row.version}, label_suffix="")
    refused: list[str] = []
    if request.method == "POST" and why.is_valid():
        try:
            reason = why.cleaned_data["reason"]
            operations.retire_plan(plan_id=row.pk, reason=reason, actor=actor_in(request), at=timezone.now())
            messages.success(request, f"The plan {row.name} is taken back.")
            return redirect("incidents:plans")
        except Unable as unable:
            refused = unable.sentences
    context = {"plan": row, "why": why, "refused": refused}
    return render(request, "incidents/plan_retire.html", context, status=409 if refused else 200)


def _kept(request: HttpRequest, row: NotificationPlan, steps: Any, why: WhyForm) -> HttpResponse:
    if not (steps.is_valid() and why.is_valid()):
        return _page(request, row, steps, why, 400)
    try:
        written = operations.change_plan(
            priority=row.priority,
            environment=row.environment,
            function=row.function,
            lines=steps.lines(),
            reason=why.cleaned_data["reason"],
            seen=why.cleaned_data["seen"],
            actor=actor_in(request),
            at=timezone.now(),
        )
    except Unable as unable:
        return _page(request, row, steps, why, unable.status, unable.sentences)
    messages.success(request, f"Kept: {written}. Incidents under way keep their steps until classified anew.")
    return redirect("incidents:plan", plan=written.pk)


def _page(
    request: HttpRequest,
    row: NotificationPlan,
    steps: Any,
    why: WhyForm,
    status: int = 200,
    refused: list[str] | None = None,
) -> HttpResponse:
    lists, places = lists_and_places()
    context = {
        "plan": row,
        "steps": steps,
        "why": why,
        "refused": refused or [],
        "names": [*lists, *places],
        "versions": versions_of(row),
        "may_change": _may(request),
    }
    return render(request, "incidents/plan.html", context, status=status)


def _versions(row: NotificationPlan) -> int:
    """The newest version of such a plan that was taken back, else none."""
    found = versions_of(row)
    return found[0].version if found else 0


def _may(request: HttpRequest) -> bool:
    return may(operations.ACTION, roles=actor_in(request).roles)
