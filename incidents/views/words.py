"""The words of messages: read by the staff, changed by operations managers and the helpdesk lead."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import actor_in, staff_only
from accounts.refusals import Unable
from incidents.forms.wording import WordsForm
from incidents.operations.plans import ACTION
from incidents.operations.speaking import sample_of
from incidents.operations.words import Place, change_words, restore_words
from incidents.permissions import may
from incidents.queries.word_pages import all_words, preview, recent_incidents, words_at
from incidents.word_rules import name_of_words
from incidents.wording import Unreadable, Words, known


@staff_only
@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """Staff. Everything that is said to anybody."""
    return render(request, "incidents/words.html", {"rows": all_words(), "may_change": _may(request)})


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def wording(request: HttpRequest, kind: str, readers: str, form: str, language: str) -> HttpResponse:
    """Staff; the operation asks for who may change it. Showing it changes nothing."""
    place = Place(kind=kind, readers=readers, form=form, language=language)
    if not place.exists():
        raise Http404
    found, versions = words_at(kind, readers, form, language)
    seen = versions[0].version if versions else 0
    incidents = [(str(one.pk), str(one)) for one in recent_incidents()]
    asked = WordsForm(
        request.POST or None,
        form=form,
        incidents=incidents,
        initial={"subject": found.subject, "body": found.text, "seen": seen},
    )
    page = {"place": place, "form": asked, "versions": versions, "known": known(readers)}
    if request.method != "POST":
        return _page(request, page, found)
    if not asked.is_valid():
        return _page(request, page, found, status=400)
    said = Words(asked.cleaned_data.get("subject", ""), asked.cleaned_data["body"])
    return _page(request, page, said) if "show" in request.POST else _kept(request, page, said)


def _kept(request: HttpRequest, page: dict[str, Any], said: Words) -> HttpResponse:
    given, place = page["form"].cleaned_data, page["place"]
    who = {"reason": given["reason"], "seen": given["seen"], "actor": actor_in(request), "at": timezone.now()}
    try:
        if "delivered" in request.POST:
            restore_words(place=place, **who)
        else:
            change_words(place=place, subject=said.subject, body=said.text, **who)
    except Unable as unable:
        return _page(request, page, said, status=unable.status, refused=unable.sentences)
    messages.success(request, "Kept. The next message says it so.")
    return redirect(request.path)


def _page(
    request: HttpRequest,
    page: dict[str, Any],
    said: Words,
    *,
    status: int = 200,
    refused: list[str] | None = None,
) -> HttpResponse:
    whose, wrong = asdict(page["place"]), list(refused or [])
    try:
        occasion = sample_of(page["form"]["incident"].value(), at=timezone.now())
        shown = preview(said, occasion=occasion, **whose)
    except Unreadable as error:
        shown, wrong = None, wrong or [str(error)]
    more = {"shown": shown, "refused": wrong, "name": name_of_words(**whose), "may_change": _may(request)}
    return render(request, "incidents/wording.html", {**page, **more}, status=status)


def _may(request: HttpRequest) -> bool:
    return may(ACTION, roles=actor_in(request).roles)
