"""What is read by whoever may read it: the newest published copy of a page, cacheable where it is for everybody."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe

from accounts.access import public, signed
from statuspage.models import StatusPage
from statuspage.published import publications
from statuspage.published.addressing import Root, addresses
from statuspage.published.document import Document
from statuspage.published.languages import about, default_language
from statuspage.published.presenting import Addresses
from statuspage.published.whereabouts import address_of
from statuspage.readers.admitting import Admitted, admit, below
from statuspage.readers.closed import closed, not_here

SECONDS = 10
ANYBODY = Admitted()


@dataclass(frozen=True)
class Reading:
    """What one request reads: a page's document, in a language, and where its addresses begin."""

    document: Document
    root: Root
    language: str
    page: StatusPage | None = None
    admitted: Admitted = ANYBODY

    def where(self, tail: str = "") -> Addresses:
        """The addresses as this page writes them."""
        found = addresses(self.root, self.document, language=self.language, tail=tail)
        leaves = f"{self.root.below}sign-out/" if self.admitted.leaves else ""
        subscribes = f"{self.root.below}{self.language}/subscribe/" if self.admitted.reader else ""
        return replace(found, subscribe=subscribes, sign_out=leaves, reader=self.admitted.reader)


View = Callable[..., HttpResponseBase]


def served_to_anybody(view: View) -> View:
    """The default page: cacheable for ten seconds, answered 304 while nothing changed, compressed, read only."""

    @wraps(view)
    def served(request: HttpRequest, language: str = "", **given: Any) -> HttpResponseBase:
        root = Root(reverse("status:page"), settings.STATUS_URL)
        return _answer(view, request, Reading(publications.published(), root, language), **given)

    cached = cache_control(public=True, max_age=SECONDS)(served)
    return public(wraps(view)(gzip_page(conditional_page(require_safe(cached)))))


def served_to_readers(view: View) -> View:
    """Any page, to those who may read it; for all others it is not there, as if it never had been."""

    @wraps(view)
    def served(request: HttpRequest, slug: str, language: str = "", **given: Any) -> HttpResponseBase:
        page = StatusPage.objects.filter(slug=slug).first()
        opened = admit(request, page, at=timezone.now()) if page else None
        if page is None or opened is None:
            return closed(request, slug, language)
        if isinstance(opened, HttpResponse):
            return opened
        read = replace(reading(request, page, language), admitted=opened)
        answer = _answer(view, request, read, **given)
        cached = (
            {"public": True, "max_age": SECONDS} if page.is_public else {"private": True, "no_store": True}
        )
        return cache_control(**cached)(lambda _: answer)(request)

    return signed(wraps(view)(gzip_page(conditional_page(require_safe(served)))))


def reading(request: HttpRequest, page: StatusPage, language: str) -> Reading:
    """A page's newest document; a customer's is cut now, for this customer alone."""
    document = (
        publications.published_for_customer(page, at=timezone.now())
        if page.customer_id
        else publications.published(page)
    )
    return Reading(document, Root(below(request, page.slug), address_of(page)), language, page)


def rendered(template: str, page: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Rendered without the request: no session is opened, no cookie set, nothing about the reader can get in."""
    return HttpResponse(render_to_string(f"statuspage/{template}.html", {"page": page}), status=status)


def _answer(view: View, request: HttpRequest, read: Reading, **given: Any) -> HttpResponseBase:
    spoken = read.language or default_language(read.document)
    if spoken not in about(read.document)["languages"]:
        return not_here()
    with override(spoken):
        return view(request, replace(read, language=spoken), **given)
