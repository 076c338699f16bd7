"""The rarer acts on a running escalation, on one page: more hands, somebody else, another level, sleep."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import actor_in, staff_only
from accounts.models import User
from accounts.refusals import Unable
from incidents.models import Incident
from oncall.forms.steering import LevelChoice, PersonForm, SnoozeForm, SteerForm
from oncall.operations import steering
from oncall.queries import latest_run
from oncall.shown.incident import Act


@dataclass(frozen=True, kw_only=True)
class Way:
    """One act: its words, its form, the operation, and what is said when it is done."""

    label: str
    hint: str
    form: type[SteerForm]
    operation: Callable[..., None]
    done: str


WAYS: Mapping[str, Way] = {
    "add": Way(label="Page somebody else", hint="The path goes on as before.", form=PersonForm,
               operation=steering.add_responder, done="Paged."),
    "reassign": Way(label="Hand it over", hint="Whoever holds it does until the other acknowledges.", form=PersonForm,
                    operation=steering.reassign, done="Handed over; paged."),
    "level": Way(label="Page a level", hint="Now; from there the path goes on.", form=LevelChoice,
                 operation=steering.escalate_to, done="The level is paged now."),
    "snooze": Way(label="Take it and let it sleep", hint="Then paging begins at level 1. A higher class ends it.",
                  form=SnoozeForm, operation=steering.snooze, done="Asleep."),
}  # fmt: skip


@staff_only
@require_http_methods(["GET", "HEAD"])
def steer(request: HttpRequest, number: int) -> HttpResponse:
    """Whoever may escalate; the operations ask."""
    return _page(request, get_object_or_404(Incident, number=number), {})


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """One of the acts; whoever may escalate or acknowledge, the operation asks."""
    incident = get_object_or_404(Incident, number=number)
    way = WAYS.get(name)
    if way is None:
        raise Http404("There is no such act.")
    if request.method != "POST":
        return redirect("oncall:steer", number)
    with timezone.override(ZoneInfo(getattr(request.user, "zone", "UTC"))):
        form = way.form(request.POST, run=latest_run(incident), auto_id=f"{name}_%s")
        if not form.is_valid():
            return _page(request, incident, {name: form}, 400)
        return _carry_out(request, incident, name, form)


def _carry_out(request: HttpRequest, incident: Incident, name: str, form: SteerForm) -> HttpResponse:
    way, at = WAYS[name], timezone.now()
    try:
        way.operation(incident_id=incident.pk, actor=actor_in(request), at=at, **form.given(at))
    except User.DoesNotExist as gone:
        raise Http404 from gone
    except Unable as refused:
        for code, sentence in zip(refused.codes, refused.sentences, strict=False):
            form.add_error(None, f"{sentence} ({code})")
        return _page(request, incident, {name: form}, refused.status)
    messages.success(request, way.done)
    return redirect(f"/incidents/{incident.number}/")


def _page(
    request: HttpRequest, incident: Incident, forms: Mapping[str, SteerForm], status: int = 200
) -> HttpResponse:
    """All acts; a refused one is open, with what was typed."""
    run = latest_run(incident)
    acts: list[dict[str, Any]] = []
    for name, way in WAYS.items():
        url = reverse("oncall:steer_act", args=[incident.number, name])
        form = forms.get(name) or way.form(run=run, auto_id=f"{name}_%s")
        act = Act(name=name, label=way.label, url=url, hint=way.hint)
        acts.append({**vars(act), "form": form})
    context = {"incident": incident, "acts": acts, "run": run}
    return render(request, "oncall/steer.html", context, status=status)
