"""Live calls: one with its log, its message to listen to, and the incident that is opened from it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import staff_only
from incidents import addresses
from incidents.forms.detect import ReportForm
from incidents.operations.reports import Told
from notifications import lines
from notifications.channels.protocol import ChannelFailure
from oncall.models import LiveCall
from oncall.operations.live_missed import open_incident
from oncall.shown.live import RELATED, live_lines
from oncall.views.sheets import FORM, Sheet, answer


@staff_only
@require_GET
def call(request: HttpRequest, call_id: int) -> HttpResponse:
    """Staff: one call, what was done for it, and what the caller said."""
    found = get_object_or_404(LiveCall.objects.select_related(*RELATED), pk=call_id)
    [line] = live_lines([found])
    return render(request, "oncall/call.html", {"call": line, "group": found.group, "name": found.group_name})


@staff_only
@never_cache
@require_GET
def listen(request: HttpRequest, call_id: int) -> HttpResponse:
    """Staff: what the caller said; the provider hands it out to us alone."""
    found = get_object_or_404(LiveCall.objects.exclude(recording_id=""), pk=call_id)
    try:
        tape = lines.line().tape(found.recording_id)
    except ChannelFailure as failure:
        context = {"call": found, "why": failure.sentence}
        return render(request, "oncall/no_tape.html", context, status=502)
    name = f"call-{found.pk}.wav"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(tape.content, content_type=tape.content_type, headers=headers)


@staff_only
@require_http_methods(FORM)
def open_from(request: HttpRequest, call_id: int) -> HttpResponse:
    """Staff; the operation asks for a role that takes reports."""
    found = get_object_or_404(LiveCall.objects.select_related("customer"), pk=call_id)
    known = {"customer": found.customer.name if found.customer else "", "means": found.means}
    form = ReportForm(request.POST or None, initial={**known, "reporter": found.who})
    back = reverse("oncall:call", args=[call_id])
    crumbs = ((f"Call of {found.who}", back),)
    sheet = Sheet(title="Open an incident", submit="Report", back=back, crumbs=crumbs)

    def carry_out(who: dict[str, Any]) -> str:
        told = Told(**form.told(), detected_at=found.started_at)
        return addresses.page(open_incident(call_id=call_id, told=told, **who))

    return answer(request, form, sheet, carry_out)
