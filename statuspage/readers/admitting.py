"""Decides whether whoever asks may read a page, and keeps that in a cookie of this page alone."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from accounts.tokens import hash_of
from statuspage.models import StatusPage
from statuspage.readers import signing_in
from statuspage.readers.invited import standing_keys

SALT = "statuspage.key"
STAYS_S = 90 * 24 * 3600
BY_MAIL = "m"
INSIDERS = [role.value for role in Role]


@dataclass(frozen=True)
class Admitted:
    """She may read it. `reader` is the address by which she signed in; `leaves`: she has something to sign out of."""

    reader: str = ""
    leaves: bool = False


def admit(request: HttpRequest, page: StatusPage, *, at: datetime) -> Admitted | HttpResponse | None:
    """Whether who asks may read the page. Whoever comes with a key in the address is let in and led to a clean one."""
    if page.is_public or (isinstance(request.user, User) and request.user.has_role(*INSIDERS)):
        return Admitted()
    standing, secret = standing_keys(page, at=at), request.GET.get("key", "")
    if secret and (key := standing.filter(hash=hash_of(secret)).first()):
        if not _is_read_by_a_person(request):
            return Admitted()
        return remembered(HttpResponseRedirect(request.path), request, page, str(key.pk))
    held = held_of(request, page)
    if held.startswith(BY_MAIL):
        row = signing_in.reader(page, held.removeprefix(BY_MAIL), at=at)
        return Admitted(reader=row.email, leaves=True) if row else None
    return Admitted(leaves=True) if held.isdigit() and standing.filter(pk=int(held)).exists() else None


def held_of(request: HttpRequest, page: StatusPage) -> str:
    """What the cookie of this page says; empty when it says nothing of ours."""
    return request.get_signed_cookie(_name(page), default="", salt=SALT, max_age=STAYS_S) or ""


def remembered(answer: HttpResponse, request: HttpRequest, page: StatusPage, held: str) -> HttpResponse:
    """The answer, with the cookie by which this page opens from now on."""
    answer.set_signed_cookie(
        _name(page),
        held,
        salt=SALT,
        max_age=STAYS_S,
        path=below(request, page.slug),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


def forgotten(answer: HttpResponse, request: HttpRequest, page: StatusPage) -> HttpResponse:
    """The answer, which takes the cookie away."""
    answer.delete_cookie(_name(page), path=below(request, page.slug), samesite="Lax")
    answer["Cache-Control"] = "private, no-store"
    return answer


def below(request: HttpRequest, slug: str) -> str:
    """Where the page of this name begins, there or not: below its own domain, or below the default page."""
    if getattr(request, "status_page", None) == slug:
        return "/"
    return reverse("status:of:page", args=[slug])


def _name(page: StatusPage) -> str:
    return f"statuspage-{page.pk}"


def _is_read_by_a_person(request: HttpRequest) -> bool:
    """Feeds and programs keep their key in the address; a browser's is taken out of it."""
    return request.path.endswith("/")
