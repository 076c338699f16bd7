"""The `Idempotency-Key` of a request, and the answer that is given again to the same key."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime

from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import signed_in
from incidents.models import Incident
from incidents.operations.once import MOST, Answer, once

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
PARAMETER = OpenApiParameter(
    HEADER,
    str,
    OpenApiParameter.HEADER,
    description=f"Your name for this request, at most {MOST} characters. The same request with the same key does "
    f"nothing again and gets the same answer, marked `{REPLAYED}: true`; another request with it is refused with 422.",
)


def answer_once(request: Request, act: Callable[[], tuple[Incident, Answer]], *, at: datetime) -> Response:
    """201 with what the act made, or with what it made the first time."""
    key = _key(request)
    if not key:
        return Response(act()[1], status=201)
    asked = json.dumps(request.data, sort_keys=True, default=str)
    fingerprint = hashlib.sha256(asked.encode()).hexdigest()
    answer, again = once(act, user_id=signed_in(request).pk, key=key, asked=fingerprint, at=at)
    return Response(answer, status=201, headers={REPLAYED: "true"} if again else None)


def _key(request: Request) -> str:
    key: str = request.headers.get(HEADER, "").strip()
    if len(key) > MOST or not (key.isascii() and (key.isprintable() or not key)):
        raise ValidationError({HEADER: [f"At most {MOST} plain characters."]})
    return key
