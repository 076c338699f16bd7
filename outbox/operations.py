"""Writes of the outbox: put an entry, claim what is due, close it, fail it. All take `at`."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from outbox import nudging
from outbox.handling import LIMIT, Due, backoff
from outbox.models import Entry, Queue

LEASE = timedelta(seconds=20)


@dataclass(frozen=True)
class ToDo:
    """What to put into the outbox. The key makes it once: the id of the causing fact."""

    topic: str
    key: str
    due_at: datetime
    payload: dict[str, Any] = field(default_factory=dict)
    queue: Queue = Queue.URGENT


@dataclass(frozen=True)
class Claim:
    """A lease on an entry: `token` closes it, until somebody else claims it again.

    `unheard`: it was leased before, and nobody began it.
    """

    id: int
    token: int
    queue: str
    topic: str
    unheard: bool = False


def put(todo: ToDo, *, at: datetime) -> None:
    """Write one entry in the caller's transaction; the same topic and key again changes nothing."""
    put_many([todo], at=at)


def put_many(todos: Iterable[ToDo], *, at: datetime) -> None:
    """Write entries in the caller's transaction and nudge the relay on commit if any is due."""
    rows = [
        Entry(
            topic=todo.topic,
            key=todo.key,
            payload=todo.payload,
            queue=todo.queue,
            due_at=todo.due_at,
            not_before=todo.due_at,
            created_at=at,
        )
        for todo in todos
    ]
    if not rows:
        return
    Entry.objects.bulk_create(rows, ignore_conflicts=True)
    if any(row.due_at <= at for row in rows):
        transaction.on_commit(nudging.nudge)


# An array is looked for once. `IN (SELECT … LIMIT … SKIP LOCKED)` may be looked for again for every row, where
# PostgreSQL has counted none yet: it takes far more than the limit then, and seconds for it.
_CLAIM = """
UPDATE outbox_entry SET claimed_until = %(until)s, attempts = attempts + 1
WHERE id = ANY(ARRAY(
    SELECT id FROM outbox_entry
    WHERE done_at IS NULL AND dead_at IS NULL AND queue = %(queue)s AND not_before <= %(at)s
      AND (claimed_until IS NULL OR claimed_until <= %(at)s)
    ORDER BY not_before, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
))
RETURNING id, attempts, queue, topic, begun < attempts - 1, not_before
"""


def claim(*, queue: str, at: datetime, limit: int = 100) -> list[Claim]:
    """Take a lease on what is due, oldest first. Rows another relay is taking are passed over."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"until": at + LEASE, "queue": queue, "at": at, "limit": limit})
        rows = sorted(cursor.fetchall(), key=lambda row: (row[5], row[0]))
    return [Claim(*row[:5]) for row in rows]


_BEGIN = """
UPDATE outbox_entry SET begun = claimed.token, claimed_until = %(until)s
FROM unnest(%(ids)s::bigint[], %(tokens)s::int[]) AS claimed (id, token)
WHERE outbox_entry.id = ANY(%(ids)s) AND outbox_entry.id = claimed.id
  AND attempts = claimed.token AND begun < claimed.token
  AND done_at IS NULL AND dead_at IS NULL
