"""The one list of channels: a name, and how its adapter is made from the settings."""

from collections.abc import Callable
from functools import lru_cache
from importlib import import_module

from django.conf import settings

from notifications.channels.protocol import Channel, PermanentFailure

STATUS_PATH = "/providers/twilio/status"
VOICE_PATH = "/providers/twilio/voice"


@lru_cache(maxsize=4)
def _twilio_account(
    account_sid: str, auth_token: str, sender: str, status_url: str, base_url: str | None
) -> Channel:
    # Twilio's client takes a tenth of a second to import; only processes that send or are answered need it.
    adapter = import_module("notifications.channels.twilio_sms").TwilioSms
    account: Channel = adapter(
        account_sid, auth_token, sender=sender, status_url=status_url, base_url=base_url
    )
    return account


def _twilio() -> Channel:
    if not (settings.TWILIO_ACCOUNT_SID and settings.TWILIO_AUTH_TOKEN and settings.TWILIO_FROM):
        raise PermanentFailure("unconfigured", "No SMS provider is set up.", needs_operator=True)
    return _twilio_account(
        settings.TWILIO_ACCOUNT_SID,
        settings.TWILIO_AUTH_TOKEN,
        settings.TWILIO_FROM,
        settings.PUBLIC_URL.rstrip("/") + STATUS_PATH,
        settings.TWILIO_BASE_URL,
    )


@lru_cache(maxsize=4)
def _twilio_calls(
    account_sid: str, auth_token: str, sender: str, answer_url: str, base_url: str | None
) -> Channel:
    adapter = import_module("notifications.channels.twilio_voice").TwilioVoice
    calls: Channel = adapter(account_sid, auth_token, sender=sender, answer_url=answer_url, base_url=base_url)
    return calls


def _voice() -> Channel:
    if not (settings.TWILIO_ACCOUNT_SID and settings.TWILIO_AUTH_TOKEN and settings.TWILIO_VOICE_FROM):
        raise PermanentFailure("unconfigured", "No provider of phone calls is set up.", needs_operator=True)
    return _twilio_calls(
        settings.TWILIO_ACCOUNT_SID,
        settings.TWILIO_AUTH_TOKEN,
        settings.TWILIO_VOICE_FROM,
        settings.PUBLIC_URL.rstrip("/") + VOICE_PATH,
        settings.TWILIO_BASE_URL,
    )


def _smtp() -> Channel:
    adapter = import_module("notifications.channels.smtp_mail").SmtpMail
    mail: Channel = adapter(sender=settings.DEFAULT_FROM_EMAIL)
    return mail


FACTORIES: dict[str, Callable[[], Channel]] = {
    "sms": _twilio,
    "voice": _voice,
    "email": _smtp,
}


def channel(name: str) -> Channel:
    """The channel of that name.

    Raises PermanentFailure for an unknown name and where settings are missing.
    """
    if name not in FACTORIES:
        raise PermanentFailure("no_channel", f"There is no channel called {name}.", needs_operator=True)
    return FACTORIES[name]()


def names() -> tuple[str, ...]:
    return tuple(FACTORIES)
