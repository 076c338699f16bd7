"""What staff see of the status page, and the forms with which they publish. Anything public is in `public`."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import actor_in, insiders_only, opens_to, staff_only
from accounts.numbers import is_number
from accounts.refusals import Unable
from incidents.addresses import page as page_of
from incidents.models import Incident
from incidents.queries.standing import strictness
from statuspage import queries
from statuspage.forms import AllClearForm, PublishForm
from statuspage.operations import publishing as operations
from statuspage.operations.foreseeing import foresee
from statuspage.operations.no_news import say_no_news
from statuspage.operations.verifying import verifier_words
from statuspage.planning.suspects import works_behind
from statuspage.punctuality.reading import called_before_us
from statuspage.queries import Story
from statuspage.views import pages
from statuspage.views.public import addresses

FORM = "statuspage/publish.html"


@insiders_only
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What customers see now, how old it is, and what is due next."""
    page = pages.overview(queries.open_stories(), queries.published(), addresses(), now=timezone.now())
    page["may_issue"] = opens_to(reverse("statuspage:boxes"), request.user)
    page["may_tend"] = opens_to(reverse("statuspage:subscribers"), request.user)
    return render(request, "statuspage/overview.html", {"page": page})


@insiders_only
@require_safe
def list_panel(request: HttpRequest) -> HttpResponse:
    """The status page as the list of incidents shows it."""
    page = pages.overview(queries.open_stories(), queries.published(), addresses(), now=timezone.now())
    return render(request, "statuspage/_list_panel.html", {"page": page})


@insiders_only
@require_safe
def panel(request: HttpRequest, number: int) -> HttpResponse:
    """The status page as one incident's page shows it."""
    story, now = _story(number), timezone.now()
    called = called_before_us([story.incident.pk]).get(story.incident.pk)
    works = works_behind([story.incident]).get(story.incident.pk, ())
    found = pages.panel(story, actor_in(request), called, works, now=now)
    return render(request, "statuspage/_panel.html", {"panel": found})


@staff_only
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, number: int) -> HttpResponse:
    """Tell the public about an incident."""
    story = _story(number)
    kind = str(request.GET.get("kind", ""))
    form = PublishForm(
        data=request.POST or None,
        story=story,
        proposed=queries.proposed_states(story, at=timezone.now()),
        kind=kind,
    )
    return _answer(request, story, form, carry_out=operations.publish, title="Publish", said="Published.")


@staff_only
@require_http_methods(["GET", "POST"])
def all_clear(request: HttpRequest, number: int) -> HttpResponse:
    """Tell the public that it is over."""
    story = _story(number)
    form = AllClearForm(data=request.POST or None, story=story)
    hint = verifier_words(story.incident, actor_in(request), strictness())
    said = f"The all-clear is published. {hint}".strip()
    carry_out = operations.publish_all_clear
    return _answer(
        request, story, form, carry_out=carry_out, title="Publish the all-clear", said=said, hint=hint
    )


@staff_only
@require_POST
def no_news(request: HttpRequest, number: int) -> HttpResponse:
    """Say that there is nothing new yet; refused, it is the form for an update."""
    story, at = _story(number), timezone.now()
    seen = request.POST.get("seen", "")
    try:
        say_no_news(
            incident_id=story.incident.pk,
            actor=actor_in(request),
            at=at,
            seen=int(seen) if is_number(seen) else None,
        )
    except Unable as refused:
        form = PublishForm(story=story, proposed=queries.proposed_states(story, at=timezone.now()))
        page = pages.writing(story, form, title="Publish")
        return render(request, FORM, {**page, "blocked_by": pages.points(refused)}, status=refused.status)
    messages.success(request, "Published: no news yet, and when we write again.")
    return redirect(_back(request, story))


def _back(request: HttpRequest, story: Story) -> str:
    """To where it was done from."""
    return reverse("seat:seat") if request.GET.get("back") == "seat" else page_of(story.incident)


def _story(number: int) -> Story:
    try:
        return queries.story_numbered(number)
    except Incident.DoesNotExist:
        raise Http404(f"There is no incident INC-{number}.") from None


def _answer(
    request: HttpRequest, story: Story, form: Any, *, carry_out: Callable[..., object], **words: str
) -> HttpResponse:
    """The form; its preview; or what publishing came to. `words`: title, said when it is done, hint."""
    said, at = words.pop("said"), timezone.now()
    page = pages.writing(story, form, title=words["title"], hint=words.get("hint", ""))
    if request.method != "POST":
        return render(request, FORM, page)
    if not form.is_valid():
        return render(request, FORM, page, status=400)
    given = {"incident_id": story.incident.pk, "actor": actor_in(request), "at": at, **form.told(at)}
    try:
        if "preview" in request.POST:
            return render(request, FORM, {**page, "preview": pages.preview(foresee(carry_out, **given), at)})
        carry_out(**given)
    except Unable as refused:
        now = pages.looked_again(_story(story.incident.number), form)
        again = {**page, **now, "blocked_by": pages.points(refused)}
        return render(request, FORM, again, status=refused.status)
    messages.success(request, said)
    return redirect(_back(request, story))
