"""Who may read which page, and what is read there: the newest published copy, cacheable where it is for everybody."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe

from accounts.access import public, signed
from accounts.models import User
from accounts.roles import Role
from accounts.tokens import hash_of
from statuspage.models import PageKey, StatusPage
from statuspage.published import presenting, publications
from statuspage.published.addressing import Root, addresses, whole_address
from statuspage.published.document import Document
from statuspage.published.languages import about, default_language
from statuspage.published.presenting import Addresses

SECONDS = 10
SALT = "statuspage.key"
STAYS_S = 90 * 24 * 3600
INSIDERS = [role.value for role in Role]


@dataclass(frozen=True)
class Reading:
    """What one request reads: a page's document, in a language, and where its addresses begin."""

    document: Document
    root: Root
    language: str
    page: StatusPage | None = None

    def where(self, tail: str = "") -> Addresses:
        """The addresses as this page writes them."""
        return addresses(self.root, self.document, language=self.language, tail=tail)


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
        opened = page and admit(request, page, at=timezone.now())
        if page is None or not opened:
            return not_here()
        if isinstance(opened, HttpResponse):
            return opened
        answer = _answer(view, request, reading(request, page, language), **given)
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
    whole = whole_address(page.slug, page.domain, is_default=page.is_default, base=settings.STATUS_URL)
    return Reading(document, Root(_below(request, page), whole), language, page)


def admit(request: HttpRequest, page: StatusPage, *, at: datetime) -> bool | HttpResponse:
    """Whether who asks may read the page. Whoever comes with a key in the address is let in and led to a clean one."""
    if page.is_public:
        return True
    if isinstance(request.user, User) and request.user.has_role(*INSIDERS):
        return True
    standing = page.keys.filter(Q(expires_at=None) | Q(expires_at__gt=at), revoked_at=None)
    secret = request.GET.get("key", "")
    if secret and (key := standing.filter(hash=hash_of(secret)).first()):
        return _remembered(request, page, key) if _is_read_by_a_person(request) else True
    held = request.get_signed_cookie(f"statuspage-{page.pk}", default="", salt=SALT, max_age=STAYS_S) or ""
    return held.isdigit() and standing.filter(pk=int(held)).exists()


def not_here() -> HttpResponse:
    """What is not there and what is not for the reader look the same: not even that a page exists is told."""
    document = publications.published()
    where = addresses(Root(reverse("status:page"), settings.STATUS_URL), document)
    page = {**presenting.frame(document, where), "sign_in_url": _sign_in()}
    answer = rendered("closed", page, status=404)
    answer["Cache-Control"] = "private, no-store"
    return answer


def rendered(template: str, page: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Rendered without the request: no session is opened, no cookie set, nothing about the reader can get in."""
    return HttpResponse(render_to_string(f"statuspage/{template}.html", {"page": page}), status=status)


def _answer(view: View, request: HttpRequest, read: Reading, **given: Any) -> HttpResponseBase:
    spoken = read.language or default_language(read.document)
    if spoken not in about(read.document)["languages"]:
        return not_here()
    with override(spoken):
        return view(request, Reading(read.document, read.root, spoken, read.page), **given)


def _sign_in() -> str:
    """Where staff sign in; nowhere on a server that serves the status page alone."""
    try:
        return resolve_url(settings.LOGIN_URL)
    except NoReverseMatch:
        return ""


def _below(request: HttpRequest, page: StatusPage) -> str:
    if getattr(request, "status_page", None) == page.slug:
        return "/"
    return reverse("status:of:page", args=[page.slug])


def _is_read_by_a_person(request: HttpRequest) -> bool:
    """Feeds and programs keep their key in the address; a browser's is taken out of it."""
    return request.path.endswith("/")


def _remembered(request: HttpRequest, page: StatusPage, key: PageKey) -> HttpResponse:
    answer = HttpResponseRedirect(request.path)
    answer.set_signed_cookie(
        f"statuspage-{page.pk}",
        str(key.pk),
        salt=SALT,
        max_age=STAYS_S,
        path=_below(request, page),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    answer["Cache-Control"] = "private, no-store"
    return answer
