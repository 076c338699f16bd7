"""Writes of messages that try a way to reach somebody: the code that verifies it, and the test page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import codes
from accounts.models import ContactCode, ContactMethod, User
from notifications import trying_words as words
from notifications.channels.webhook import secret_of
from notifications.models import Delivery
from notifications.responders import Inbound
from notifications.sending import Outgoing, send

KINDS = ("code", "test")


def send_code(*, code_id: int, key: str, at: datetime) -> bool:
    """Send a code by the way it verifies; False when it is void by now."""
    code = ContactCode.objects.select_related("method__user").filter(pk=code_id).first()
    if code is None or code.method.verified_at is not None or at >= code.sent_at + codes.LIFE:
        return False
    digits = codes.digits_of(code.nonce, settings.SECRET_KEY)
    method = code.method
    with override(method.user.language):
        text = words.code_call(digits) if method.kind == "voice" else words.code(digits)
        title = _(words.CODE_TITLE)
    _send(method, key=f"{key}:{method.kind}:{method.pk}", kind="code", title=title, body=text, at=at)
    return True


def send_test(*, method_id: int, key: str, at: datetime) -> bool:
    """Send a test page by one verified way; False when it is gone."""
    method = ContactMethod.objects.select_related("user").filter(pk=method_id).first()
    if method is None or method.verified_at is None:
        return False
    with override(method.user.language):
        text = _(words.TEST_CALL if method.kind == "voice" else words.TEST)
        title = _(words.TEST_TITLE)
    _send(method, key=f"{key}:{method.kind}:{method.pk}", kind="test", title=title, body=text, at=at)
    return True


def fates_of(user: User) -> Mapping[int, str]:
    """By contact method, what came of the last code or test page."""
    tried = Delivery.objects.filter(recipient=user.key, kind__in=KINDS).order_by("-id")[:60]
    found: dict[int, str] = {}
    for delivery in tried:
        number = delivery.key.rsplit(":", 1)[-1]
        if number.isdecimal():
            found.setdefault(int(number), words.fate(delivery))
    return found


def secrets_of(user: User) -> Mapping[int, str]:
    """By webhook of this person, the secret with which she can prove that it was us."""
    hooks = user.contact_methods.filter(kind=ContactMethod.Kind.WEBHOOK)
    return {hook.pk: words.signed_with(secret_of(hook.address, settings.SECRET_KEY)) for hook in hooks}


def answer(inbound: Inbound) -> str | None:
    """The responder for test pages: the key 1 says that it was heard."""
    if not inbound.about or not Delivery.objects.filter(key=inbound.about, kind="test").exists():
        return None
    return _(words.TEST_HEARD) if inbound.body == "1" else None


def _send(method: ContactMethod, *, key: str, kind: str, title: str, body: str, at: datetime) -> None:
    message = Outgoing(
        key=key,
        kind=kind,
        subject_key=method.user.key,
        recipient=method.user.key,
        recipient_label=str(method.user),
        channel=method.kind,
        address=method.address,
        title=title,
        body=body,
        language=method.user.language,
        urgent=True,
    )
    send([message], at=at)
