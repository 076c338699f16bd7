"""How soon people are reached, and how soon they answer."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import roles_required, staff_only
from accounts.models import User
from accounts.roles import Role
from oncall.forms.reach import SpanForm
from oncall.shown.reach import asked_of, csv_lines, reach_page, sees_everybody

SPANS = (7, 30, 90)


@staff_only
@require_GET
def pages(request: HttpRequest) -> HttpResponse:
    """Staff: the figures, and the newest pages; single people's figures are for managers, and one's own."""
    reader, now = User.objects.get(pk=request.user.pk or 0), timezone.now()
    form = _form(request, reader, now)
    starts, ends = form.span
    context = {
        "page": reach_page(asked_of(starts, ends, reader.zone), reader=reader),
        "form": form
        if form.is_bound and form.errors
        else SpanForm({"starts": starts, "ends": ends}, today=ends),
        "spans": [(days, ends - timedelta(days=days - 1)) for days in SPANS],
        "starts": starts,
        "ends": ends,
        "all": sees_everybody(reader),
    }
    return render(request, "oncall/reach.html", context, status=200 if form.is_valid() else 400)


@roles_required(Role.OPS_MANAGER, Role.ADMIN)
@require_GET
def pages_csv(request: HttpRequest) -> HttpResponseBase:
    """Operations managers and administrators: every page of the span, a line each."""
    reader = User.objects.get(pk=request.user.pk or 0)
    form = _form(request, reader, timezone.now())
    if not form.is_valid():
        words = " ".join(str(one) for errors in form.errors.values() for one in errors)
        return HttpResponse(words, status=400, content_type="text/plain; charset=utf-8")
    starts, ends = form.span
    answer = StreamingHttpResponse(csv_lines(asked_of(starts, ends, reader.zone)), content_type="text/csv")
    answer["Content-Disposition"] = f'attachment; filename="pages-{starts}-{ends}.csv"'
    return answer


def _form(request: HttpRequest, reader: User, now: datetime) -> SpanForm:
    given = {name: request.GET.get(name, "") for name in ("starts", "ends")}
    return SpanForm(given, today=now.astimezone(ZoneInfo(reader.zone)).date())
