"""Carrying out claimed entries: begin, run the handler, close or give back."""

import logging
from collections.abc import Container, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from outbox import operations
from outbox.handling import DONE, Due, SideBySide, Together, TryAgain, handler_of
from outbox.models import Queue

log = logging.getLogger(__name__)


class LeaseLost(Exception):  # reads as what it says
    """Another attempt owns the entry now: what this one wrote is rolled back."""


def carry_out(entry_id: int, token: int) -> str:
    """Run one attempt; returns its outcome. Errors are written into the entry, never raised."""
    due = operations.begin(entry_id=entry_id, token=token, at=timezone.now())
    return "stale" if due is None else _attempt(due)


def carry_out_together(claims: Sequence[tuple[int, int]]) -> None:
    """Run an attempt of each (entry id, token): those of one topic at once where its handler can do that.

    What such a handler leaves is carried out one by one.
    """
    dues = operations.begin_many(claims, at=timezone.now())
    for topic, same in groupby(sorted(dues, key=lambda due: due.topic), key=lambda due: due.topic):
        alike = list(same)
        done = _run_many(topic, alike) if len(alike) > 1 else ()
        for due in alike:
            if due.id not in done:
                _attempt(due)


def _run_many(topic: str, dues: Sequence[Due]) -> Container[int]:
    """The ids of those that were carried out."""
    try:
        handler = handler_of(topic)
    except LookupError:
        return ()  # each says so itself
    if hasattr(handler, "side_by_side"):
        return _run_side_by_side(handler.side_by_side, dues)
    return _run_together(handler.together, dues) if hasattr(handler, "together") else ()


def _run_side_by_side(many: SideBySide, dues: Sequence[Due]) -> Container[int]:
    """Close each as it ends; what an error leaves open has failed and comes back later, each alone."""
    ended: dict[int, str | Exception | None] = {}
    try:
        for results in many(dues):
            ended |= results
            _close_all(dues, results)
    except Exception as error:
        _close_all(dues, {due.id: error for due in dues if due.id not in ended})
    return {due.id for due in dues}


def _close_all(dues: Sequence[Due], results: Mapping[int, str | Exception | None]) -> None:
    of = {due.id: due for due in dues}
    said = {id_: said for id_, said in results.items() if not isinstance(said, Exception)}
    done = [(id_, of[id_].attempt, outcome or DONE) for id_, outcome in said.items()]
    if done:
        operations.close_many(done, at=timezone.now())  # an entry whose lease was lost is somebody else's now
    for id_, error in results.items():
        if isinstance(error, Exception):
            _give_back(of[id_], error)


def _run_together(many: Together, dues: Sequence[Due]) -> Mapping[int, str | None]:
    """The outcomes, by id, of those that were carried out in one transaction; none when anything went wrong."""
    try:
        with transaction.atomic():
            done = many(dues)
            ended = [(due.id, due.attempt, done[due.id] or DONE) for due in dues if due.id in done]
            if ended and not operations.close_many(ended, at=timezone.now()):
                raise LeaseLost
    except Exception:
        log.exception("%s failed for %d together, now one by one", dues[0].topic, len(dues))
        return {}
    return done


def _attempt(due: Due) -> str:
    try:
        return _run(due)
    except Exception as error:
        return _give_back(due, error)


def _give_back(due: Due, error: Exception) -> str:
    """An attempt that raised: it comes back when the handler says, or after a while."""
    at, token = timezone.now(), due.attempt
    if isinstance(error, LeaseLost):
        return "stale"
    if isinstance(error, TryAgain):
        seconds = error.seconds
        operations.retry_later(entry_id=due.id, token=token, error=str(error), seconds=seconds, at=at)
        return "again"
    log.error("%s %s failed at attempt %s", due.topic, due.key, token, exc_info=error)
    operations.fail(entry_id=due.id, token=token, error=f"{type(error).__name__}: {error}", at=at)
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
