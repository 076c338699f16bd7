"""The addresses below a page's own domain: those of any page, for the one whose domain it is."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, include, path

from statuspage.public_urls import of_any


def _of_host(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def served(request: HttpRequest, **given: Any) -> HttpResponseBase:
        return view(request, slug=getattr(request, "status_page", ""), **given)

    return served


def _led(pattern: URLPattern) -> URLPattern:
    return path(str(pattern.pattern), _of_host(pattern.callback), pattern.default_args, name=pattern.name)


urlpatterns = [
    *map(_led, of_any),
    path("status/", include("statuspage.public_urls")),
    path("accounts/", include("accounts.urls")),
]

handler404 = "statuspage.views.public.nothing"
