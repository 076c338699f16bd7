"""Pages that write changes: the request, each act on it, the checklist. Who may is asked by the operation."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import actor_in, staff_only
from accounts.refusals import Unable
from catalog import change_pages
from catalog.forms.changes import ChangeForm
from catalog.models import Change
from catalog.operations import changes as operations
from catalog.operations.change_requests import draft_change, record_change, redraft_change
from catalog.queries.changing import facts_of
from catalog.views.answering import typed
from catalog.views.zones import reading_zone

ACTS: Mapping[str, Callable[..., None]] = {
    "submit": operations.submit,
    "approve": operations.approve,
    "reject": operations.reject,
    "withdraw": operations.withdraw,
    "schedule": operations.schedule,
    "implement": operations.implement,
    "back_out": operations.back_out,
    "review": operations.review,
}
TOLD = {
    "submit": "Submitted.",
    "approve": "Approved.",
    "reject": "Rejected.",
    "withdraw": "It is a draft again.",
    "schedule": "Scheduled.",
    "implement": "Recorded as made.",
    "back_out": "Recorded as backed out.",
    "review": "Reviewed.",
}


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Staff: every change starts with a request, however small."""
    actor = actor_in(request)
    with reading_zone(request):
        form = ChangeForm(typed(request), requester=actor.user_id)
        if request.method != "POST" or not form.is_valid():
            return _form(request, form)
        try:
            one = _write(form, actor=actor, at=timezone.now())
        except Unable as refused:
            return _form(request, form, refused=refused)
    messages.success(request, f"{one.reference} is written down.")
    return redirect("catalog:change", one.pk)


def _write(form: ChangeForm, **by: Any) -> Change:
    """A draft, or a record of what nobody here has to approve."""
    if not form.is_record:
        return draft_change(content=form.content(), **by)[0]
    made = form.cleaned_data.get("implemented_at")
    change, _ = record_change(content=form.content(), implemented_at=made, **by)
    return change


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, change_id: int) -> HttpResponse:
    """Staff: rewrite a draft; its requester, operators and the operations manager may."""
    one = get_object_or_404(Change, pk=change_id)
    with reading_zone(request):
        form = ChangeForm(typed(request), requester=one.requester_id, change=one)
        if request.method != "POST" or not form.is_valid():
            return _form(request, form, one)
        try:
            seen, actor = form.cleaned_data["seen"], actor_in(request)
            redraft_change(
                change_id=one.pk, content=form.content(), seen=seen, actor=actor, at=timezone.now()
            )
        except Unable as refused:
            return _form(request, form, one, refused=refused)
    return redirect("catalog:change", one.pk)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, change_id: int, name: str) -> HttpResponse:
    """Staff: move a change along; the operation asks who may and what is missing."""
    if name not in ACTS:
        raise Http404
    one, at = get_object_or_404(Change, pk=change_id), timezone.now()
    with reading_zone(request):
        form = change_pages.blank(name, facts_of(one, actor_in(request), at=at), typed(request))
        if request.method != "POST" or (form is not None and not form.is_valid()):
            return _act(request, one, name, form)
        try:
            ACTS[name](
                change_id=one.pk, actor=actor_in(request), at=at, **(form.cleaned_data if form else {})
            )
        except Unable as refused:
            return _act(request, one, name, form, refused=refused)
    messages.success(request, TOLD[name])
    return redirect("catalog:change", one.pk)


@staff_only
@require_POST
def check_off(request: HttpRequest, change_id: int, check_id: int) -> HttpResponse:
    """Staff: a point of the checklist is done."""
    get_object_or_404(Change, pk=change_id, checks__pk=check_id)
    try:
        operations.check_off(
            change_id=change_id, check_id=check_id, actor=actor_in(request), at=timezone.now()
        )
    except Unable as refused:
        messages.error(request, str(refused))
    return redirect("catalog:change", change_id)


def _form(
    request: HttpRequest, form: ChangeForm, change: Change | None = None, *, refused: Unable | None = None
) -> HttpResponse:
    """The request with what was typed, and why it was refused."""
    status = refused.status if refused else 400 if form.errors else 200
    context = {"form": form, "change": change, "refused": refused.sentences if refused else []}
    return render(request, "catalog/change_form.html", context, status=status)


def _act(
    request: HttpRequest, change: Change, name: str, form: Any, *, refused: Unable | None = None
) -> HttpResponse:
    """An act on its own page, with what was typed and why it was refused."""
    status = refused.status if refused else 400 if form is not None and form.errors else 200
    facts = facts_of(change, actor_in(request), at=timezone.now())
    asks = change_pages.act_of(name, change, facts, form=form)
    points = zip(refused.codes, refused.sentences, strict=False) if refused else []
    context = {"change": change, "act": asks, "points": list(points)}
    return render(request, "catalog/change_act.html", context, status=status)
