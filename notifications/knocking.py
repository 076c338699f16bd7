"""A provider's request as its adapter reads it, and our answer when it is refused."""

import json
import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from notifications.channels.protocol import SignedForm, UnreadableCallback

logger = logging.getLogger(__name__)


def form_of(request: HttpRequest) -> SignedForm:
    """The callback as it arrived. Signed is the address that was called; behind a proxy only PUBLIC_URL knows it."""
    url = settings.PUBLIC_URL.rstrip("/") + request.get_full_path()
    body = request.body  # before the fields: afterwards it can be had no more
    return SignedForm(url, _fields(request), dict(request.headers), body)


def refused(request: HttpRequest, refusal: Exception) -> HttpResponse:
    """400 for what cannot be read, 403 for what nobody of ours has sent."""
    logger.warning("Refused a callback to %s: %s", request.path, refusal)
    status = 400 if isinstance(refusal, UnreadableCallback) else 403
    return HttpResponse("This callback is not accepted.\n", status=status, content_type="text/plain")


def _fields(request: HttpRequest) -> dict[str, str]:
    """The fields of a callback, wherever it carries them."""
    if request.content_type != "application/json":
        return request.POST.dict() if request.method == "POST" else request.GET.dict()
    try:
        said = json.loads(request.body)
    except ValueError:
        return {}
    return {name: str(value) for name, value in said.items()} if isinstance(said, dict) else {}
