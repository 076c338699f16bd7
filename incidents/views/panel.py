"""A part of another page: by itself where a page asks for it, whole for readers without scripts, or 304."""

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render

from incidents.views.acts import reading_zone


def panel(request: HttpRequest, context: dict[str, object], *, part: str, whole: str) -> HttpResponse:
    """The template `part` in a page, `whole` as a page of its own; nothing while it says the same as before."""
    asked = bool(request.headers.get("HX-Request"))
    with reading_zone(request):
        response = render(request, part if asked else whole, context)
    if asked:
        tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        if request.headers.get("If-None-Match") == tag:
            return HttpResponseNotModified()
        response["ETag"] = tag
    return response
