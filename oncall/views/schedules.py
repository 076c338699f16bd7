"""One schedule: its week layer by layer, its layers as forms, and who stands in."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import actor_in, staff_only
from oncall.forms.schedules import LayerForm, ScheduleForm, StandInForm, begin_layer, local_today, new_layer
from oncall.models import Layer, Schedule
from oncall.operations import scheduling, standing_in
from oncall.operations.scheduling import members_now
from oncall.shown.schedules import names_of, schedule_page
from oncall.views.duties import weeks_ahead, zone_of
from oncall.views.paths import managers_only
from oncall.views.sheets import FORM, Sheet, answer, press

NOW = "/oncall/"


def url_of(schedule_id: int) -> str:
    """Where a schedule is shown."""
    return f"/oncall/schedules/{schedule_id}/"


@staff_only
@require_GET
def schedule(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """Staff: one schedule."""
    around = (actor_in(request), timezone.now(), zone_of(request), weeks_ahead(request))
    try:
        page = schedule_page(schedule_id, *around)
    except Schedule.DoesNotExist as gone:
        raise Http404("This schedule is not there any more.") from gone
    return render(request, "oncall/schedule.html", {"page": page})


@managers_only
@require_http_methods(FORM)
def new(request: HttpRequest) -> HttpResponse:
    """Operations managers draw a schedule."""
    form = ScheduleForm(request.POST or None, initial={"zone": timezone.get_current_timezone_name()})
    sheet = Sheet(title="A new schedule", submit="Draw it", back=NOW, lead="Its layers are drawn next.")

    def carry_out(who: dict[str, Any]) -> str:
        return url_of(scheduling.draw_schedule(**form.cleaned_data, **who).pk)

    return answer(request, form, sheet, carry_out)


@managers_only
@require_http_methods(FORM)
def add_layer(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """Operations managers add a layer on top of the others."""
    found = get_object_or_404(Schedule, pk=schedule_id)
    form = LayerForm(request.POST or None, initial=new_layer(local_today(timezone.now(), found.zone)))
    sheet = _around(found, "A further layer", "Add it", LAYERS)

    def carry_out(who: dict[str, Any]) -> None:
        scheduling.add_layer(schedule_id=found.pk, drawing=form.drawing(), **who)

    return answer(request, form, sheet, carry_out)


@managers_only
@require_http_methods(FORM)
def layer(request: HttpRequest, layer_id: int) -> HttpResponse:
    """Operations managers change a layer: who takes turns, and how."""
    found = get_object_or_404(Layer.objects.select_related("schedule"), pk=layer_id)
    names = names_of(members_now(found, timezone.now()))
    form = LayerForm(request.POST or None, initial=begin_layer(found, names))
    sheet = _around(found.schedule, f"The layer {found.name}", "Keep it", KEEPS)

    def carry_out(who: dict[str, Any]) -> None:
        scheduling.change_layer(layer_id=found.pk, drawing=form.drawing(), **who)

    return answer(request, form, sheet, carry_out)


@managers_only
@require_POST
def remove_layer(request: HttpRequest, layer_id: int) -> HttpResponse:
    """Operations managers end a layer; what it was stays."""
    back = url_of(get_object_or_404(Layer, pk=layer_id).schedule_id)
    done = "Ended. What it was stays to be read."
    return press(request, lambda who: scheduling.remove_layer(layer_id=layer_id, **who), back=back, done=done)


@staff_only
@require_POST
def take_over(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """Any member of staff takes the duty over, for themselves."""
    done = "You are on call now. “Give back” undoes it."
    return press(
        request, lambda who: standing_in.take_over(schedule_id=schedule_id, **who), back=NOW, done=done
    )


@staff_only
@require_http_methods(FORM)
def stand_in(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """Any member of staff stands in themselves; operations managers say who."""
    found = get_object_or_404(Schedule, pk=schedule_id)
    asked = {"user": request.user.pk, **request.GET.dict()}
    form = StandInForm(request.POST or None, schedule_id=found.pk, at=timezone.now(), initial=asked)
    sheet = _around(found, "Somebody stands in", "Put on call", STANDS)

    def carry_out(who: dict[str, Any]) -> None:
        given = form.cleaned_data
        span = {"starts_at": given["starts_at"], "ends_at": given["ends_at"], "why": given["why"]}
        layer_id = given["layer"].pk if given["layer"] else None
        standing_in.override(schedule_id=found.pk, user_id=given["user"].pk, layer_id=layer_id, **span, **who)

    return answer(request, form, sheet, carry_out)


@staff_only
@require_POST
def end_stand_in(request: HttpRequest, override_id: int) -> HttpResponse:
    """Whoever stands in or entered it, and operations managers."""
    return press(
        request,
        lambda who: standing_in.end_override(override_id=override_id, **who),
        back=NOW,
        done="Undone. The layers say who is on call.",
    )


LAYERS = "It covers the layers below it, wherever it has somebody."
KEEPS = (
    "Who is added or taken away moves nobody else's dates. Any other change begins anew from this moment; "
    "what has been stays."
)
STANDS = "It covers all layers, for the time you say. By your own clock."


def _around(found: Schedule, title: str, submit: str, lead: str) -> Sheet:
    back = url_of(found.pk)
    return Sheet(title=title, submit=submit, back=back, crumbs=((found.name, back),), lead=lead, done="Kept.")
