"""A foreign calendar is brought in: a file is looked at, its names are given people, and it is let in as a layer."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.refusals import Unable
from oncall.forms.calendars import CalendarFileForm
from oncall.models import CalendarDraft, Schedule
from oncall.operations import bringing_in
from oncall.shown.drafts import DraftPage, draft_page
from oncall.views.duties import zone_of
from oncall.views.paths import managers_only
from oncall.views.schedules import url_of
from oncall.views.sheets import FORM, who


@managers_only
@require_http_methods(FORM)
def choose(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """Operations managers choose a file; it is only looked at."""
    found = get_object_or_404(Schedule, pk=schedule_id)
    first = {"name": request.GET.get("name", "Calendar")[:80]}
    form = CalendarFileForm(request.POST or None, request.FILES or None, initial=first)
    if request.method != "POST" or not form.is_valid():
        return _choosing(request, form, found, status=400 if request.method == "POST" else 200)
    file = form.cleaned_data["file"]
    given: dict[str, Any] = {"layer_name": form.cleaned_data["name"], "file_name": file.name}
    try:
        draft = bringing_in.look_at(schedule_id=found.pk, content=file.read(), **given, **who(request))
    except Unable as refused:
        return _choosing(request, form, found, status=refused.status, refused=refused)
    return redirect("oncall:calendar_draft", draft.pk)


def _choosing(
    request: HttpRequest,
    form: CalendarFileForm,
    found: Schedule,
    *,
    status: int,
    refused: Unable | None = None,
) -> HttpResponse:
    context = {"form": form, "schedule": found, "refused": refused.sentences if refused else []}
    return render(request, "oncall/calendar_file.html", context, status=status)


@managers_only
@require_http_methods(FORM)
def draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Operations managers see whom each name means and what would be written, and let it in."""
    found = get_object_or_404(CalendarDraft.objects.select_related("schedule"), pk=draft_id)
    with timezone.override(zone_of(request)):
        page = draft_page(found)
        if request.method != "POST":
            return render(request, "oncall/calendar_draft.html", {"page": page})
        try:
            layer = bringing_in.let_in(draft_id=found.pk, people=_meant(request, page), **who(request))
        except Unable as refused:
            context = {"page": page, "refused": refused.sentences}
            return render(request, "oncall/calendar_draft.html", context, status=refused.status)
    messages.success(request, f"“{layer.name}” is a layer now.")
    return redirect(url_of(found.schedule_id))


def _meant(request: HttpRequest, page: DraftPage) -> dict[str, int | None]:
    """Whom each name means, as it was chosen; what is no person means nobody."""
    people = {str(user.pk): user.pk for user in page.people}
    return {line.name: people.get(request.POST.get(f"person-{line.number}", "")) for line in page.names}