RETURNING outbox_entry.id, topic, key, payload, due_at, token, failures
"""


def begin(*, entry_id: int, token: int, at: datetime) -> Due | None:
    """Start an attempt: None when the lease is lost, the entry closed, or this attempt begun already."""
    begun = begin_many([(entry_id, token)], at=at)
    return begun[0] if begun else None


def begin_many(claims: Sequence[tuple[int, int]], *, at: datetime) -> list[Due]:
    """Start an attempt at each of these (entry id, token); what cannot be begun is left out."""
    ids, tokens = [entry for entry, _ in claims], [token for _, token in claims]
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, {"until": at + LEASE, "ids": ids, "tokens": tokens})
        rows = cursor.fetchall()
    return [
        Due(
            id=entry_id,
            topic=topic,
            key=key,
            payload=json.loads(payload),
            due_at=due_at,
            at=at,
            attempt=token,
            is_last=failures + 1 >= LIMIT,
        )
        for entry_id, topic, key, payload, due_at, token, failures in sorted(rows)
    ]


def bring_forward(*, topic: str, keys: Iterable[str], at: datetime) -> str:
    """Let the one of these entries that is due next, but not yet, begin now; its key, or nothing."""
    waiting = Entry.objects.filter(topic=topic, key__in=list(keys), begun=0, done_at=None, not_before__gt=at)
    entry = waiting.select_for_update().order_by("not_before", "id").first()
    if entry is None:
        return ""
    Entry.objects.filter(pk=entry.pk).update(not_before=at)
    transaction.on_commit(nudging.nudge)
    return entry.key


_CLOSE = """
UPDATE outbox_entry SET done_at = %(at)s, outcome = ended.outcome, last_error = '', claimed_until = NULL
FROM unnest(%(ids)s::bigint[], %(tokens)s::int[], %(outcomes)s::text[]) AS ended (id, token, outcome)
WHERE outbox_entry.id = ANY(%(ids)s) AND outbox_entry.id = ended.id AND attempts = ended.token
  AND done_at IS NULL AND dead_at IS NULL
"""


def close(*, entry_id: int, token: int, outcome: str, at: datetime) -> bool:
    """Mark the entry done; False when this token no longer holds the lease."""
    return close_many([(entry_id, token, outcome)], at=at)


def close_many(ended: Sequence[tuple[int, int, str]], *, at: datetime) -> bool:
    """Mark entries done, each (id, token, outcome); False when one of the tokens no longer holds its lease."""
    ids, tokens, outcomes = (list(column) for column in zip(*ended, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE, {"at": at, "ids": ids, "tokens": tokens, "outcomes": outcomes})
        return bool(cursor.rowcount == len(ended))


def retry_later(*, entry_id: int, token: int, error: str, seconds: float, at: datetime) -> None:
    """Give the entry back, to be tried again in `seconds`."""
    Entry.objects.filter(id=entry_id, attempts=token, done_at=None).update(
        claimed_until=None, last_error=error[:2000], not_before=at + timedelta(seconds=seconds)
    )
    if seconds <= 0:
        transaction.on_commit(nudging.nudge)


def fail(*, entry_id: int, token: int, error: str, at: datetime) -> None:
    """Note a failure: the entry comes back with back-off, or is dead after the limit."""
    mine = Entry.objects.filter(id=entry_id, attempts=token, done_at=None, dead_at=None)
    failed = mine.values_list("failures", flat=True).first()
    if failed is None:
        return
    said = {"failures": failed + 1, "last_error": error[:2000], "claimed_until": None}
    if failed + 1 >= LIMIT:
        mine.update(dead_at=at, **said)
    else:
        mine.update(not_before=at + backoff(failed + 1), **said)


def revive(*, entry_id: int, at: datetime) -> bool:
    """Give a dead entry another life, at an operator's word."""
    return bool(
        Entry.objects.filter(id=entry_id)
        .exclude(dead_at=None)
        .update(
            dead_at=None,
            attempts=F("attempts") + 1,
            begun=F("attempts") + 1,
            failures=0,
            not_before=at,
            claimed_until=None,
        )
    )


def hold_unbegun(*, topics: Iterable[str], subjects: Iterable[str]) -> set[str]:
    """The subjects for which one of the topics waits, not yet begun; it does not begin before the caller's commit.

    Whoever finds its subject here need not ask again: the handler will see the state that the caller leaves.
    """
    waiting = Entry.objects.filter(
        topic__in=list(topics), payload__subject__in=list(subjects), begun=0, done_at=None, dead_at=None
    ).order_by("id")
    held = waiting.select_for_update(skip_locked=True, no_key=True)
    return {
        subject for subject in held.values_list("payload__subject", flat=True) if isinstance(subject, str)
    }


def sweep(*, at: datetime, keep: timedelta = timedelta(days=30)) -> int:
    """Forget entries done more than `keep` ago; returns how many."""
    deleted, _ = Entry.objects.filter(done_at__lt=at - keep).delete()
    return deleted
