"""The door for machines that report changes: PagerDuty's change events, and the webhooks of GitHub and GitLab.

Nothing here redirects, because a redirected POST arrives as a GET. What a known sender posts is kept, whatever it is.
"""

import logging
from collections.abc import Callable
from functools import wraps

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt

from accounts.access import signed
from catalog.change_payloads import github, gitlab, pagerduty
from catalog.change_payloads.reading import Ignored, Reading, UnableToRead
from catalog.models import ChangeSource
from catalog.operations.change_reception import Report, heard, keep_rejected, take_report
from catalog.operations.change_sources import secret_of, source_of

log = logging.getLogger(__name__)
LIMIT = 512 * 1024
BROKEN = "It was kept, but could not be taken in."

View = Callable[..., HttpResponse]
Reader = Callable[[], Reading]


def door(view: View) -> View:
    """What every door does: only POST, at most 512 KB, and a sentence instead of an error of ours."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: str, **parts: str) -> HttpResponse:
        if request.method != "POST":
            return answer(405, "Changes are posted here. Did a redirect turn a POST into a GET?")
        try:
            return view(request, _body(request), *args, **parts)
        except RequestDataTooBig:
            return answer(413, "The body is larger than 512 KB.")
        except UnreadablePostError:
            return answer(400, "The body ended before it was complete.")
        except (DatabaseError, InterfaceError) as error:
            log.error("A change could not be kept, its sender was asked to come back: %s", error)
            return answer(503, "The change could not be kept just now. Please send it again.")

    return signed(csrf_exempt(guarded))


@door
def pagerduty_change(request: HttpRequest, body: bytes) -> HttpResponse:
    """Machines that hold the key of a source, as `routing_key` in the event."""
    source = source_of(pagerduty.routing_key(body), kind=ChangeSource.Kind.PAGERDUTY)
    report = _report(request, body, source) if source else None
    try:
        reading = pagerduty.read(body)
    except UnableToRead as error:
        if report:
            keep_rejected(report=report, error=str(error), at=timezone.now())
        return _refused(error)
    if report is None:
        return _refused(UnableToRead("routing_key: no source has this key"))
    if take_report(report=report, reported=reading, at=timezone.now()) is None:
        return _refused(UnableToRead(BROKEN))
    return JsonResponse({"status": "success", "message": "Change event processed"}, status=202)


@door
def github_webhook(request: HttpRequest, body: bytes, token: str = "") -> HttpResponse:
    """GitHub, with the token of a source in the address and a signature over the body."""
    source = source_of(token, kind=ChangeSource.Kind.GITHUB)
    if source is None:
        return answer(
            401, "No source has this token. Make one with manage.py make_change_source NAME github."
        )
    given = request.headers.get("X-Hub-Signature-256", "")
    if not github.is_signed(body, signature=given, secret=secret_of(source)):
        return answer(
            401, "The signature is missing or wrong. Enter the secret that make_change_source printed."
        )
    event = request.headers.get("X-GitHub-Event", "")
    return _webhook(_report(request, body, source, event), lambda: github.read(body, event=event))


@door
def gitlab_webhook(request: HttpRequest, body: bytes, token: str = "") -> HttpResponse:
    """GitLab, with the token of a source in the address and its secret as `X-Gitlab-Token`."""
    source = source_of(token, kind=ChangeSource.Kind.GITLAB)
    if source is None:
        return answer(
            401, "No source has this token. Make one with manage.py make_change_source NAME gitlab."
        )
    given = request.headers.get("X-Gitlab-Token", "")
    if not constant_time_compare(given.encode("utf-8", "replace"), secret_of(source)):
        return answer(
            401, "X-Gitlab-Token is missing or wrong. Enter the secret that make_change_source printed."
        )
    event = request.headers.get("X-Gitlab-Event", "")
    return _webhook(_report(request, body, source, event), lambda: gitlab.read(body))


def _webhook(report: Report, read: Reader) -> HttpResponse:
    """Understand a delivery, keep it, and say what became of it."""
    at = timezone.now()
    try:
        reading = read()
    except UnableToRead as error:
        keep_rejected(report=report, error=str(error), at=at)
        return answer(400, f"{error} It was kept as it came.")
    if isinstance(reading, Ignored):
        heard(source=report.source, at=at)
        return answer(200, f"Not recorded. {reading.why}")
    change = take_report(report=report, reported=reading, at=at)
    return answer(200, f"Recorded as {change.reference}.") if change else answer(400, BROKEN)


def _report(request: HttpRequest, body: bytes, source: ChangeSource, event: str = "") -> Report:
    return Report(source=source, body=body, content_type=request.META.get("CONTENT_TYPE", ""), event=event)


def _body(request: HttpRequest) -> bytes:
    """The bytes as they came, also those sent in chunks without a length."""
    given = request.META.get("CONTENT_LENGTH") or "0"
    if given.isdigit() and int(given) > LIMIT:
        raise RequestDataTooBig
    if int(given if given.isdigit() else "0"):
        return request.body
    chunked = "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "")
    stream = request.META.get("wsgi.input") if chunked else None
    body: bytes = stream.read(LIMIT + 1) if stream is not None else b""
    if len(body) > LIMIT:
        raise RequestDataTooBig
    return body


def _refused(error: UnableToRead) -> HttpResponse:
    """As PagerDuty says it: three fields, and the errors as a list of texts."""
    if error.parsed:
        said = {"status": "invalid event", "message": "Event object is invalid", "errors": error.errors}
    else:
        said = {
            "status": "Unrecognized object",
            "message": "Event object format is unrecognized",
            "errors": ["JSON parse error", *error.errors],
        }
    return JsonResponse(said, status=400)


def answer(status: int, words: str) -> HttpResponse:
    """A sentence, in the shape that most senders log."""
    response = JsonResponse(
        {
            "status": "success" if status < 300 else "refused",
            "message": words,
            "errors": [words] if status >= 400 else [],
        },
        status=status,
    )
    if status == 405:
        response["Allow"] = "POST"
    if status == 503:
        response["Retry-After"] = "5"
    return response
