"""The frame of every form of on-call: it is shown, carried out, or comes back with what was typed and why not."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.access import actor_in
from accounts.refusals import Unable

FORM = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What stands around a form: its title, what its button says, where one goes afterwards, what was done."""

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


def answer(
    request: HttpRequest, form: Any, sheet: Sheet, carry_out: Callable[[dict[str, Any]], Any]
) -> HttpResponse:
    """Show the form, or do what it asks and go on: to the address that `carry_out` answers, else back."""
    with timezone.override(ZoneInfo(getattr(request.user, "zone", "UTC"))):
        if request.method != "POST":
            return _shown(request, form, sheet)
        if not form.is_valid():
            return _shown(request, form, sheet, status=400)
        try:
            goal = carry_out(who(request))
        except ObjectDoesNotExist as gone:
            raise Http404 from gone
        except Unable as refused:
            return _shown(request, form, sheet, refused=refused, status=refused.status)
    if sheet.done:
        messages.success(request, sheet.done)
    return redirect(goal if isinstance(goal, str) else sheet.back)


def press(
    request: HttpRequest, carry_out: Callable[[dict[str, Any]], Any], *, back: str, done: str = ""
) -> HttpResponse:
    """A button without a form: it is carried out, or the refusal says why nothing was changed."""
    try:
        carry_out(who(request))
    except ObjectDoesNotExist as gone:
        raise Http404 from gone
    except Unable as refused:
        points = [{"code": c, "words": w} for c, w in zip(refused.codes, refused.sentences, strict=False)]
        context = {"title": "On call", "blocked_by": points, "back_url": back}
        return render(request, "409.html", context, status=refused.status)
    if done:
        messages.success(request, done)
    return redirect(back)


def _shown(
    request: HttpRequest, form: Any, sheet: Sheet, *, refused: Unable | None = None, status: int = 200
) -> HttpResponse:
    points = list(zip(refused.codes, refused.sentences, strict=False)) if refused else []
    context = {"form": form, "sheet": sheet, "refused": points, "action": request.get_full_path()}
    return render(request, "oncall/form.html", context, status=status)
