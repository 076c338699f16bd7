"""A program that may have to ask twice sends a key: the same key gets the first answer, and nothing is done twice."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.refusals import Unable
from incidents.models import AnsweredRequest, Incident

Answer = dict[str, Any]
MOST = 200
KEPT = timedelta(days=30)
AT_ONCE = 5000


class UnableToRepeat(Unable):
    """The key belongs to another request (422)."""

    status = 422

    def __init__(self) -> None:
        sentence = "This Idempotency-Key came with another request before. Use a new key for a new request."
        super().__init__("IDEMPOTENCY_KEY_REUSED", sentences=[sentence])


def forget_answers(*, at: datetime, keep: timedelta = KEPT) -> int:
    """Forget requests answered longer ago than `keep`, thousands at a time: their keys are free again. How many."""
    oldest = AnsweredRequest.objects.order_by("pk").values("pk")[:AT_ONCE]
    forgotten, _ = AnsweredRequest.objects.filter(pk__in=oldest, created_at__lt=at - keep).delete()
    return forgotten


def once(
    act: Callable[[], tuple[Incident, Answer]], *, user_id: int, key: str, asked: str, at: datetime
) -> tuple[Answer, bool]:
    """Act unless this person's key was answered; the answer, and whether it is the one of before.

    `asked` is a fingerprint of the request. Of two at the same time the second waits for the first. What was refused
    is not kept: it may be asked again. Raises UnableToRepeat, and whatever the act raises.
    """
    with transaction.atomic():
        row, is_new = AnsweredRequest.objects.get_or_create(
            user_id=user_id, key=key, defaults={"fingerprint": asked, "created_at": at}
        )
        if row.fingerprint != asked:
            raise UnableToRepeat
        if is_new:
            row.incident, row.answer = act()
            row.save(update_fields=["incident", "answer"])
    return row.answer, not is_new
