"""Carrying out claimed entries: begin, run the handler, close or give back."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from outbox import operations
from outbox.handling import DONE, Due, Together, TryAgain, handler_of
from outbox.models import Queue

log = logging.getLogger(__name__)


class LeaseLost(Exception):  # reads as what it says
    """Another attempt owns the entry now: what this one wrote is rolled back."""


def carry_out(entry_id: int, token: int) -> str:
    """Run one attempt; returns its outcome. Errors are written into the entry, never raised."""
    due = operations.begin(entry_id=entry_id, token=token, at=timezone.now())
    return "stale" if due is None else _attempt(due)


def carry_out_together(claims: Sequence[tuple[int, int]]) -> None:
    """Run an attempt of each (entry id, token): those of one topic in one transaction where its handler can do that.

    What such a handler leaves, and all of it when it fails, is carried out one by one.
    """
    dues = operations.begin_many(claims, at=timezone.now())
    for topic, same in groupby(sorted(dues, key=lambda due: due.topic), key=lambda due: due.topic):
        alike = list(same)
        done = _run_together(topic, alike) if len(alike) > 1 else {}
        for due in alike:
            if due.id not in done:
                _attempt(due)


def _run_together(topic: str, dues: Sequence[Due]) -> Mapping[int, str | None]:
    """The outcomes, by id, of those that were carried out; none when anything went wrong."""
    try:
        many: Together | None = getattr(handler_of(topic), "together", None)
        if many is None:
            return {}
        with transaction.atomic():
            done = many(dues)
            ended = [(due.id, due.attempt, done[due.id] or DONE) for due in dues if due.id in done]
            if ended and not operations.close_many(ended, at=timezone.now()):
                raise LeaseLost
    except Exception:
        log.exception("%s failed for %d together, now one by one", topic, len(dues))
        return {}
    return done


def _attempt(due: Due) -> str:
    now, token = timezone.now, due.attempt
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
    """Carry out in this process all that is due at `at`, every queue; returns how many attempts were made."""
    made = 0
    for queue in (Queue.URGENT, Queue.TIMERS, Queue.BULK):
        claims = operations.claim(queue=queue, at=at, limit=limit)
        made += len(claims)
        if queue == Queue.TIMERS:
            carry_out_together([(claim.id, claim.token) for claim in claims])
            continue
        for claim in claims:
            carry_out(claim.id, claim.token)
    return made
