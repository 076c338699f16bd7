"""The one list of channels: the providers of each, in the order in which they are asked, made from the settings."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

from django.conf import settings

from notifications.channels.protocol import Channel, PermanentFailure


@dataclass(frozen=True)
class Maker:
    """How a provider's adapter is made, and the settings without which it cannot be."""

    make: Callable[[], Channel]
    needs: tuple[str, ...] = ()

    @property
    def is_set_up(self) -> bool:
        return all(getattr(settings, name) for name in self.needs)


@lru_cache(maxsize=16)
def _made(path: str, words: tuple[str, ...], options: tuple[tuple[str, Any], ...]) -> Channel:
    # Clients take a tenth of a second to import; only processes that send or are answered need them.
    module, _, name = path.rpartition(".")
    adapter: Channel = getattr(import_module(f"notifications.channels.{module}"), name)(
        *words, **dict(options)
    )
    return adapter


def callback(provider: str, what: str = "status") -> str:
    """Where a provider tells us something."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/providers/{provider}/{what}"


def _twilio() -> Channel:
    words = (settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN)
    options = {
        "sender": settings.TWILIO_FROM,
        "status_url": callback("twilio"),
        "base_url": settings.TWILIO_BASE_URL,
    }
    return _made("twilio_sms.TwilioSms", words, tuple(options.items()))


def _vonage() -> Channel:
    words = (settings.VONAGE_API_KEY, settings.VONAGE_API_SECRET, settings.VONAGE_SIGNATURE_SECRET)
    options = {
        "sender": settings.VONAGE_FROM,
        "status_url": callback("vonage"),
        "base_url": settings.VONAGE_BASE_URL,
    }
    return _made("vonage_sms.VonageSms", words, tuple(options.items()))


def _telnyx() -> Channel:
    words = (settings.TELNYX_API_KEY, settings.TELNYX_PUBLIC_KEY)
    options = {
        "sender": settings.TELNYX_FROM,
        "status_url": callback("telnyx"),
        "base_url": settings.TELNYX_BASE_URL,
    }
    return _made("telnyx_sms.TelnyxSms", words, tuple(options.items()))


def _aws() -> Channel:
    words = (settings.AWS_ACCESS_KEY_ID, settings.AWS_SECRET_ACCESS_KEY)
    options = {
        "region": settings.AWS_REGION,
        "sender": settings.AWS_SMS_FROM,
        "base_url": settings.AWS_SNS_BASE_URL,
    }
    return _made("aws_sms.AwsSms", words, tuple(options.items()))


def _twilio_calls() -> Channel:
    words = (settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN)
    options = {
        "sender": settings.TWILIO_VOICE_FROM,
        "answer_url": callback("twilio", "voice"),
        "base_url": settings.TWILIO_BASE_URL,
    }
    return _made("twilio_voice.TwilioVoice", words, tuple(options.items()))


def _smtp() -> Channel:
    return _made("smtp_mail.SmtpMail", (), (("sender", settings.DEFAULT_FROM_EMAIL),))


def _whatsapp() -> Channel:
    words = (settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN)
    options = {
        "sender": settings.TWILIO_WHATSAPP_FROM,
        "status_url": callback("twilio"),
        "base_url": settings.TWILIO_BASE_URL,
        "template": settings.TWILIO_WHATSAPP_TEMPLATE,
    }
    return _made("twilio_whatsapp.TwilioWhatsApp", words, tuple(options.items()))


def _webhook() -> Channel:
    options = {"source": settings.PUBLIC_URL, "inside": tuple(settings.WEBHOOK_INSIDE)}
    return _made("webhook.Webhook", (settings.SECRET_KEY,), tuple(options.items()))


def _slack() -> Channel:
    words = (settings.SLACK_BOT_TOKEN, settings.SLACK_SIGNING_SECRET)
    return _made("slack.Slack", words, (("base_url", settings.SLACK_BASE_URL),))


def _teams() -> Channel:
    return _made("teams.Teams", (), (("inside", tuple(settings.WEBHOOK_INSIDE)),))


def _push() -> Channel:
    options = {"contact": settings.PUSH_CONTACT, "inside": tuple(settings.WEBHOOK_INSIDE)}
    return _made("webpush.WebPush", (settings.PUSH_KEY,), tuple(options.items()))


MAKERS: dict[str, dict[str, Maker]] = {
    "sms": {
        "twilio": Maker(_twilio, ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM")),
        "vonage": Maker(
            _vonage, ("VONAGE_API_KEY", "VONAGE_API_SECRET", "VONAGE_SIGNATURE_SECRET", "VONAGE_FROM")
        ),
        "telnyx": Maker(_telnyx, ("TELNYX_API_KEY", "TELNYX_PUBLIC_KEY", "TELNYX_FROM")),
        "aws": Maker(_aws, ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION")),
    },
    "voice": {
        "twilio": Maker(_twilio_calls, ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_VOICE_FROM")),
    },
    "whatsapp": {
        "twilio": Maker(_whatsapp, ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_WHATSAPP_FROM")),
    },
    "email": {"smtp": Maker(_smtp)},
    "webpush": {"webpush": Maker(_push, ("PUSH_KEY",))},
    "teams": {"teams": Maker(_teams, ("TEAMS",))},
    "slack": {"slack": Maker(_slack, ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"))},
    "webhook": {"webhook": Maker(_webhook, ("WEBHOOKS",))},
}
# Settings that hold a channel's providers in the order in which they are asked; other channels take the table's.
ORDERS = {"sms": "SMS_PROVIDERS"}


def provider_names(name: str) -> tuple[str, ...]:
    """The providers of a channel that are set up, the first one first; none for a channel we do not have."""
    known = MAKERS.get(name, {})
    wanted = getattr(settings, ORDERS[name]) if name in ORDERS else known
    return tuple(one for one in wanted if one in known and known[one].is_set_up)


def provider(name: str, by: str) -> Channel:
    """One provider of a channel. Raises PermanentFailure for an unknown name and where settings are missing."""
    if name not in MAKERS:
        raise PermanentFailure("no_channel", f"There is no channel called {name}.", needs_operator=True)
    if by not in provider_names(name):
        raise PermanentFailure("unconfigured", f"No {name} provider is set up.", needs_operator=True)
    return MAKERS[name][by].make()


def providers(name: str) -> list[Channel]:
    """All that are set up, the first one first."""
    return [provider(name, by) for by in provider_names(name)]


def channel(name: str) -> Channel:
    """The first provider of the channel. Raises PermanentFailure as `provider` does."""
    return provider(name, next(iter(provider_names(name)), ""))


def names() -> tuple[str, ...]:
    """Every channel we have."""
    return tuple(MAKERS)


def set_up() -> frozenset[str]:
    """The channels by which something can leave here."""
    return frozenset(name for name in MAKERS if provider_names(name))
