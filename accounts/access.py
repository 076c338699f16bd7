"""Who may use a view: every view wears exactly one of these marks, and a test over all routes reads them.

A mark answers only who comes in. Whether somebody may do a thing to an incident is asked by the operation.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import get_urlconf, resolve

from accounts.actors import Actor, actor_of
from accounts.models import User
from accounts.roles import STAFF, Role

View = Callable[..., HttpResponseBase]
V = TypeVar("V", bound=View)

PUBLIC = frozenset({"anybody"})
SIGNED = frozenset({"signed"})


def public(view: V) -> V:
    """Anybody may read this, signed in or not."""
    view.admits = PUBLIC  # type: ignore[attr-defined]  # read by the test over all routes
    return view


def signed(view: V) -> V:
    """Whoever calls proves it by the request itself: a token in the address, a provider's signature."""
    view.admits = SIGNED  # type: ignore[attr-defined]  # read by the test over all routes
    return view


def staff_only(view: View) -> View:
    """Every member of staff except executives, who have the read-only window."""
    return _admitting(view, STAFF)


def insiders_only(view: View) -> View:
    """Everybody who signs in, executives too: for reading."""
    return _admitting(view, frozenset(role.value for role in Role))


def roles_required(*roles: str) -> Callable[[View], View]:
    """Holders of one of these roles."""
    return lambda view: _admitting(view, frozenset(roles))


def admitted(view: View) -> frozenset[str] | None:
    """Whom a view admits: names of roles, `PUBLIC`, `SIGNED`, or None when it does not say."""
    found: frozenset[str] | None = getattr(view, "admits", None)
    return found


def opens_to(url: str, user: object) -> bool:
    """Whether what is at this address would let somebody in; nobody is shown a way that ends at a closed door."""
    roles = _admitted_at(url, get_urlconf() or settings.ROOT_URLCONF)
    return roles is None or roles <= PUBLIC | SIGNED or (isinstance(user, User) and user.has_role(*roles))


@lru_cache(maxsize=500)  # every page asks it of each of its ways
def _admitted_at(url: str, urlconf: str) -> frozenset[str] | None:
    return admitted(resolve(url, urlconf).func)


def actor_in(request: HttpRequest) -> Actor:
    """Who acts through a view that admits only people who signed in."""
    if not isinstance(request.user, User):
        raise PermissionDenied("Sign in first.")
    return actor_of(request.user)


def _admitting(view: View, roles: frozenset[str]) -> View:
    """Sends strangers to sign in and refuses members of staff without one of the roles (403)."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            if request.headers.get("HX-Request"):  # a part of a page whose reader was signed out meanwhile
                return HttpResponse(status=401)
            return redirect_to_login(request.get_full_path())
        if not request.user.has_role(*roles):
            raise PermissionDenied("Your role does not open this page.")
        return view(request, *args, **kwargs)

    guarded.admits = roles  # type: ignore[attr-defined]  # read by the test over all routes
    return guarded
