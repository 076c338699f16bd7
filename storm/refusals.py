"""The one shape of an error in the API: `error` code, `message` sentence, `blocked_by`, `sentences`, `fields`."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404
from rest_framework.exceptions import APIException, ErrorDetail, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from accounts.refusals import Unable

NOT_FOUND = "There is nothing at this address."
NO_DATABASE = "The database does not answer just now. Nothing was changed; try again in a moment."
NUL = "The character U+0000 cannot be kept."
TOO_DEEP = "The body is nested too deeply."
SENTENCES = {
    "NOT_AUTHENTICATED": "Sign in, or send a token: Authorization: Bearer storm_…",
    "PARSE_ERROR": "The body is not valid JSON.",
    "UNSUPPORTED_MEDIA_TYPE": "Send JSON, with Content-Type: application/json.",
    "NOT_ACCEPTABLE": "Only JSON can be had here.",
}


def as_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """REST framework's exception handler: refusals and its own errors in one shape."""
    if isinstance(error, Unable):
        told = shape(error.codes[0], str(error), error.codes, error.sentences, getattr(error, "fields", None))
        return Response(told, status=error.status)
    if isinstance(error, ObjectDoesNotExist | Http404):
        return Response(shape("NOT_FOUND", NOT_FOUND), status=404)
    if isinstance(error, OperationalError | InterfaceError):
        return Response(shape("DATABASE_AWAY", NO_DATABASE), status=503)
    if isinstance(error, DataError) and "NUL" in str(error):  # in an address, or in a name that is looked up
        return Response(shape("INVALID", NUL), status=400)
    if isinstance(error, RecursionError):
        return Response(shape("PARSE_ERROR", TOO_DEEP), status=400)
    response = exception_handler(error, context)
    if response is not None:
        response.data = _own_error(error)
    return response


def shape(
    code: str,
    message: str,
    blocked_by: Sequence[str] = (),
    sentences: Sequence[str] = (),
    fields: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """An error as the API tells it."""
    return {
        "error": code,
        "message": message,
        "blocked_by": list(blocked_by),
        "sentences": list(sentences),
        "fields": fields or {},
    }


def _own_error(error: Exception) -> dict[str, Any]:
    if isinstance(error, ValidationError):
        detail = error.detail
        fields = detail if isinstance(detail, dict) else {"non_field_errors": detail}
        return shape("INVALID", f"Not understood: {_first(fields)}", fields=fields)
    if not isinstance(error, APIException):
        return shape("FORBIDDEN", "You may not do this.")
    code = str(error.default_code).upper()
    return shape(code, SENTENCES.get(code) or str(error.detail))


def _first(fields: dict[str, Any]) -> str:
    """The first complaint with the name of its field, however deep it lies."""
    name, found = next(iter(fields.items()), ("", ""))
    while isinstance(found, dict | list) and not isinstance(found, ErrorDetail) and found:
        found = next(iter(found.values())) if isinstance(found, dict) else next((f for f in found if f), "")
    return str(found) if name == "non_field_errors" else f"{name}: {found}"
