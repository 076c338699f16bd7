"""Writes of verification: a code goes out by the very way it verifies, and comes back typed by the person."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from accounts import codes
from accounts.models import ContactCode, ContactMethod, User
from accounts.refusals import Invalid, Unable
from outbox.models import Queue
from outbox.operations import ToDo, put

WRONG = "That is not the code. Look at the newest message from us, and type its six digits."
OVER = "This code is no longer valid. Have a new one sent."


def send_code(*, user: User, method_id: int, at: datetime) -> ContactCode:
    """Put a new code on its way; older ones are void. Raises Unable when too many were asked for."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # two at once would both be below the limit
        method = ContactMethod.objects.get(pk=method_id, user=user)
        _refuse_verified(method)
        before = ContactCode.objects.filter(method__user=user, sent_at__gt=at - timedelta(hours=1))
        if wait := codes.wait_s(list(before.values_list("sent_at", flat=True)), at):
            raise Unable(
                "CODE_TOO_SOON", sentences=[f"A code was sent just now. The next in {_lasting(wait)}."]
            )
        code = ContactCode.objects.create(method=method, nonce=secrets.token_hex(16), sent_at=at)
        todo = ToDo(
            topic="notifications.send_code",
            key=f"code:{code.pk}",
            due_at=at,
            payload={"code": code.pk},
            queue=Queue.URGENT,
        )
        put(todo, at=at)
    return code


def verify(*, user: User, method_id: int, digits: str, at: datetime) -> ContactMethod:
    """The person typed what we sent: from now on she is reached this way. Raises Invalid, with what to do."""
    with transaction.atomic():
        method = ContactMethod.objects.select_for_update().get(pk=method_id, user=user)
        _refuse_verified(method)
        code = method.codes.order_by("-sent_at", "-pk").first()
        if code is None or at >= code.sent_at + codes.LIFE or code.wrong_tries >= codes.MOST_WRONG:
            raise Invalid("CODE_OVER", sentences=[OVER])
        right = codes.is_right(digits, nonce=code.nonce, secret=settings.SECRET_KEY)
        if right:
            method.verified_at = at
            method.save(update_fields=["verified_at"])
            method.codes.all().delete()
        else:
            ContactCode.objects.filter(pk=code.pk).update(wrong_tries=F("wrong_tries") + 1)
    if not right:
        raise Invalid("CODE_WRONG", sentences=[WRONG])
    return method


def ask_for_test(*, user: User, method_id: int, at: datetime) -> None:
    """A test page by this way alone. Raises Unable for one that is not verified, or was tested just now."""
    with transaction.atomic():
        method = ContactMethod.objects.select_for_update().get(pk=method_id, user=user)
        if method.verified_at is None:
            raise Unable(
                "CONTACT_UNVERIFIED", sentences=["Verify it first: what is not verified is not used."]
            )
        if method.tested_at is not None and at < method.tested_at + codes.PAUSE:
            raise Unable("TEST_TOO_SOON", sentences=["A test page is on its way. Wait half a minute for it."])
        method.tested_at = at
        method.save(update_fields=["tested_at"])
        key = f"test:{method.pk}:{int(at.timestamp())}"
        put(ToDo(topic="notifications.send_test", key=key, due_at=at, payload={"method": method.pk}), at=at)


def _refuse_verified(method: ContactMethod) -> None:
    if method.verified_at is not None:
        raise Unable("CONTACT_VERIFIED", sentences=["It is verified already."])


def _lasting(seconds: int) -> str:
    return f"{seconds} seconds" if seconds < 120 else f"{-(-seconds // 60)} minutes"
