"""The one shape of an error in the API: `error` code, `message` sentence, `blocked_by` codes, `fields`."""

from typing import Any

from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from accounts.refusals import Unable


def as_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """REST framework's exception handler: refusals and its own errors in one shape."""
    if isinstance(error, Unable):
        body = {"error": error.codes[0], "message": str(error), "blocked_by": error.codes, "fields": {}}
        return Response(body, status=error.status)
    response = exception_handler(error, context)
    if response is None:
        return None
    response.data = _shape(error, response.data)
    return response


def _shape(error: Exception, data: Any) -> dict[str, Any]:
    if isinstance(error, ValidationError):
        fields = data if isinstance(data, dict) else {"non_field_errors": data}
        return {
            "error": "INVALID",
            "message": "Some fields are not right.",
            "blocked_by": [],
            "fields": fields,
        }
    code = error.default_code.upper() if isinstance(error, APIException) else "NOT_FOUND"
    detail = data.get("detail", "") if isinstance(data, dict) else ""
    return {"error": code, "message": str(detail), "blocked_by": [], "fields": {}}
