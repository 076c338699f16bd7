"""What staff see of the subscribers, and do about them. Addresses are shown to those alone who look after them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import actor_in, roles_required
from accounts.refusals import Unable
from statuspage.models import Announcement, Subscriber
from statuspage.subscribing import exchange, standing, tending

A_PAGE = 50
MOST_BYTES = 20 * 1024 * 1024
tenders_only = roles_required(*sorted(tending.TENDERS))
here = "statuspage:subscribers"


class BringInForm(forms.Form):
    """One file; without the tick it is only checked."""

    file = forms.FileField(
        label="File",
        help_text="CSV with the heading “address”; also channel, contact, components, language, zone.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )
    agreed = forms.BooleanField(
        label="They have agreed to hear from us; bring them in",
        required=False,
        help_text="Nobody is asked again. Without it the file is only checked.",
    )

    def clean_file(self) -> Any:
        """Small enough to be read at once."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("The file is larger than 20 MB. Bring it in in parts.")
        return file


@tenders_only
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Customer support, operations managers and administrators."""
    words, state = request.GET.get("q", "").strip()[:200], request.GET.get("state", "")
    found = Paginator(standing.found(words, state), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "table": standing.table(),
        "states": Subscriber.State.choices,
        "progress": standing.progress(),
        "found": found,
        "q": words,
        "state": state,
    }
    return render(request, "statuspage/subscribers/overview.html", context)


@tenders_only
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """The same. What is wrong with which line is said, and the others are brought in."""
    form, context = BringInForm(request.POST or None, request.FILES or None), {}
    status = 200
    if request.method == "POST" and form.is_valid():
        given, at = form.cleaned_data, timezone.now()
        content, agreed = given["file"].read(), given["agreed"]
        try:
            brought = tending.bring_in(content=content, agreed=agreed, actor=actor_in(request), at=at)
            context = {"brought": brought, "agreed": agreed, "wrong": brought.wrong[: exchange.SHOWN]}
        except Unable as refused:
            context, status = {"refused": refused.sentences}, refused.status
    elif request.method == "POST":
        status = 400
    return render(request, "statuspage/subscribers/bring_in.html", {"form": form, **context}, status=status)


@tenders_only
@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """The same: all of them as a table."""
    answer = StreamingHttpResponse(exchange.lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="subscribers.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


@tenders_only
@require_POST
def take_off(request: HttpRequest, subscriber_id: int) -> HttpResponse:
    """The same: for whoever tells us by another way that she wants no more."""
    row = get_object_or_404(Subscriber, pk=subscriber_id)
    tending.take_off(subscriber_id=row.pk, actor=actor_in(request), at=timezone.now())
    messages.success(request, f"{row.address} hears no more.")
    return redirect(here)


@tenders_only
@require_POST
def pause(request: HttpRequest, announcement_id: int) -> HttpResponse:
    """The same."""
    row = get_object_or_404(Announcement, pk=announcement_id)
    done = tending.pause(announcement_id=row.pk, actor=actor_in(request), at=timezone.now())
    messages.success(request, "Paused: no more letters leave." if done else "It does not run any more.")
    return redirect(reverse(here))


@tenders_only
@require_POST
def resume(request: HttpRequest, announcement_id: int) -> HttpResponse:
    """The same."""
    row = get_object_or_404(Announcement, pk=announcement_id)
    done = tending.resume(announcement_id=row.pk, actor=actor_in(request), at=timezone.now())
    messages.success(request, "It goes on." if done else "It was not paused.")
    return redirect(reverse(here))
