"""Decides what can be an address for each channel, and writes it the one way in which it is kept."""

from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark

from accounts.forms import number_in
from notifications.channels import registry
from notifications.channels.outside import target_of
from notifications.channels.protocol import ChannelFailure
from statuspage.models import Subscriber

Channel = Subscriber.Channel
SLACK_HOST = "hooks.slack.com"
PROGRAMS = (Channel.WEBHOOK.value, Channel.SLACK.value, Channel.TEAMS.value)
"""Addresses of programs: whoever looks after one confirms it by mail, and hears when it fails."""
NOT_CALLED = mark(
    "We cannot call this address. Write the whole of it, as the internet knows it, beginning with https://."
)
"""One sentence for all: which names there are in our network, and which are refused, is nobody's business."""
LONGEST, LONGEST_MAILBOX = 1000, 254  # characters that are kept


def offered() -> list[str]:
    """The channels by which something can leave here. Slack and Teams need nothing but the address."""
    without = set() if registry.provider_names("sms") else {Channel.SMS.value}
    return [channel for channel in Channel.values if channel not in without]


def kept(channel: str, text: str) -> str:
    """The address as it is kept. Raises ValidationError with what would be right."""
    if channel == Channel.EMAIL:
        return mailbox(text)
    if channel == Channel.SMS:
        return _number(text)
    return _called(channel, text.strip())


def _number(text: str) -> str:
    try:
        return number_in(text)
    except ValidationError as wrong:
        raise ValidationError([_(words) for words in wrong.messages]) from wrong


def mailbox(text: str) -> str:
    """A mail address in small letters."""
    address = text.strip().lower()
    validate_email(address)
    if len(address) > LONGEST_MAILBOX:
        raise ValidationError(_("This mail address is too long."))
    return address


def _called(channel: str, url: str) -> str:
    inside, host = settings.SUBSCRIBER_WEBHOOK_INSIDE, _host(url)
    if channel == Channel.SLACK and host != SLACK_HOST and host not in inside:
        words = _("Write the address of an incoming webhook, like {example}")
        raise ValidationError(words.format(example=f"https://{SLACK_HOST}/services/…"))
    try:
        target_of(url, inside)
    except ChannelFailure as failure:
        raise ValidationError(_(NOT_CALLED)) from failure
    if len(url) > LONGEST or not url.isprintable():
        raise ValidationError(_(NOT_CALLED))
    return url


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # brackets around what is no IPv6 address
        return ""


def zone(text: str) -> str:
    """An IANA zone; UTC for nothing. Raises ValidationError."""
    if text and text not in available_timezones():
        raise ValidationError(_("“{text}” is no zone such as Europe/London.").format(text=text))
    return text or "UTC"
