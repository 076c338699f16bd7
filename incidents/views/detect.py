"""Detect: a call written down by hand, one more call, somebody takes it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import staff_only
from accounts.actors import actor_of
from accounts.refusals import Unable
from incidents import addresses
from incidents.forms.detect import CallForm, ReportForm
from incidents.forms.fields import suggestions
from incidents.operations import detect, reports
from incidents.views.acts import Asked, act, reading_zone


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Staff; the operation asks for a role that takes reports."""
    with reading_zone(request):
        form = ReportForm(request.POST or None)
        return (
            _opened(request, form) if form.is_valid() else _asking(request, form, 400 if form.errors else 200)
        )


def _opened(request: HttpRequest, form: ReportForm) -> HttpResponse:
    try:
        actor = actor_of(request.user)  # type: ignore[arg-type]  # signed in
        incident = reports.report(actor=actor, at=timezone.now(), told=reports.Told(**form.told()))
    except Unable as refusal:
        form.add_error(None, refusal.sentences)
        return _asking(request, form, refusal.status)
    return redirect(addresses.page(incident))


def _asking(request: HttpRequest, form: ReportForm, status: int) -> HttpResponse:
    context = {"form": form, "action": request.path, "back_url": "/", "customers": suggestions()}
    return render(request, "incidents/report.html", context, status=status)


@act("take")
def take(asked: Asked) -> None:
    """Become its owner."""
    asked.do_if_fresh(detect.take)


@act("call", CallForm)
def call(asked: Asked) -> None:
    """Another customer told us."""
    asked.do(reports.attach_report, told=reports.Told(**asked.form.told()))
