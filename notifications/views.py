"""Where providers knock: what became of a message, and what somebody answered. The signature lets them in."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import signed
from notifications.calling import take_turn
from notifications.channels import registry
from notifications.channels.protocol import (
    ChannelFailure,
    ForgedCallback,
    Hears,
    ReadsPresses,
    ReadsReceipts,
    ReadsReplies,
    TalksOnThePhone,
    UnreadableCallback,
)
from notifications.knocking import form_of, refused
from notifications.operations import answer_reply
from notifications.pressing import take_press
from notifications.reporting import record_receipt


@signed
@csrf_exempt
@require_POST
def twilio_status(request: HttpRequest) -> HttpResponse:
    """Twilio only, by its signature. A receipt for a message we do not know is taken and forgotten."""
    return _receipt(request, "twilio")


@signed
@csrf_exempt
@require_POST
def twilio_voice_status(request: HttpRequest) -> HttpResponse:
    """Twilio only, by its signature: what became of a call."""
    return _receipt(request, "twilio", channel="voice")


@signed
@csrf_exempt
@require_POST
def twilio_voice(request: HttpRequest) -> HttpResponse:
    """Twilio only, by its signature: somebody picked up, or pressed a key. A key played back later is refused."""
    try:
        channel = cast(TalksOnThePhone, registry.provider("voice", "twilio"))
        turn = channel.read_turn(form_of(request))
        said = take_turn(turn=turn, at=timezone.now())
    except (ForgedCallback, ChannelFailure, UnreadableCallback) as refusal:
        return refused(request, refusal)
    content_type, body = (
        channel.ask(said.words, turn, language=said.language)
        if said.asks
        else channel.part(said.words, language=said.language)
    )
    return HttpResponse(body, content_type=content_type)


@signed
@csrf_exempt
@require_POST
def twilio_sms(request: HttpRequest) -> HttpResponse:
    """Twilio only, by its signature; what the sender may do is decided by whoever answers."""
    sender = form_of(request).fields.get("From", "")
    return _reply(request, "twilio", channel="whatsapp" if sender.startswith("whatsapp:") else "sms")


@signed
@csrf_exempt
@require_http_methods(["GET", "POST"])
def vonage_status(request: HttpRequest) -> HttpResponse:
    """Vonage only, by its signature. Its account settings decide between GET, a form and JSON."""
    return _receipt(request, "vonage")


@signed
@csrf_exempt
@require_http_methods(["GET", "POST"])
def vonage_sms(request: HttpRequest) -> HttpResponse:
    """Vonage only, by its signature; what the sender may do is decided by whoever answers."""
    return _reply(request, "vonage")


@signed
@csrf_exempt
@require_POST
def telnyx_status(request: HttpRequest) -> HttpResponse:
    """Telnyx only, by its signature."""
    return _receipt(request, "telnyx")


@signed
@csrf_exempt
@require_POST
def telnyx_sms(request: HttpRequest) -> HttpResponse:
    """Telnyx only, by its signature; what the sender may do is decided by whoever answers."""
    return _reply(request, "telnyx")


@signed
@csrf_exempt
@require_POST
def slack_actions(request: HttpRequest) -> HttpResponse:
    """Slack only, by its signature: somebody pressed a button. One that is played back later is refused."""
    try:
        channel = cast(ReadsPresses, registry.provider("slack", "slack"))
        take_press(press=channel.read_press(form_of(request)), channel="slack", at=timezone.now())
    except (ForgedCallback, ChannelFailure, UnreadableCallback) as refusal:
        return refused(request, refusal)
    return HttpResponse(status=200)


@signed
@csrf_exempt
@require_POST
def slack_events(request: HttpRequest) -> HttpResponse:
    """Slack only, by its signature: somebody wrote to our app or under a message. What is told twice is done once."""
    try:
        heard = cast(Hears, registry.provider("slack", "slack")).hear(form_of(request))
    except (ForgedCallback, ChannelFailure, UnreadableCallback) as refusal:
        return refused(request, refusal)
    if heard.text is not None:
        answer_reply(text=heard.text, channel="slack", at=timezone.now(), by_message=True)
    return HttpResponse(heard.challenge, content_type="text/plain; charset=utf-8")


def _receipt(request: HttpRequest, provider: str, *, channel: str = "sms") -> HttpResponse:
    try:
        adapter = cast(ReadsReceipts, registry.provider(channel, provider))
        update = adapter.read_receipt(form_of(request))
    except (ForgedCallback, ChannelFailure, UnreadableCallback) as refusal:
        return refused(request, refusal)
    record_receipt(update=update, at=timezone.now())
    return HttpResponse(status=204)


def _reply(request: HttpRequest, provider: str, *, channel: str = "sms") -> HttpResponse:
    try:
        adapter = cast(ReadsReplies, registry.provider(channel, provider))
        text = adapter.read_reply(form_of(request))
    except (ForgedCallback, ChannelFailure, UnreadableCallback) as refusal:
        return refused(request, refusal)
    in_place = adapter.answer("") is not None
    words = answer_reply(text=text, channel=channel, at=timezone.now(), by_message=not in_place)
    content_type, body = adapter.answer(words) or ("text/plain", "")
    return HttpResponse(body, content_type=content_type)
