"""What is answered when something broke: 503 while the database is away, 500 otherwise, in the caller's own form.

And where there is nothing: customers read that in the frame of the status page.
"""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.defaults import page_not_found

from statuspage.views.public import nothing

WORDS = {
    503: ("DATABASE_AWAY", "The database does not answer. Nothing was changed; try again in a few seconds."),
    500: ("BROKEN", "Something broke on our side. It was logged; nothing was half done."),
}


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler for addresses that lead nowhere."""
    is_public = request.path_info.startswith(reverse("status:page"))
    return (nothing if is_public else page_not_found)(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler for exceptions that nobody caught."""
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    status = 503 if away else 500
    response = _to_a_machine(status) if request.path.startswith("/api/") else _to_a_person(status)
    if away:
        response["Retry-After"] = "5"
    return response


def _to_a_machine(status: int) -> HttpResponse:
    code, sentence = WORDS[status]
    body = {"error": code, "message": sentence, "blocked_by": [], "sentences": [sentence], "fields": {}}
    return JsonResponse(body, status=status)


def _to_a_person(status: int) -> HttpResponse:
    return HttpResponse(render_to_string(f"{status}.html"), status=status)
