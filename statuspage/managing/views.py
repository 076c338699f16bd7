"""The pages on which staff make and change status pages, components, groups and links."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import actor_in, roles_required, staff_only
from accounts.refusals import Invalid
from statuspage.managing import pages
from statuspage.managing.forms import ComponentForm, GroupForm, KeyForm, PageForm
from statuspage.models import Component, ComponentGroup, PageKey, StatusPage
from statuspage.operations import keys, managing
from statuspage.telling.editors import EDITORS

SHEET = "statuspage/managing/sheet.html"
edits = roles_required(*EDITORS)


@staff_only
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every page and component."""
    return render(
        request,
        "statuspage/managing/list.html",
        {"page": pages.all_pages(actor_in(request), at=timezone.now())},
    )


@edits
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Make or change a page."""
    row = get_object_or_404(StatusPage, slug=slug) if slug else StatusPage()
    form = PageForm(request.POST or None, request.FILES or None, instance=row)

    def keep(**who: Any) -> None:
        managing.keep_page(page=row, components=form.cleaned_data["components"], **who)

    return _sheet(request, form, keep, title=str(row) if slug else "A new page", row=row)


@edits
@require_http_methods(["GET", "POST"])
def component(request: HttpRequest, number: int = 0) -> HttpResponse:
    """Make or change a component."""
    row = get_object_or_404(Component, pk=number) if number else Component()
    form = ComponentForm(request.POST or None, instance=row)

    def keep(**who: Any) -> None:
        managing.keep_component(component=row, assets=form.cleaned_data["assets"], **who)

    return _sheet(request, form, keep, title=str(row) if number else "A new component", row=row)


@edits
@require_http_methods(["GET", "POST"])
def group(request: HttpRequest, number: int = 0) -> HttpResponse:
    """Make or change a group."""
    row = get_object_or_404(ComponentGroup, pk=number) if number else ComponentGroup()
    form = GroupForm(request.POST or None, instance=row)

    def keep(**who: Any) -> None:
        managing.keep_group(group=row, **who)

    return _sheet(request, form, keep, title=str(row) if number else "A new group", row=row)


@edits
@require_http_methods(["GET", "POST"])
def links(request: HttpRequest, slug: str) -> HttpResponse:
    """The links to a private page; a new one is shown once."""
    row, form, made, told = get_object_or_404(StatusPage, slug=slug), KeyForm(request.POST or None), "", ""
    shown = pages.one_page(row)
    if request.method == "POST" and form.is_valid() and shown["takes_keys"]:
        at = timezone.now()
        whom = {name: form.cleaned_data[name] for name in ("label", "email", "tell")}
        ends_at = form.ends_at(at)
        secret = keys.make_key(page=row, **whom, actor=actor_in(request), at=at, expires_at=ends_at)
        told = whom["email"] if whom["tell"] else ""
        made, shown, form = f"{shown['whole']}/?key={secret}", pages.one_page(row), KeyForm()
    context = {"page": shown, "form": form, "made": made, "told": told}
    return render(request, "statuspage/managing/links.html", context)


@edits
@require_POST
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """A link opens nothing any more."""
    key = get_object_or_404(PageKey, pk=number)
    keys.revoke_key(key_id=key.pk, actor=actor_in(request), at=timezone.now())
    messages.success(request, f"The link for {key.label} opens nothing any more.")
    return redirect("statuspage:links", slug=key.page.slug)


def _sheet(
    request: HttpRequest, form: Any, keep: Callable[..., None], *, title: str, row: Any
) -> HttpResponse:
    """The form, what is wrong with it, or what became of it."""
    sheet = pages.sheet(form, title, submit="Save", row=row)
    if request.method != "POST":
        return render(request, SHEET, {"sheet": sheet})
    who: dict[str, Any] = {"actor": actor_in(request), "at": timezone.now()}
    try:
        if "remove" in request.POST and sheet["removable"]:
            managing.remove(row=row, **who)
        elif form.is_valid():
            keep(**who)
        else:
            return render(request, SHEET, {"sheet": sheet}, status=400)
    except Invalid as refused:
        return render(request, SHEET, {"sheet": {**sheet, "wrong": refused.sentences}}, status=refused.status)
    messages.success(request, "Removed." if "remove" in request.POST else f"{row} is saved and published.")
    return redirect("statuspage:pages")
