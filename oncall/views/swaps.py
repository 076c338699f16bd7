"""Swaps and absences: any member of staff for themselves, operations managers for others."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import actor_in, staff_only
from oncall.forms.schedules import AbsenceForm, SwapForm
from oncall.models import Absence, Schedule
from oncall.operations import standing_in, swapping
from oncall.operations.schedule_rules import may_draw
from oncall.views.schedules import url_of
from oncall.views.sheets import FORM, Sheet, answer, press

NOW = "/oncall/"
ABSENCES = "/oncall/absences/"


@staff_only
@require_http_methods(FORM)
def ask(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """Whoever is on call asks for somebody else; operations managers ask for them."""
    found = get_object_or_404(Schedule, pk=schedule_id)
    form = SwapForm(request.POST or None, initial={"gives": request.user.pk, **request.GET.dict()})
    back = url_of(found.pk)
    sheet = Sheet(title="Ask for a swap", submit="Ask", back=back, crumbs=((found.name, back),), lead=ASKED)

    def carry_out(who: dict[str, Any]) -> None:
        given = dict(form.cleaned_data)
        swapping.ask_for_swap(schedule_id=found.pk, gives_id=given.pop("gives").pk, **given, **who)

    return answer(request, form, sheet, carry_out)


@staff_only
@require_POST
def take(request: HttpRequest, swap_id: int) -> HttpResponse:
    """Any member of staff takes a swap."""
    done = "It is yours. Your calendar has it."
    return press(request, lambda who: swapping.take_swap(swap_id=swap_id, **who), back=NOW, done=done)


@staff_only
@require_POST
def undo(request: HttpRequest, swap_id: int) -> HttpResponse:
    """The two people of a swap, and operations managers."""
    done = "Undone. It is with whoever had it before."
    return press(request, lambda who: swapping.undo_swap(swap_id=swap_id, **who), back=NOW, done=done)


@staff_only
@require_GET
def absences(request: HttpRequest) -> HttpResponse:
    """Staff: who is away, now and later."""
    at = timezone.now()
    rows = Absence.objects.filter(ends_at__gt=at).select_related("user")
    context = {"rows": rows, "reader": request.user.pk, "draws": may_draw(actor_in(request)), "at": at}
    return render(request, "oncall/absences.html", context)


@staff_only
@require_http_methods(FORM)
def new_absence(request: HttpRequest) -> HttpResponse:
    """Any member of staff says that they are away; operations managers say it for others."""
    form = AbsenceForm(request.POST or None, initial={"user": request.user.pk})
    sheet = Sheet(
        title="Somebody is away", submit="Keep it", back=ABSENCES, crumbs=AWAY, lead=GAPS, done="Kept."
    )

    def carry_out(who: dict[str, Any]) -> None:
        given = dict(form.cleaned_data)
        standing_in.note_absence(user_id=given.pop("user").pk, **given, **who)

    return answer(request, form, sheet, carry_out)


@staff_only
@require_POST
def end_absence(request: HttpRequest, absence_id: int) -> HttpResponse:
    """Whoever is away, and operations managers."""
    done = "Kept: not away any more."
    return press(
        request,
        lambda who: standing_in.end_absence(absence_id=absence_id, **who),
        back=ABSENCES,
        done=done,
    )


AWAY = (("Absences", ABSENCES),)
ASKED = "Until somebody takes it, it stays with you. By your own clock."
GAPS = "On no schedule is anybody on call while away. If that leaves a gap, the page On call shows it in red."
