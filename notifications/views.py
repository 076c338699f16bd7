"""Where providers knock: what became of a message, and what somebody answered. The signature lets them in."""

import logging
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.access import signed
from notifications.calling import take_turn
from notifications.channels import registry
from notifications.channels.protocol import (
    ChannelFailure,
    ForgedCallback,
    ReadsReceipts,
    ReadsReplies,
    SignedForm,
    TalksOnThePhone,
    UnreadableCallback,
)
from notifications.operations import answer_reply, record_receipt

logger = logging.getLogger(__name__)


@signed
@csrf_exempt
@require_POST
def twilio_status(request: HttpRequest) -> HttpResponse:
    """Twilio only, by its signature. A receipt for a message we do not know is taken and forgotten."""
    return _receipt(request, "sms")


@signed
@csrf_exempt
@require_POST
def twilio_voice_status(request: HttpRequest) -> HttpResponse:
    """Twilio only, by its signature: what became of a call."""
    return _receipt(request, "voice")


@signed
@csrf_exempt
@require_POST
def twilio_voice(request: HttpRequest) -> HttpResponse:
    """Twilio only, by its signature: somebody picked up, or pressed a key. A key played back later is refused."""
    try:
        channel = cast(TalksOnThePhone, registry.channel("voice"))
        turn = channel.read_turn(_form(request))
        said = take_turn(turn=turn, at=timezone.now())
    except (ForgedCallback, ChannelFailure, UnreadableCallback) as refusal:
        return _refused(request, refusal)
    content_type, body = channel.ask(said.words, turn) if said.asks else channel.part(said.words)
    return HttpResponse(body, content_type=content_type)


@signed
@csrf_exempt
@require_POST
def twilio_sms(request: HttpRequest) -> HttpResponse:
    """Twilio only, by its signature; what the sender may do is decided by whoever answers."""
    try:
        channel = cast(ReadsReplies, registry.channel("sms"))
        text = channel.read_reply(_form(request))
    except (ForgedCallback, ChannelFailure, UnreadableCallback) as refusal:
        return _refused(request, refusal)
    words = answer_reply(text=text, channel="sms", at=timezone.now())
    content_type, body = channel.answer(words)
    return HttpResponse(body, content_type=content_type)


def _receipt(request: HttpRequest, channel_name: str) -> HttpResponse:
    try:
        channel = cast(ReadsReceipts, registry.channel(channel_name))
        update = channel.read_receipt(_form(request))
    except (ForgedCallback, ChannelFailure, UnreadableCallback) as refusal:
        return _refused(request, refusal)
    record_receipt(update=update, at=timezone.now())
    return HttpResponse(status=204)


def _form(request: HttpRequest) -> SignedForm:
    # Signed is the address that Twilio called; behind a proxy only PUBLIC_URL knows it.
    url = settings.PUBLIC_URL.rstrip("/") + request.get_full_path()
    return SignedForm(url, request.POST.dict(), dict(request.headers))


def _refused(request: HttpRequest, refusal: Exception) -> HttpResponse:
    logger.warning("Refused a callback to %s: %s", request.path, refusal)
    status = 400 if isinstance(refusal, UnreadableCallback) else 403
    return HttpResponse("This callback is not accepted.\n", status=status, content_type="text/plain")
