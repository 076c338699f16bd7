"""What anybody may read. Every answer comes from the newest published copy alone, knows nobody and may be cached."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe

from accounts.access import public
from statuspage import queries
from statuspage.published import feed as feeds
from statuspage.published import presenting, reader_api
from statuspage.published.presenting import Addresses

SECONDS = 10


def addresses() -> Addresses:
    """Where the public pages are in the URLconf that answers."""
    return Addresses(
        home=reverse("status:page"),
        history=reverse("status:history"),
        feed=reverse("status:history.atom"),
        rss=reverse("status:history.rss"),
        story=lambda public_id: reverse("status:incident", args=[public_id]),
    )


def served_to_anybody(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Cacheable for ten seconds, answered 304 while nothing changed, compressed, read only."""
    cached = cache_control(public=True, max_age=SECONDS)(view)
    return public(wraps(view)(gzip_page(conditional_page(require_safe(cached)))))


def _page(template: str, page: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Rendered without the request: no session is opened, no cookie set, nothing about the reader can get in."""
    return HttpResponse(render_to_string(f"statuspage/{template}.html", {"page": page}), status=status)


@served_to_anybody
def front(request: HttpRequest) -> HttpResponse:
    """The status page."""
    return _page("page", presenting.front(queries.published(), addresses(), now=timezone.now()))


@served_to_anybody
def history(request: HttpRequest) -> HttpResponse:
    """What was before."""
    return _page("history", presenting.history(queries.published(), addresses()))


@served_to_anybody
def incident(request: HttpRequest, public_id: str) -> HttpResponse:
    """One incident as it was told."""
    document = queries.published()
    page = presenting.one_story(document, public_id, addresses())
    if page is None:
        return _page("missing", presenting.frame(document, addresses()), status=404)
    return _page("story", page)


@served_to_anybody
def feed(request: HttpRequest, name: str) -> HttpResponse:
    """Every incident with its updates, as Atom or RSS."""
    content = feeds.feed(name, queries.published(), settings.STATUS_URL)
    return HttpResponse(content, content_type=feeds.content_type(name))


@served_to_anybody
def resource(request: HttpRequest, name: str) -> HttpResponse:
    """One answer of the API for readers; pages of any other site may ask."""
    found = reader_api.answer(name, queries.published(), settings.STATUS_URL)
    content, code = (found, 200) if found else ({"error": "Nothing is published yet."}, 404)
    return JsonResponse(content, status=code, headers={"Access-Control-Allow-Origin": "*"})
