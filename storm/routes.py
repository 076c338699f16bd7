"""Every address of the product with whom it admits, read from the marks that the views wear."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.permissions import AllowAny

from accounts.access import PUBLIC, admitted
from accounts.api import Holders
from accounts.roles import STAFF, Role

INSIDERS = frozenset(role.value for role in Role)
SUPERUSERS = frozenset({"superusers"})
ADMINISTRATION = "admin/"
WORDS = {
    PUBLIC: "anybody",
    frozenset({"signed"}): "whoever proves it by a token or signature",
    SUPERUSERS: "superusers",
    INSIDERS: "everybody with a role",
    STAFF: "staff (everybody with a role but executives)",
}


@dataclass(frozen=True)
class Route:
    """One address; `admits` is None when its view does not say whom."""

    path: str
    pattern: URLPattern
    admits: frozenset[str] | None

    @property
    def words(self) -> str:
        """Whom it admits, in words."""
        if self.admits is None:
            return "not said"
        return WORDS.get(self.admits) or ", ".join(sorted(self.admits))

    @property
    def is_api(self) -> bool:
        """Answered in the API's shapes."""
        return self.path.startswith("api/")


def routes() -> list[Route]:
    """All of them, in the order in which they are tried."""
    return [Route(path, pattern, _admits(path, pattern)) for path, pattern in _walk(get_resolver(), "")]


def _walk(resolver: URLResolver, before: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, path)
        else:
            yield path, pattern


def _admits(path: str, pattern: URLPattern) -> frozenset[str] | None:
    if path.startswith(ADMINISTRATION):
        return SUPERUSERS  # `storm.administration` asks at the one door of all its pages
    view: Any = pattern.callback
    if not hasattr(view, "cls"):
        return admitted(view)
    for permission in view.cls.permission_classes:
        if permission is AllowAny:
            return PUBLIC
        if isinstance(permission, type) and issubclass(permission, Holders):
            return permission.admits
    return None
