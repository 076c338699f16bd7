"""What if this broke: a classification without an incident, for planning and for teaching. Nothing is written."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import staff_only
from incidents.forms.what_if import WhatIfForm
from incidents.queries.proposing import shown
from incidents.views.acts import reading_zone


@staff_only
@require_safe
def what_if(request: HttpRequest) -> HttpResponse:
    """Staff. The form and its answer; the address holds the question, so it can be kept and sent."""
    return _answer(request, "incidents/what_if.html")


@staff_only
@require_safe
def answer(request: HttpRequest) -> HttpResponse:
    """Staff. The part of the page that follows from what is ticked."""
    return _answer(request, "incidents/_would_suffer.html")


@staff_only
@require_safe
def assets(request: HttpRequest) -> HttpResponse:
    """Staff. The assets that were searched for, and the ticked ones."""
    return render(request, "incidents/_assets.html", {"form": WhatIfForm(request.GET)})


def _answer(request: HttpRequest, template: str) -> HttpResponse:
    with reading_zone(request):
        now, form = timezone.now(), WhatIfForm(request.GET)
        asked = form.is_asked()
        context = {
            "form": form,
            "at": form.moment(now=now),
            "asked": asked,
            "proposal": shown(form.judged(now=now)) if asked else None,
        }
        return render(request, template, context)
