"""Machines take the short way: what they post needs no session, no form protection and no message box."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve

# The first that fits is asked, which spares machines the search through all the addresses of people.
DOORS = (("/in/changes/", "catalog.doors"), ("/v2/change/", "catalog.doors"), ("/in/", "alerts.urls"))
_Next = Callable[[HttpRequest], HttpResponseBase]


class ShortWay:
    """The first middleware: calls the views behind machines' doors itself, past all the others."""

    def __init__(self, get_response: _Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Go past the others, or on to them."""
        routes = next((routes for door, routes in DOORS if request.path_info.startswith(door)), None)
        if routes is None:
            return self.get_response(request)
        try:
            found = resolve(request.path_info, routes)
        except Resolver404:
            return self.get_response(request)
        response: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
        return response
