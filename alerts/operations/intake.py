"""Taking in what waits: a batch of raw requests becomes alerts, incidents, timeline and outbox, in one transaction.

One feed works at a time, whoever runs it, so alerts of one key are taken in the order in which they came. A request
that breaks its batch is found by halving and put aside, and the others go on.
"""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import OperationalError, connection, transaction

from alerts.models import RawRequest
from alerts.operations.batch import Waiting, take_in
from alerts.operations.reception import tell_of_unreadable
from outbox.pace import Pace

log = logging.getLogger(__name__)

ROWS = 1000
# About two thousand alerts: nobody waits long for the end of a batch.
BYTES = 1024 * 1024
TRIES = 3
# Any number nobody else takes: one feed at a time holds it.
LOCK = 0x5704_A1E7

_WAITING = """
SELECT id, source_id, received_at, body FROM (
    SELECT *, sum(octet_length(body)) OVER (ORDER BY id) - octet_length(body) AS before
    FROM (
        SELECT id, source_id, received_at, body FROM alerts_rawrequest
        WHERE state = 'waiting' ORDER BY id LIMIT %s
    ) AS next
) AS measured WHERE before < %s ORDER BY id
"""


def feed(at: datetime) -> Pace:
    """The relay's turn at what waits: the next batch."""
    batch = _take_batch(at)
    if len(batch) == ROWS or sum(len(request.body) for request in batch) >= BYTES:
        return Pace.FULL
    return Pace.STEADY if batch else Pace.IDLE


def take_waiting(at: datetime) -> int:
    """Take in the next batch; returns how many requests it was, 0 when none waits or another feed is at work."""
    return len(_take_batch(at))


def _take_batch(at: datetime) -> Sequence[Waiting]:
    batch: Sequence[Waiting] = ()
    try:
        with transaction.atomic():
            batch = _waiting() if _have_the_turn() else ()
            if batch:
                take_in(batch, at=at)
    except Exception as error:
        if isinstance(error, OperationalError) and not _database_answers():
            raise
        log.exception("A batch of alerts broke, looking for the request that does it")
        _take_apart([request.pk for request in batch], at=at)
    return batch


def _have_the_turn() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", (LOCK,))
        return bool(cursor.fetchone()[0])


def _wait_for_the_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))


def _waiting() -> list[Waiting]:
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, (ROWS, BYTES))
        return [Waiting(*row) for row in cursor.fetchall()]


def _rows(ids: Sequence[int]) -> list[Waiting]:
    """The rows that still wait, in order of arrival."""
    waiting = RawRequest.objects.filter(id__in=ids, state=RawRequest.State.WAITING).order_by("id")
    columns = waiting.values_list("id", "source_id", "received_at", "body")
    return [Waiting(pk, source_id, received_at, bytes(body)) for pk, source_id, received_at, body in columns]


def _database_answers() -> bool:
    """Whether the connection still works: if not, the relay connects again and nothing is anybody's fault."""
    return connection.is_usable()


def _take_apart(ids: Sequence[int], *, at: datetime) -> None:
    """Halve until the request that breaks is alone, and put that one aside."""
    if not ids:
        return
    if len(ids) == 1:
        _take_alone(ids[0], at=at)
        return
    middle = len(ids) // 2
    for half in (ids[:middle], ids[middle:]):
        try:
            _take(half, at=at)
        except Exception as error:
            if isinstance(error, OperationalError) and not _database_answers():
                raise
            _take_apart(half, at=at)


def _take(ids: Sequence[int], *, at: datetime) -> None:
    with transaction.atomic():
        _wait_for_the_turn()
        take_in(_rows(ids), at=at)


def _take_alone(number: int, *, at: datetime) -> None:
    """The last tries for one request: trouble between transactions may pass, anything else is the request's own."""
    for left in reversed(range(TRIES)):
        try:
            _take([number], at=at)
        except OperationalError as error:
            if not _database_answers():
                raise
            if not left:
                _put_aside(number, error=error, at=at)
        except Exception as error:
            _put_aside(number, error=error, at=at)
            return
        else:
            return


def _put_aside(number: int, *, error: Exception, at: datetime) -> None:
    log.error("Request %s cannot be taken in and is kept as rejected: %s", number, error)
    words = f"{type(error).__name__}: {error}".replace("\x00", "\ufffd")[:2000]
    with transaction.atomic():
        RawRequest.objects.filter(id=number).update(state=RawRequest.State.REJECTED, error=words, taken_at=at)
        source_id = RawRequest.objects.values_list("source_id", flat=True).get(id=number)
        tell_of_unreadable([(number, source_id)], at=at)
