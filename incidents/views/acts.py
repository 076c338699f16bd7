"""The frame of every act on the pages: a GET shows its form, a POST does it and goes back; a refusal loses nothing."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from accounts.access import View, staff_only
from accounts.actors import Actor, actor_of
from accounts.refusals import Unable
from incidents import addresses
from incidents.acts import KINDS, Act
from incidents.forms.fields import ActForm
from incidents.models import Incident
from incidents.places import PLACES
from incidents.queries.viewing import incident_numbered
from incidents.step_names import name_of

P = ParamSpec("P")


@dataclass(frozen=True)
class Asked:
    """One act that somebody asks for, with what was typed."""

    request: HttpRequest
    incident: Incident
    form: Any
    actor: Actor
    at: datetime

    @property
    def data(self) -> dict[str, Any]:
        """What was typed, checked."""
        given: dict[str, Any] = self.form.cleaned_data
        return given

    def do(self, operation: Callable[..., Any], **more: Any) -> None:
        """Carry out an operation that does not mind what happened meanwhile."""
        operation(incident_id=self.incident.pk, actor=self.actor, at=self.at, **more)

    def do_if_fresh(self, operation: Callable[..., Any], **more: Any) -> None:
        """Carry out an operation unless somebody was faster."""
        self.do(operation, seen=self.data["seen"], **more)


def act(
    name: str, form: type[ActForm] = ActForm, admits: Callable[[View], View] = staff_only
) -> Callable[[Callable[Concatenate[Asked, P], None]], View]:
    """Make a view of a function that does one act; `name` is the kind of act and the name of the URL."""

    def wrap(carry_out: Callable[Concatenate[Asked, P], None]) -> View:
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(carry_out)
        def handle(request: HttpRequest, number: int, **rest: Any) -> HttpResponseBase:
            incident = incident_numbered(number)
            with reading_zone(request):
                if request.method != "POST":
                    return show(request, incident, name, form(incident=incident))
                return _answer(request, incident, name, form, lambda asked: carry_out(asked, **rest))  # type: ignore[call-arg]  # the rest are parts of the address

        return admits(handle)

    return wrap


def reading_zone(request: HttpRequest) -> AbstractContextManager[None]:
    """Times are typed and shown in the reader's zone."""
    return timezone.override(ZoneInfo(getattr(request.user, "zone", "UTC")))


def asked_by(request: HttpRequest, incident: Incident, form: Any) -> Asked:
    """Who asks, and when."""
    return Asked(request, incident, form, actor_of(request.user), timezone.now())  # type: ignore[arg-type]  # signed in, says the mark


def _answer(
    request: HttpRequest,
    incident: Incident,
    name: str,
    form: type[ActForm],
    carry_out: Callable[[Asked], None],
) -> HttpResponse:
    bound = form(request.POST, incident=incident)
    if not bound.is_valid():
        return show(request, incident, name, bound, status=400)
    try:
        carry_out(asked_by(request, incident, bound))
    except Unable as refusal:
        return refused(request, incident, name, form, refusal)
    messages.success(request, KINDS[name].told)
    return go_back(request, incident)


def refused(
    request: HttpRequest, incident: Incident, name: str, form: type[ActForm], refusal: Unable
) -> HttpResponse:
    """The same form again with what was typed, why not, and the state of now."""
    now = incident_numbered(incident.number)
    typed = request.POST.copy()
    typed["seen"] = str(now.changed)
    again = form(typed, incident=now)
    return show(request, now, name, again, blocked_by=points(now, refusal), status=refusal.status)


def points(incident: Incident, refusal: Unable) -> list[dict[str, str]]:
    """Why not: each code with its sentence and, where one can do something, the way to it."""
    if len(refusal.codes) != len(refusal.sentences):
        return [{"code": refusal.codes[0], "words": str(refusal)}]
    return [
        {
            "code": code,
            "words": sentence,
            "url": addresses.place(PLACES[code].goes_to, incident) if code in PLACES else "",
        }
        for code, sentence in zip(refusal.codes, refusal.sentences, strict=True)
    ]


def show(
    request: HttpRequest, incident: Incident, name: str, form: ActForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    """An act on its own page."""
    kind = KINDS[name]
    asks = Act(name=name, label=kind.label, url=request.get_full_path(), form=form, risk=kind.risk)
    context = {
        "page": head(incident),
        "act": asks,
        "lead": kind.lead,
        "about": _about(request, incident),
        **more,
    }
    return render(request, f"incidents/{TEMPLATES.get(name, 'act')}.html", context, status=status)


def _about(request: HttpRequest, incident: Incident) -> str:
    """Which of several the act is about, as the address names it."""
    given = request.resolver_match.kwargs if request.resolver_match else {}
    if "customer" in given:
        row = incident.ledger.select_related("customer").filter(customer=given["customer"]).first()
        return f" for {row.customer}" if row else ""
    if "step" in given:
        run = incident.steps.select_related("step").filter(pk=given["step"]).first()
        return f": {name_of(run.step.code, run.step.audience)}" if run else ""
    task = incident.tasks.filter(pk=given.get("task", 0)).first()
    return f": {task.title}" if task else ""


# Acts whose form needs more than its fields.
TEMPLATES = {"classify": "classify"}


def head(incident: Incident) -> dict[str, Any]:
    """What the top of each page of an incident says."""
    return {
        "number": incident.reference,
        "title": incident.title,
        "url": addresses.page(incident),
        "list_url": "/",
        "priority": int(incident.priority[1:]) if incident.priority else None,
        "changed": incident.changed,
    }


def go_back(request: HttpRequest, incident: Incident) -> HttpResponse:
    """To the page that the act was done on."""
    ways = {"room": addresses.room(incident), "list": "/"}
    goal = ways.get(request.GET.get("back", ""), addresses.page(incident))
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(goal)
    return redirect(goal)
