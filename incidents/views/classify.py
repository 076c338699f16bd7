"""Classify: the form, and who would suffer from the ticked assets."""

from django.contrib import messages
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import staff_only
from accounts.refusals import Unable
from incidents import addresses
from incidents.acts import KINDS
from incidents.forms.classify import ClassifyForm
from incidents.forms.notify import ReasonForm
from incidents.models import Incident
from incidents.operations import suggestions
from incidents.operations.classify import classify as classify_operation
from incidents.queries.proposing import shown
from incidents.queries.viewing import incident_numbered
from incidents.views.acts import Asked, act, asked_by, go_back, head, points, reading_zone


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def classify(request: HttpRequest, number: int) -> HttpResponse:
    """Staff; the operation asks who may classify."""
    incident = incident_numbered(number)
    with reading_zone(request):
        if request.method != "POST":
            return _page(request, incident, ClassifyForm(incident=incident))
        form = ClassifyForm(request.POST, incident=incident)
        if "look" in request.POST:
            return _page(request, incident, _unjudged(form))
        return (
            _classified(request, incident, form) if form.is_valid() else _page(request, incident, form, 400)
        )


def _unjudged(form: ClassifyForm) -> ClassifyForm:
    """Looking around is no judgement: nothing is wrong yet."""
    vars(form)["_errors"] = ErrorDict()
    return form


def _classified(request: HttpRequest, incident: Incident, form: ClassifyForm) -> HttpResponse:
    try:
        asked_by(request, incident, form).do_if_fresh(
            classify_operation, judgement=form.judgement(at=timezone.now())
        )
    except Unable as refusal:
        now = incident_numbered(incident.number)
        typed = request.POST.copy()
        typed["seen"] = str(now.changed)
        again = ClassifyForm(typed, incident=now)
        return _page(request, now, again, refusal.status, blocked_by=points(now, refusal))
    messages.success(request, KINDS["classify"].told)
    return go_back(request, incident)


def _page(
    request: HttpRequest, incident: Incident, form: ClassifyForm, status: int = 200, **more: object
) -> HttpResponse:
    now = timezone.now()
    context = {
        "page": head(incident),
        "form": form,
        "act_url": request.get_full_path(),
        "assets_url": addresses.act("assets", incident),
        "sufferers_url": addresses.act("sufferers", incident),
        "proposal": shown(form.judged(at=now)),
        **more,
    }
    return render(request, "incidents/classify.html", context, status=status)


@act("dismiss_suggestion", ReasonForm)
def dismiss_suggestion(asked: Asked) -> None:
    """The priority stays against what was computed."""
    asked.do_if_fresh(suggestions.dismiss_suggestion, reason=asked.data["reason"])


@staff_only
@require_safe
def sufferers(request: HttpRequest, number: int) -> HttpResponse:
    """Staff. The part of the form that follows from the ticked assets."""
    form = ClassifyForm(request.GET, incident=incident_numbered(number))
    now = timezone.now()
    context = {"proposal": shown(form.judged(at=now)), "form": form, "judging": True}
    return render(request, "incidents/_would_suffer.html", context)


@staff_only
@require_safe
def assets(request: HttpRequest, number: int) -> HttpResponse:
    """Staff. The assets that were searched for, and the ticked ones."""
    form = ClassifyForm(request.GET, incident=incident_numbered(number))
    return render(request, "incidents/_assets.html", {"form": form})
