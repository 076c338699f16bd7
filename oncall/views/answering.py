"""Who was paged for an incident, and the answer to a page."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import etag, require_GET, require_http_methods, require_POST

from accounts.access import actor_in, signed, staff_only
from accounts.actors import actor_of
from accounts.refusals import Unable
from incidents.models import Incident
from oncall.models import Page
from oncall.operations import answering
from oncall.operations.answering import Answered
from oncall.operations.taking import take_up
from oncall.paging.links import page_id_of
from oncall.shown import asking
from oncall.shown import incident as showing


def _panel_stamp(request: HttpRequest, number: int) -> str:
    incident = get_object_or_404(Incident, number=number)
    form = (
        "part" if request.headers.get("HX-Request") else "whole"
    )  # of one address, kept apart by browsers, too
    return f'"{showing.stamp_of(incident)}-{request.user.pk}-{form}"'


@staff_only
@require_GET
@etag(_panel_stamp)
def panel(request: HttpRequest, number: int) -> HttpResponse:
    """Staff: who has been paged for an incident; 304 while nothing has changed."""
    incident = get_object_or_404(Incident, number=number)
    shown = showing.panel_of(incident, at=timezone.now(), reader_id=request.user.pk)
    whole = "oncall/_panel.html" if request.headers.get("HX-Request") else "oncall/panel.html"
    return render(request, whole, {"panel": shown, "incident": incident})


@signed
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ack(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds the link, which was sent to one person. Only the button changes anything."""
    page = _page_of(token)
    with override(page.user.language):
        return _asked(request, page, token)


def _asked(request: HttpRequest, page: Page, token: str) -> HttpResponse:
    at = timezone.now()
    refusal = ""
    if request.method == "POST":
        try:
            take_up(page=page, actor=actor_of(page.user, via="mail"), at=at)
            return redirect("oncall:ack", token)
        except Unable as unable:
            refusal = str(unable)
    context = {"page": asking.asked_by(page, at=at, token=token), "refusal": refusal}
    return render(request, "oncall/ack.html", context, status=409 if refusal else 200)


def _page_of(token: str) -> Page:
    page = (
        Page.objects.select_related("incident", "user", "hunt", "run")
        .filter(pk=page_id_of(token) or 0)
        .first()
    )
    if page is None or not page.user.is_active:
        raise Http404("This link was not made by us, or its person has left.")
    return page


@staff_only
@require_POST
def acknowledge(request: HttpRequest, number: int) -> HttpResponse:
    """Whoever was paged, and any responder; the operation asks."""
    return _answer(request, number, answering.acknowledge, "It is yours.")


@staff_only
@require_POST
def decline(request: HttpRequest, number: int) -> HttpResponse:
    """Whoever was paged, and any responder; the operation asks."""
    return _answer(request, number, answering.decline, "Passed on to the next.")


@staff_only
@require_POST
def escalate(request: HttpRequest, number: int) -> HttpResponse:
    """Whoever was paged, and any responder; the operation asks."""
    return _answer(request, number, answering.escalate_now, "The next level is paged now.")


def _answer(
    request: HttpRequest, number: int, operation: Callable[..., Answered], words: str
) -> HttpResponse:
    """Run one operation and go back to the incident; a refusal says why, and nothing was changed."""
    incident = get_object_or_404(Incident, number=number)
    back = f"/incidents/{number}/"
    try:
        said = operation(incident_id=incident.pk, actor=actor_in(request), at=timezone.now())
    except Unable as unable:
        points = [{"code": c, "words": w} for c, w in zip(unable.codes, unable.sentences, strict=False)]
        context = {"title": incident.reference, "blocked_by": points, "back_url": back}
        return render(request, "409.html", context, status=unable.status)
    messages.success(request, words if said.first else f"{said.by} has it already.")
    return redirect(back)
