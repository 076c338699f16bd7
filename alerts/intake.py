"""The door for machines: whoever holds a source's token may post, and always gets a sentence for an answer.

The answers are chosen for what Alertmanager does with them: it sends again after 5xx, gives up after 4xx, and
turns a redirected POST into a GET. So overload and a lost database are 503, and nothing here ever redirects.
"""

import logging

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from accounts.access import signed
from alerts.operations.reception import Arrival, keep, keep_rejected
from alerts.payloads import alertmanager
from alerts.signals import UnableToRead

log = logging.getLogger(__name__)

RETRY_SECONDS = "5"
UNKNOWN = "No source has this token. Make one with manage.py make_source."


@signed
@csrf_exempt
def alertmanager_webhook(request: HttpRequest, token: str = "") -> HttpResponse:
    """Machines that hold the token of a source, in the address or as Bearer."""
    if request.method != "POST":
        return answer(
            405,
            f"Alerts are posted here, this was a {request.method}. Did a redirect turn a POST into a GET?",
        )
    token = token or bearer(request)
    if not token:
        return answer(
            401, "A source's token is needed: /in/alertmanager/<token>, or “Authorization: Bearer <token>”."
        )
    try:
        return receive(request, token)
    except RequestDataTooBig:
        return answer(413, "The body is larger than 5 MB. Set max_alerts in the webhook's configuration.")
    except UnreadablePostError:
        return answer(400, "The body ended before it was complete.")
    except (DatabaseError, InterfaceError) as error:
        log.error("An alert could not be kept, its sender was asked to come back: %s", error)
        return answer(503, "The alert could not be kept just now. Please send it again.")


def receive(request: HttpRequest, token: str) -> HttpResponse:
    """Keep what came, whatever it is, and say whether it could be read."""
    now = timezone.now()
    body = request.body if request.META.get("CONTENT_LENGTH") else unmeasured(request)
    arrival = Arrival(
        token=token,
        body=body,
        content_type=request.META.get("CONTENT_TYPE", ""),
        sender=request.META.get("HTTP_USER_AGENT", ""),
    )
    try:
        seen = alertmanager.glance(body)
    except UnableToRead as error:
        known, status, words = keep_rejected(arrival=arrival, error=str(error), at=now), 400, str(error)
    else:
        known, status, words = keep(arrival=arrival, at=now), 200, f"{seen.alerts} taken"
        if seen.rejected:
            first = seen.rejected[0]
            words += f", {len(seen.rejected)} kept but not understood; alert {first.position}: {first.why}"
    return answer(status, words) if known else answer(401, UNKNOWN)


def bearer(request: HttpRequest) -> str:
    """The token of an Authorization header, or nothing."""
    scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def unmeasured(request: HttpRequest) -> bytes:
    """A body sent in chunks, without a length; Django would read nothing of it."""
    limit = 5 * 1024 * 1024
    stream = (
        request.META.get("wsgi.input")
        if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "")
        else None
    )
    body: bytes = stream.read(limit + 1) if stream is not None else b""
    if len(body) > limit:
        raise RequestDataTooBig
    return body


def answer(status: int, words: str) -> HttpResponse:
    """A sentence as plain text."""
    response = HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8")
    response["Content-Length"] = str(len(response.content))
    if status == 503:
        response["Retry-After"] = RETRY_SECONDS
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="storm"'
    if status == 405:
        response["Allow"] = "POST"
    return response
