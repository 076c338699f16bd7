"""How duty is shared: a page, and the same as a table for a spreadsheet."""

import csv
from dataclasses import astuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import staff_only
from oncall.forms.fairness import FairnessForm
from oncall.queries.fairness import Share, shares
from oncall.views.duties import zone_of

COLUMNS = (
    "schedule",
    "person",
    "login",
    "hours",
    "nights",
    "weekends",
    "holidays",
    "pages",
    "pages at night",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@staff_only
@require_safe
def fairness(request: HttpRequest) -> HttpResponse:
    """Staff: hours, nights, weekends, holidays and pages of everybody in a span."""
    form = FairnessForm.asked(request.GET, timezone.now(), zone_of(request))
    found = _found(form, request)
    context = {"form": form, "shares": found, "query": urlencode(dict(form.data))}
    return render(request, "oncall/fairness.html", context, status=200 if form.is_valid() else 400)


@staff_only
@require_safe
def fairness_csv(request: HttpRequest) -> HttpResponse:
    """Staff: the same as CSV."""
    form = FairnessForm.asked(request.GET, timezone.now(), zone_of(request))
    if not form.is_valid():
        return HttpResponse("Ask for days that end after they begin, within 400 days.", status=400)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="duty.csv"'
    sheet = csv.writer(answer)
    sheet.writerow(COLUMNS)
    for share in _found(form, request):
        name = _safe(share.schedule.name if share.schedule else "all")
        for line in share.lines:
            hours, *rest = astuple(line.load)
            sheet.writerow([name, _safe(str(line.user)), line.user.username, f"{hours:.1f}", *rest])
    return answer


def _found(form: FairnessForm, request: HttpRequest) -> list[Share]:
    if not form.is_valid():
        return []
    return shares(*form.span(zone_of(request)), schedule_id=form.schedule_id())


def _safe(words: str) -> str:
    """A spreadsheet reckons what begins like a formula."""
    return f"'{words}" if words.startswith(FORMULA) else words
