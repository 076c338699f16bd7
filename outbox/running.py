"""Carrying out one claimed entry: begin, run its handler, close or give back."""

import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from outbox import operations
from outbox.handling import DONE, Due, TryAgain, handler_of

log = logging.getLogger(__name__)


class LeaseLost(Exception):  # reads as what it says
    """Another attempt owns the entry now: what this one wrote is rolled back."""


def carry_out(entry_id: int, token: int) -> str:
    """Run one attempt; returns its outcome. Errors are written into the entry, never raised."""
    now = timezone.now
    due = operations.begin(entry_id=entry_id, token=token, at=now())
    if due is None:
        return "stale"
    try:
        return _run(due)
    except LeaseLost:
        return "stale"
    except TryAgain as wait:
        operations.retry_later(entry_id=due.id, token=token, error=str(wait), seconds=wait.seconds, at=now())
        return "again"
    except Exception as error:
        log.exception("%s %s failed at attempt %s", due.topic, due.key, token)
        operations.fail(entry_id=due.id, token=token, error=f"{type(error).__name__}: {error}", at=now())
        return "failed"


def _run(due: Due) -> str:
    handler = handler_of(due.topic)
    if getattr(handler, "outside_transaction", False):
        outcome = handler(due) or DONE
        _close(due, outcome, timezone.now())
        return outcome
    with transaction.atomic():
        outcome = handler(due) or DONE
        _close(due, outcome, timezone.now())
    return outcome


def _close(due: Due, outcome: str, at: datetime) -> None:
    if not operations.close(entry_id=due.id, token=due.attempt, outcome=outcome, at=at):
        raise LeaseLost


def drain(*, at: datetime, limit: int = 500) -> int:
    """Carry out in this process all that is due at `at`, both queues; returns how many attempts were made."""
    made = 0
    for queue in ("urgent", "bulk"):
        for claim in operations.claim(queue=queue, at=at, limit=limit):
            carry_out(claim.id, claim.token)
            made += 1
    return made
