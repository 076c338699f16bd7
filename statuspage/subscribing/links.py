"""The addresses that only a subscriber gets: to confirm, to change what she hears of, and to hear no more."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from statuspage.models import Subscriber

CONFIRM_WITHIN = timedelta(days=3)
_CONFIRMING = signing.TimestampSigner(salt="statuspage.confirm", sep=".")


def confirming(subscriber: Subscriber) -> str:
    """Where she says that it was she; it holds for three days."""
    return _whole("status:confirm", _CONFIRMING.sign(subscriber.token))


def token_in(signed: str) -> str | None:
    """Whose confirmation it is; None when it is too old, or nobody of ours made it."""
    try:
        return _CONFIRMING.unsign(signed, max_age=CONFIRM_WITHIN)
    except signing.BadSignature:
        return None


def managing(token: str) -> str:
    """Where she changes what she hears of."""
    return _whole("status:manage", token)


def unsubscribing(token: str) -> str:
    """What a mail program posts to when its reader wants no more (RFC 8058), and a person may open."""
    return _whole("status:unsubscribe", token)


def subscribing(below: str = "subscribe/") -> str:
    """Where anybody subscribes: at the running product, also from a copy that stands alone.

    `below` is where the form is, from the root of the default page.
    """
    return f"{_whole('status:page')}{below}"


def _whole(name: str, *words: str) -> str:
    return f"{settings.PUBLIC_URL.rstrip('/')}{reverse(name, args=words, urlconf='statuspage.public_root')}"
