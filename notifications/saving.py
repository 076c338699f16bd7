"""Writes many messages and their attempts as they stand, two statements however many there are."""

from collections.abc import Collection

from django.db import connection

from notifications.models import Attempt, Delivery

# Rows are found by their ids first, as in the outbox: PostgreSQL may have counted none of them yet.
_ATTEMPTS = """
UPDATE notifications_attempt SET state = said.state, provider_id = said.provider_id, answered_at = said.answered_at
FROM unnest(%(pk)s::bigint[], %(state)s::text[], %(provider_id)s::text[], %(answered_at)s::timestamptz[])
    AS said (id, state, provider_id, answered_at)
WHERE notifications_attempt.id = ANY(%(pk)s) AND notifications_attempt.id = said.id
"""
_DELIVERIES = """
UPDATE notifications_delivery SET state = said.state, provider = said.provider, provider_id = said.provider_id,
    sent_at = said.sent_at, error_code = said.error_code, error = said.error
FROM unnest(%(pk)s::bigint[], %(state)s::text[], %(provider)s::text[], %(provider_id)s::text[],
    %(sent_at)s::timestamptz[], %(error_code)s::text[], %(error)s::text[])
    AS said (id, state, provider, provider_id, sent_at, error_code, error)
WHERE notifications_delivery.id = ANY(%(pk)s) AND notifications_delivery.id = said.id
"""


def save(deliveries: Collection[Delivery], attempts: Collection[Attempt]) -> None:
    """What the hand-over to a provider has changed of them, in the caller's transaction."""
    named = {"pk", "state", "provider_id"}
    with connection.cursor() as cursor:
        cursor.execute(_ATTEMPTS, _columns(attempts, named | {"answered_at"}))
        cursor.execute(
            _DELIVERIES, _columns(deliveries, named | {"provider", "sent_at", "error_code", "error"})
        )


def _columns(rows: Collection[Attempt] | Collection[Delivery], names: set[str]) -> dict[str, list[object]]:
    return {name: [getattr(row, name) for row in rows] for name in names}
