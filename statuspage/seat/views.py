"""The seat of who answers customers: one page, and the few things that are done from it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import actor_in, roles_required
from accounts.numbers import is_number
from accounts.refusals import Unable
from incidents.models import Incident, IncidentReport
from incidents.models.detect import Means
from incidents.operations.reports import Told
from incidents.views.acts import reading_zone
from incidents.views.current import list_kept_current
from statuspage.operations.answering import answer, move_report, take_call
from statuspage.seat import pages, reading
from statuspage.seat.callers import matched
from statuspage.seat.calls import UNKNOWN, Call, call_of, reply_of
from statuspage.seat.form import LATER, MAILED, AnswerForm, Asked, CallForm

# Support, whoever may lead an incident and so publish, and who says after a quick restore that it is over.
SEAT = ("csr", "helpdesk_lead", "im_candidate", "operator")
TEMPLATE = "statuspage/seat/seat.html"


@roles_required(*SEAT)
@require_http_methods(["GET", "HEAD", "POST"])
@list_kept_current
def seat(request: HttpRequest) -> HttpResponse:
    """What is open, what may be said, who waits; and who calls now, with what they report."""
    at = timezone.now()
    listed = reading.open_now(at=at)
    call = call_of(Asked.of(request.GET, request.POST), listed)
    form = CallForm(request.POST or None, decided=call.decided, open_now=listed, **_recognised(call))
    if form.is_bound and form.is_valid() and _taken(request, call, form):
        return redirect("seat:seat")
    page = pages.seat(call, listed, actor=actor_in(request), now=at)
    with reading_zone(request):
        status = 409 if form.errors else 200
        return render(request, TEMPLATE, {"page": page, "form": form}, status=status)


@roles_required(*SEAT)
@require_POST
def answer_report(request: HttpRequest, number: int) -> HttpResponse:
    """Somebody who waited was told, or is written to."""
    at, form = timezone.now(), AnswerForm(request.POST)
    row = _report(number)
    if not form.is_valid():
        messages.error(request, " ".join(str(one) for found in form.errors.values() for one in found))
        return redirect(f"/support/?report={number}#report")
    given = form.cleaned_data
    address = given["address"] if given["how"] == MAILED else ""
    home = next((one for one in reading.open_now(at=at) if one.incident.pk == row.incident_id), None)
    match = matched(row.customer_id) if row.customer_id else None
    reply = reply_of(home.approved if home else UNKNOWN, match, address=address, now=at)
    return _done(
        request,
        "Noted: they are answered.",
        answer,
        report_id=row.pk,
        reply=reply,
        actor=actor_in(request),
        at=at,
    )


@roles_required(*SEAT)
@require_POST
def attach(request: HttpRequest, number: int) -> HttpResponse:
    """What a caller opened is one that we know."""
    into, row = request.POST.get("into", ""), _report(number)
    target = Incident.objects.filter(number=int(into)).first() if is_number(into) else None
    if target is None:
        messages.error(request, "Choose the incident that it belongs to.")
        return redirect(f"/support/?report={number}#report")
    said = f"It is part of {target.reference} now."
    return _done(
        request,
        said,
        move_report,
        report_id=row.pk,
        into_id=target.pk,
        actor=actor_in(request),
        at=timezone.now(),
    )


def _taken(request: HttpRequest, call: Call, form: CallForm) -> bool:
    """Write the call down and answer it; a refusal keeps what was typed."""
    at, given = timezone.now(), form.cleaned_data
    address = given["address"] if given["how"] == MAILED else ""
    reply = None if given["how"] == LATER else reply_of(call.approved, call.chosen, address=address, now=at)
    told = Told(
        words=given["words"],
        means=given["means"],
        customer=call.chosen.customer if call.chosen else None,
        reporter=given["reporter"],
    )
    known = call.about.incident.pk if call.about else None
    try:
        row = take_call(actor=actor_in(request), at=at, told=told, incident_id=known, reply=reply)
    except Unable as refused:
        form.add_error(None, refused.sentences)
        return False
    messages.success(request, f"Kept with {row.incident.reference}.")
    return True


def _recognised(call: Call) -> dict[str, str]:
    """What the form begins with."""
    contact = call.chosen.contact if call.chosen else None
    by_mail = "@" in call.asked.caller
    name = contact.name if contact else ("" if call.chosen else call.asked.caller)
    return {
        "reporter": name,
        "address": contact.email if contact else (call.asked.caller if by_mail else ""),
        "means": Means.CUSTOMER_MESSAGE.value if by_mail else Means.CUSTOMER_CALL.value,
    }


def _report(number: int) -> IncidentReport:
    row = IncidentReport.objects.select_related("customer").filter(pk=number).first()
    if row is None:
        raise Http404("There is no such report.")
    return row


def _done(request: HttpRequest, said: str, carry_out: object, **given: object) -> HttpResponse:
    """Do it and go back to the seat; a refusal is said there."""
    try:
        carry_out(**given)  # type: ignore[operator]  # an operation
    except Unable as refused:
        messages.error(request, " ".join(refused.sentences))
        return redirect(f"/support/?report={given['report_id']}#report")
    messages.success(request, said)
    return redirect("seat:seat")
