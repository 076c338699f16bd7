"""Refuses what the database cannot hold: no text with U+0000 in it comes as far as a view."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase

NUL = "\x00"
# The API says it field by field; a text message with one in it is read all the same.
OWN_CARE = ("/api/", "/providers/")


class RefuseNul:
    """Answers 400 to an address or a form that holds the character. Machines' doors see to it themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(OWN_CARE) and _holds_nul(request):
            raise BadRequest("U+0000 cannot be kept.")
        return self.get_response(request)


def _holds_nul(request: HttpRequest) -> bool:
    if NUL in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
        return True
    return any(NUL in text for name, texts in request.POST.lists() for text in (name, *map(str, texts)))
