"""What follows what was told: its words in another language, and the report of what we found."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import actor_in, staff_only
from accounts.numbers import is_number
from accounts.refusals import Unable
from incidents.models import CustomerReport, Incident
from statuspage import queries
from statuspage.operations import afterwards
from statuspage.published.languages import NAMES
from statuspage.queries import Story

LANGUAGES = {code: name for code, name in NAMES.items() if code != "en"}


@staff_only
@require_http_methods(["GET", "POST"])
def words(request: HttpRequest, number: int) -> HttpResponse:
    """Translate what was told, and publish the approved report."""
    story, refused = _story(number), []
    if request.method == "POST":
        try:
            _carry_out(request, story)
        except Unable as wrong:
            refused = wrong.sentences
        else:
            messages.success(request, "Published.")
            return redirect("statuspage:words", number=number)
    page = {**_page(story), "refused": refused, "typed": request.POST.get("text", "")}
    return render(request, "statuspage/words.html", {"page": page}, status=409 if refused else 200)


def _carry_out(request: HttpRequest, story: Story) -> None:
    who: dict[str, Any] = {"actor": actor_in(request), "at": timezone.now(), "incident_id": story.incident.pk}
    if "report" in request.POST:
        afterwards.publish_report(**who)
        return
    who |= {name: request.POST.get(name, "") for name in ("language", "text")}
    update = request.POST.get("update")
    if update is None:
        afterwards.translate_report(**who)
        return
    title = request.POST.get("title", "")
    afterwards.translate(update_id=int(update) if is_number(update) else 0, title=title, **who)


def _story(number: int) -> Story:
    try:
        return queries.story_numbered(number)
    except Incident.DoesNotExist:
        raise Http404(f"There is no incident INC-{number}.") from None


def _page(story: Story) -> dict[str, Any]:
    public = story.public
    return {
        "incident": story.incident,
        "public": public,
        "updates": [
            {
                "row": update,
                "said": [(code, name, update.texts.get(code, "")) for code, name in LANGUAGES.items()],
            }
            for update in reversed(story.updates)
        ],
        "titles": [(code, name, public.titles.get(code, "")) for code, name in LANGUAGES.items()]
        if public
        else [],
        "reports": [(code, name, public.reports.get(code, "")) for code, name in LANGUAGES.items()]
        if public and public.report
        else [],
        "report": CustomerReport.objects.filter(incident=story.incident).exclude(state="draft").first(),
    }
