"""The seat of who answers customers: one page, and the few things that are done from it."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import actor_in, roles_required
from accounts.numbers import is_number
from accounts.refusals import Unable
from incidents.models import Incident, IncidentReport
from incidents.operations.reports import Told
from incidents.views.acts import reading_zone
from incidents.views.current import list_kept_current
from statuspage.models import Answer
from statuspage.operations.answering import answer, move_report, take_call
from statuspage.seat import pages
from statuspage.seat.calls import approved_for, match_of, reply_to
from statuspage.seat.form import LATER
from statuspage.seat.scene import Scene, scene_of

# Support, whoever may lead an incident and so publish, and who says after a quick restore that it is over.
SEAT = ("csr", "helpdesk_lead", "im_candidate", "operator")
TEMPLATE = "statuspage/seat/seat.html"


@roles_required(*SEAT)
@require_http_methods(["GET", "HEAD", "POST"])
@list_kept_current
def seat(request: HttpRequest) -> HttpResponse:
    """What is open, what may be said, who waits; and who calls now, with what they report."""
    at, scene = timezone.now(), scene_of(request)
    form = scene.form
    if form.is_bound and form.is_valid() and _taken(request, scene, at):
        return redirect("seat:seat")
    return _page(request, scene, at)


@roles_required(*SEAT)
@require_POST
def answer_report(request: HttpRequest, number: int) -> HttpResponse:
    """Somebody who waited was told, or is written to."""
    at, row = timezone.now(), _report(number)
    scene = scene_of(request, report=number)
    if scene.answer is None:
        given = Answer.objects.filter(report=row).first()
        messages.error(request, given.sentence if given else f"{row.incident.reference} has ended.")
        return redirect("seat:seat")
    if scene.answer.is_valid() and _answered(request, scene, at):
        return redirect("seat:seat")
    return _page(request, scene, at)


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


def _page(request: HttpRequest, scene: Scene, at: datetime) -> HttpResponse:
    who = actor_in(request)
    page = pages.seat(scene.call, scene.listed, scene.report, voice=scene.voice, actor=who, now=at)
    refused = scene.form.errors or (scene.answer is not None and scene.answer.errors)
    with reading_zone(request):
        shown = {"page": page, "form": scene.form, "answer": scene.answer}
        return render(request, TEMPLATE, shown, status=409 if refused else 200)


def _answered(request: HttpRequest, scene: Scene, at: datetime) -> bool:
    """Note how somebody who waited was answered; a refusal keeps what was typed."""
    row, form = scene.report, scene.answer
    if row is None or form is None:
        return False
    reply = reply_to(
        form, approved_for(row, scene.listed), match_of(row), scene.voice, at, by=actor_in(request)
    )
    try:
        answer(report_id=row.pk, reply=reply, actor=actor_in(request), at=at)
    except Unable as refused:
        form.add_error(None, refused.sentences)
        return False
    messages.success(request, "Noted: they are answered.")
    return True


def _taken(request: HttpRequest, scene: Scene, at: datetime) -> bool:
    """Write the call down and answer it; a refusal keeps what was typed."""
    call, form, given = scene.call, scene.form, scene.form.cleaned_data
    waits = given["how"] == LATER
    reply = (
        None if waits else reply_to(form, call.approved, call.chosen, scene.voice, at, by=actor_in(request))
    )
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


def _report(number: int) -> IncidentReport:
    row = IncidentReport.objects.select_related("customer", "incident").filter(pk=number).first()
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
