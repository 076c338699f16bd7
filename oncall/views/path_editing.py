"""Operations managers draw and change escalation paths: conditions, levels, order, retirement, the last resort."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST

from accounts.numbers import is_number
from oncall.forms.levels import LevelForm
from oncall.forms.paths import LastResortForm, NewPathForm, PathForm
from oncall.models import EscalationPath
from oncall.operations import editing
from oncall.operations.drawing import drawn
from oncall.paths.blueprint import Change
from oncall.shown.paths import url_of
from oncall.views.paths import managers_only
from oncall.views.sheets import Sheet, answer, press

FORM = ["GET", "HEAD", "POST"]
PATHS = ("Paths", "/oncall/paths/")


@managers_only
@require_http_methods(FORM)
def new(request: HttpRequest) -> HttpResponse:
    """Operations managers draw a path with its first level."""
    form = NewPathForm(request.POST or None)
    sheet = Sheet(title="A new path", submit="Draw it", back=PATHS[1], crumbs=(PATHS,), lead=NEW)
    return answer(request, form, sheet, lambda who: url_of(editing.add_path(wanted=form.drawing(), **who).pk))


@managers_only
@require_http_methods(FORM)
def edit(request: HttpRequest, path_id: int) -> HttpResponse:
    """Operations managers say when a path is meant, and what comes after its levels."""
    path = get_object_or_404(EscalationPath, pk=path_id)
    form = PathForm(request.POST or None, drawn=drawn(path), version=path.version)
    sheet = _around(path, "When it is meant", "Keep it")
    return answer(request, form, sheet, lambda who: _revise(request, path, form.blueprint, who))


@managers_only
@require_http_methods(FORM)
def new_level(request: HttpRequest, path_id: int) -> HttpResponse:
    """Operations managers add a level at the end."""
    path = get_object_or_404(EscalationPath, pk=path_id)
    form = LevelForm(request.POST or None, version=path.version, index=path.levels.count())
    sheet = _around(path, "A further level", "Add it")

    def carry_out(who: dict[str, Any]) -> None:
        _revise(request, path, lambda one: one.with_new_level(form.level()), who)

    return answer(request, form, sheet, carry_out)


@managers_only
@require_http_methods(FORM)
def level(request: HttpRequest, path_id: int, number: int) -> HttpResponse:
    """Operations managers say who is paged at a level, how and how long."""
    path = get_object_or_404(EscalationPath, pk=path_id)
    levels = drawn(path).path.levels
    if not 1 <= number <= len(levels):
        raise Http404("This level is not there any more.")
    form = LevelForm(request.POST or None, version=path.version, level=levels[number - 1])
    sheet = _around(path, f"Level {number}: {levels[number - 1].name}", "Keep it")

    def carry_out(who: dict[str, Any]) -> None:
        _revise(request, path, lambda one: one.with_level(number - 1, **vars(form.level())), who)

    return answer(request, form, sheet, carry_out)


@managers_only
@require_POST
def move_level(request: HttpRequest, path_id: int, number: int) -> HttpResponse:
    """Operations managers page a level earlier or later."""
    return _press_level(request, path_id, lambda one: one.with_level_moved(number - 1, _by(request)))


@managers_only
@require_POST
def remove_level(request: HttpRequest, path_id: int, number: int) -> HttpResponse:
    """Operations managers take a level away; an older version brings it back."""
    return _press_level(request, path_id, lambda one: one.without_level(number - 1))


@managers_only
@require_POST
def move(request: HttpRequest, path_id: int) -> HttpResponse:
    """Operations managers have a path tried earlier or later."""
    return press(request, lambda who: editing.move(path_id=path_id, by=_by(request), **who), back=PATHS[1])


@managers_only
@require_POST
def retire(request: HttpRequest, path_id: int) -> HttpResponse:
    """Operations managers let no further incident take a path."""
    done = "Retired. No further incident takes it; it can be brought back."
    return press(request, lambda who: editing.retire(path_id=path_id, **who), back=PATHS[1], done=done)


@managers_only
@require_POST
def bring_back(request: HttpRequest, path_id: int) -> HttpResponse:
    """Operations managers put a retired path back into use."""
    return press(request, lambda who: editing.bring_back(path_id=path_id, **who), back=url_of(path_id))


@managers_only
@require_http_methods(FORM)
def last_resort(request: HttpRequest) -> HttpResponse:
    """Operations managers name who is paged when nobody else answered."""
    form = LastResortForm(request.POST or None)
    sheet = Sheet(
        title="The last resort", submit="Name", back=PATHS[1], done="Kept.", crumbs=(PATHS,), lead=LAST
    )
    return answer(request, form, sheet, lambda who: editing.name_last_resort(user_id=form.user_id(), **who))


NEW = "It is tried before the paths that take every incident. Further levels are added on its page."
LAST = (
    "Paged when a path is through and nobody acknowledged, again and again. Nobody: all operations managers."
)


def _around(path: EscalationPath, title: str, submit: str) -> Sheet:
    back = url_of(path.pk)
    return Sheet(title=title, submit=submit, back=back, crumbs=(PATHS, (path.name, back)))


def _revise(request: HttpRequest, path: EscalationPath, change: Change, who: dict[str, Any]) -> None:
    seen = request.POST.get("seen", "")
    told = editing.revise(path_id=path.pk, change=change, seen=int(seen) if is_number(seen) else None, **who)
    messages.success(request, f"Kept: {'; '.join(told)}." if told else "Nothing was changed.")


def _press_level(request: HttpRequest, path_id: int, change: Change) -> HttpResponse:
    path = get_object_or_404(EscalationPath, pk=path_id)
    return press(request, lambda who: _revise(request, path, change, who), back=url_of(path_id))


def _by(request: HttpRequest) -> int:
    return -1 if request.POST.get("by") == "up" else 1
