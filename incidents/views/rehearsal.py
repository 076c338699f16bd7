"""The plan rehearsed: what would go to whom if this failed now. Nothing is sent."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import staff_only
from incidents.forms.rehearsal import RehearsalForm
from incidents.queries.rehearsing import rehearse
from incidents.views.acts import reading_zone


@staff_only
@require_safe
def rehearsal(request: HttpRequest) -> HttpResponse:
    """Staff. The address holds the question, so it can be kept and sent."""
    with reading_zone(request):
        now, form = timezone.now(), RehearsalForm(request.GET)
        context: dict[str, Any] = {"form": form, "asked": form.is_asked(), "at": form.moment(now=now)}
        if context["asked"]:
            judged, at = form.judged(now=now), context["at"]
            proposed = judged.proposal.priority.value
            priority = form.priority() or proposed
            found = rehearse(judged, priority=priority, states=dict(form.own()), at=at)
            context |= {
                "found": found,
                "priority": priority,
                "proposed": proposed,
                "count": len(judged.affected),
            }
        return render(request, "incidents/rehearsal.html", context)
