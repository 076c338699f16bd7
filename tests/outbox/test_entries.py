"""The outbox: once per key, claimed by one, closed by the holder of the lease alone, dead after its limit."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from outbox import handling, operations, running
from outbox.handling import LIMIT, Due, TryAgain, outside_transaction
from outbox.models import Entry
from outbox.operations import ToDo

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)


@pytest.fixture
def handled(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Due]]:
    """Every topic is handled by a list that remembers."""
    seen: list[Due] = []

    def handler(due: Due) -> str | None:
        seen.append(due)
        return None

    monkeypatch.setattr(running, "handler_of", lambda topic: handler)
    yield seen


def put(key: str = "a", due: datetime = NOW) -> None:
    operations.put(ToDo(topic="room.verb", key=key, due_at=due, payload={"n": 1}), at=NOW)


def test_the_same_key_is_one_entry() -> None:
    put()
    put()
    assert Entry.objects.count() == 1


def test_only_what_is_due_is_claimed_oldest_first() -> None:
    put("late", NOW + timedelta(seconds=1))
    put("second", NOW)
    put("first", NOW - timedelta(minutes=1))
    claims = operations.claim(queue="urgent", at=NOW)
    assert [Entry.objects.get(pk=claim.id).key for claim in claims] == ["first", "second"]
    assert operations.claim(queue="urgent", at=NOW) == []


def test_no_more_is_claimed_than_was_asked_for_even_where_postgresql_has_counted_nothing_yet() -> None:
    operations.put_many([ToDo(topic="room.verb", key=f"{n}", due_at=NOW) for n in range(300)], at=NOW)
    with connection.cursor() as cursor:  # as a vacuum leaves it that runs before the rows are committed
        cursor.execute("UPDATE pg_class SET relpages = 100, reltuples = 0 WHERE relname = 'outbox_entry'")
        claims = operations.claim(queue="urgent", at=NOW, limit=10)
    assert len(claims) == Entry.objects.exclude(claimed_until=None).count() == 10


def test_a_lapsed_lease_is_claimed_again_and_the_old_token_closes_nothing(handled: list[Due]) -> None:
    put()
    [old] = operations.claim(queue="urgent", at=NOW)
    later = NOW + operations.LEASE
    [new] = operations.claim(queue="urgent", at=later)
    assert (old.id, new.token) == (new.id, old.token + 1)
    assert operations.begin(entry_id=old.id, token=old.token, at=later) is None
    assert not operations.close(entry_id=old.id, token=old.token, outcome="done", at=later)
    assert operations.close(entry_id=new.id, token=new.token, outcome="done", at=later)


def test_a_task_delivered_twice_runs_once(handled: list[Due]) -> None:
    put()
    [claim] = operations.claim(queue="urgent", at=NOW)
    assert running.carry_out(claim.id, claim.token) == "done"
    assert running.carry_out(claim.id, claim.token) == "stale"
    assert len(handled) == 1


def test_a_failure_backs_off_and_keeps_its_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def handler(due: Due) -> None:
        raise RuntimeError("the provider is on fire")

    monkeypatch.setattr(running, "handler_of", lambda topic: handler)
    put()
    [claim] = operations.claim(queue="urgent", at=NOW)
    assert running.carry_out(claim.id, claim.token) == "failed"
    entry = Entry.objects.get()
    assert (entry.claimed_until, entry.done_at, entry.due_at) == (None, None, NOW)
    assert "the provider is on fire" in entry.last_error
    assert entry.not_before > NOW


def test_after_its_limit_an_entry_is_dead_and_an_operator_can_revive_it() -> None:
    put()
    Entry.objects.update(failures=LIMIT - 1)
    [claim] = operations.claim(queue="urgent", at=NOW)
    operations.fail(entry_id=claim.id, token=claim.token, error="no", at=NOW)
    assert Entry.objects.get().dead_at == NOW
    assert operations.claim(queue="urgent", at=NOW + timedelta(days=1)) == []
    assert operations.revive(entry_id=claim.id, at=NOW)
    assert len(operations.claim(queue="urgent", at=NOW)) == 1


def test_leases_that_lapsed_in_a_long_queue_are_no_failures() -> None:
    put()
    for round_ in range(LIMIT + 3):
        [claim] = operations.claim(queue="urgent", at=NOW + round_ * operations.LEASE)
    later = NOW + (LIMIT + 3) * operations.LEASE
    operations.fail(entry_id=claim.id, token=claim.token, error="deadlock", at=later)
    entry = Entry.objects.get()
    assert (entry.dead_at, entry.not_before) == (None, later + handling.backoff(1))


def test_try_again_comes_back_when_it_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def handler(due: Due) -> None:
        raise TryAgain("not yet", seconds=7)

    monkeypatch.setattr(running, "handler_of", lambda topic: handler)
    put()
    [claim] = operations.claim(queue="urgent", at=NOW)
    assert running.carry_out(claim.id, claim.token) == "again"
    entry = Entry.objects.get()
    assert entry.dead_at is None and entry.claimed_until is None


def test_what_a_handler_wrote_without_its_lease_is_rolled_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def handler(due: Due) -> None:
        put("written by the slow one")
        Entry.objects.filter(pk=due.id).update(attempts=due.attempt + 1)

    monkeypatch.setattr(running, "handler_of", lambda topic: handler)
    put()
    [claim] = operations.claim(queue="urgent", at=NOW)
    assert running.carry_out(claim.id, claim.token) == "stale"
    assert not Entry.objects.filter(key="written by the slow one").exists()


def test_no_transaction_is_held_around_a_handler_that_talks_to_the_world(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    depth: list[int] = []

    @outside_transaction
    def handler(due: Due) -> None:
        depth.append(len(transaction.get_connection().savepoint_ids))

    monkeypatch.setattr(running, "handler_of", lambda topic: handler)
    put()
    [claim] = operations.claim(queue="urgent", at=NOW)
    before = len(transaction.get_connection().savepoint_ids)
    assert running.carry_out(claim.id, claim.token) == "done"
    assert depth == [before]


def test_an_unknown_topic_says_what_is_missing() -> None:
    with pytest.raises(LookupError, match="expected a function 'nothing'"):
        handling.handler_of("incidents.nothing")


def test_what_was_done_long_ago_is_forgotten() -> None:
    put("old")
    put("open")
    Entry.objects.filter(key="old").update(done_at=NOW - timedelta(days=31))
    assert operations.sweep(at=NOW) == 1
    assert Entry.objects.get().key == "open"
