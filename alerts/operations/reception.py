"""Keeping a request as it came: one row, one statement, before anything is understood of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from accounts.tokens import hash_of
from alerts.models import RawRequest
from outbox.models import Queue
from outbox.nudging import nudge_soon
from outbox.operations import ToDo, put_many

UNREADABLE = "alerts.tell_of_unreadable"

# The token is looked up by the very statement that writes, so that a revoked one ends at once.
_KEEP = """
INSERT INTO alerts_rawrequest
    (source_id, received_at, body, content_type, sender, state, error, alerts, truncated)
SELECT id, %s, %s, %s, %s, %s, %s, 0, 0 FROM alerts_source WHERE token_hash = %s AND active
RETURNING id, source_id
"""


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A request before anybody has read it."""

    token: str
    body: bytes
    content_type: str = ""
    sender: str = ""


def keep(*, arrival: Arrival, at: datetime) -> bool:
    """Keep a request that can be read, for the relay's intake; False when no active source has this token."""
    kept = _write(arrival, state=RawRequest.State.WAITING, error="", at=at)
    if kept is not None:
        nudge_soon()
    return kept is not None


def keep_rejected(*, arrival: Arrival, error: str, at: datetime) -> bool:
    """Keep a request that nobody can read, with why; False when no active source has this token."""
    with transaction.atomic():
        kept = _write(arrival, state=RawRequest.State.REJECTED, error=error, at=at)
        if kept is not None:
            tell_of_unreadable([kept], at=at)
    return kept is not None


def tell_of_unreadable(requests: Iterable[tuple[int, int]], *, at: datetime) -> None:
    """Have somebody look whether people must be told of these requests, given as (id, source id)."""
    put_many(
        (
            ToDo(
                topic=UNREADABLE,
                key=f"request:{number}",
                due_at=at,
                payload={"source": source_id, "request": number},
                queue=Queue.BULK,
            )
            for number, source_id in requests
        ),
        at=at,
    )


def _write(arrival: Arrival, *, state: str, error: str, at: datetime) -> tuple[int, int] | None:
    about = (arrival.content_type[:120], arrival.sender[:200], state, error)
    values = (at, arrival.body, *about, hash_of(arrival.token))
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, values)
        row: tuple[int, int] | None = cursor.fetchone()
    return row
