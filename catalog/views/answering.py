"""The frame of every form of the catalog: it is shown, carried out, or comes back with what was typed and why not."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify

from accounts.access import actor_in, roles_required
from accounts.refusals import Unable
from catalog.operations.editing import EDITORS
from catalog.operations.values import WrongValue

editors_only = roles_required(*sorted(EDITORS))


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What stands around a form: its title, what its button says, where one goes afterwards, what was done.

    `lead` comes before the fields; `risk` says that there is no way back.
    """

    title: str
    submit: str
    back: str
    done: str = ""
    crumbs: tuple[tuple[str, str], ...] = ()
    lead: str = ""
    points: tuple[str, ...] = ()
    risk: bool = False


def who(request: HttpRequest) -> dict[str, Any]:
    """Who acts, and when, as operations take it."""
    return {"actor": actor_in(request), "at": timezone.now()}


def typed(request: HttpRequest) -> Any:
    """What was typed, be it nothing; None where nobody has pressed anything yet."""
    return request.POST if request.method == "POST" else None


def answer(
    request: HttpRequest, form: Any, sheet: Sheet, carry_out: Callable[[dict[str, Any]], Any]
) -> HttpResponse:
    """Show the form, or do what it asks and go on: to the address that `carry_out` answers, else back."""
    with timezone.override(ZoneInfo(getattr(request.user, "zone", "UTC"))):
        if request.method != "POST":
            return shown(request, form, sheet)
        if not form.is_valid():
            return shown(request, form, sheet, status=400)
        try:
            goal = carry_out(who(request))
        except (Unable, ObjectDoesNotExist) as refusal:
            return _refused(request, form, sheet, refusal)
    if sheet.done:
        messages.success(request, sheet.done)
    return redirect(goal if isinstance(goal, str) else sheet.back)


def _refused(request: HttpRequest, form: Any, sheet: Sheet, refusal: Exception) -> HttpResponse:
    """What is wrong with a field is said at the field, everything else above the form."""
    if isinstance(refusal, ObjectDoesNotExist):
        raise Http404 from refusal
    if isinstance(refusal, WrongValue):
        for name, sentences in refusal.fields.items():
            for sentence in sentences:
                form.add_error(name if name in form.fields else None, sentence)
        return shown(request, form, sheet, status=refusal.status)
    if not isinstance(refusal, Unable):
        raise refusal
    return shown(request, form, sheet, refused=refusal, status=refusal.status)


def shown(
    request: HttpRequest, form: Any, sheet: Sheet, *, refused: Unable | None = None, status: int = 200
) -> HttpResponse:
    """The form on a page of its own; only the form where a page asks for it to be put in place."""
    in_place = request.headers.get("HX-Request") and request.method == "GET"
    if in_place:  # several may stand on one page: each with its own ids
        form.auto_id = f"{slugify(request.path.replace('/', '-'))}_%s"
    points = list(zip(refused.codes, refused.sentences, strict=False)) if refused else []
    context = {"form": form, "sheet": sheet, "refused": points, "action": request.get_full_path()}
    template = "catalog/_form.html" if in_place else "catalog/form.html"
    return render(request, template, context, status=status)
