"""How punctual we were in public: a page over a span, a page of one incident, and a table."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import staff_only
from incidents.models import Incident
from oncall.forms.reach import SpanForm
from oncall.shown.reach import asked_of
from statuspage.punctuality import picture, reading
from statuspage.punctuality.judging import whole
from statuspage.punctuality.table import csv_lines

SPANS = (7, 30, 90)


@staff_only
@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """Staff: what was in time and what was late, drawn and as tables."""
    now, form = timezone.now(), _form(request)
    asked = asked_of(*form.span, _zone(request))
    judged = reading.punctuality(asked.starts_at, asked.ends_at, at=now)
    found = picture.stretches(judged, asked.starts_at, asked.ends_at)
    context = {
        "judged": [_row(one, now) for one in judged],
        "whole": whole(judged),
        "columns": picture.columns(found),
        "stretches": [one for one in found if one.all],
        **_span(form),
    }
    return render(
        request, "statuspage/punctuality/report.html", context, status=200 if form.is_valid() else 400
    )


@staff_only
@require_safe
def report_csv(request: HttpRequest) -> HttpResponseBase:
    """Staff: each word of the span, a line each."""
    form, now = _form(request), timezone.now()
    if not form.is_valid():
        words = " ".join(str(one) for errors in form.errors.values() for one in errors)
        return HttpResponse(words, status=400, content_type="text/plain; charset=utf-8")
    starts, ends = form.span
    asked = asked_of(starts, ends, _zone(request))
    judged = reading.punctuality(asked.starts_at, asked.ends_at, at=now)
    answer = StreamingHttpResponse(csv_lines(judged, now=now), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="punctuality-{starts}-{ends}.csv"'
    return answer


@staff_only
@require_safe
def one_incident(request: HttpRequest, number: int) -> HttpResponse:
    """Staff: each word of one incident."""
    incident = Incident.objects.filter(number=number).first()
    if incident is None:
        raise Http404(f"There is no incident INC-{number}.")
    now = timezone.now()
    found = reading.punctuality_of(incident, at=now)
    context = {"one": _row(found, now), "track": picture.track(found, now), "incident": incident}
    return render(request, "statuspage/punctuality/incident.html", context)


def _row(one: Any, now: datetime) -> dict[str, Any]:
    called = one.told.called
    return {"judged": one, "called": called, "ahead": called.minutes(now) if called else 0}


def _span(form: SpanForm) -> dict[str, Any]:
    starts, ends = form.span
    shown = form if form.is_bound and form.errors else SpanForm({"starts": starts, "ends": ends}, today=ends)
    return {
        "form": shown,
        "starts": starts,
        "ends": ends,
        "spans": [(days, ends - timedelta(days=days - 1)) for days in SPANS],
    }


def _form(request: HttpRequest) -> SpanForm:
    given = {name: request.GET.get(name, "") for name in ("starts", "ends")}
    return SpanForm(given, today=timezone.now().astimezone(ZoneInfo(_zone(request))).date())


def _zone(request: HttpRequest) -> str:
    return getattr(request.user, "zone", "UTC")
