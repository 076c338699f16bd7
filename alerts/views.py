"""Pages about alerts, for the staff: an incident's, the recent ones, the sources, and requests nobody could read."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from accounts.access import staff_only
from alerts import queries
from alerts.models import RawRequest

PAGE = 50
BODY_SHOWN = 20_000


@staff_only
@require_GET
@cache_control(private=True, no_cache=True)
def panel(request: HttpRequest, number: int) -> HttpResponse:
    """Staff: the alerts of one incident, as a part of its page or as a page of its own."""
    tag = queries.panel_tag(number)
    if request.headers.get("HX-Request") and request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified()
    template = "alerts/_panel.html" if request.headers.get("HX-Request") else "alerts/panel.html"
    found = list(queries.alerts_of(number)[: queries.SHOWN + 1])
    shown = {"alerts": found[: queries.SHOWN], "more": len(found) > queries.SHOWN}
    unreadable = queries.unreadable_of(number)[: queries.SHOWN]
    response = render(request, template, {"number": number, "unreadable": unreadable, **shown})
    response["ETag"] = tag
    return response


@staff_only
@require_GET
def recent(request: HttpRequest) -> HttpResponse:
    """Staff: the newest alerts, also those that were only kept, and what could not be read."""
    page = Paginator(queries.recent(), PAGE).get_page(request.GET.get("page"))
    return render(request, "alerts/list.html", {"page": page, "unreadable": queries.unreadable()[:20]})


@staff_only
@require_GET
def sources(request: HttpRequest) -> HttpResponse:
    """Staff: who may send alerts, when it last did, and what of it we did not understand."""
    return render(request, "alerts/sources.html", {"sources": queries.sources()})


@staff_only
@require_GET
def request_as_it_came(request: HttpRequest, number: int) -> HttpResponse:
    """Staff: one request with its body, and why it could not be read."""
    kept = get_object_or_404(RawRequest.objects.select_related("source"), pk=number)
    body = bytes(kept.body)
    words = body[:BODY_SHOWN].decode("utf-8", "replace")
    return render(
        request, "alerts/request.html", {"kept": kept, "words": words, "cut": len(body) > BODY_SHOWN}
    )
