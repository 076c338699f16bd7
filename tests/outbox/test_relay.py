"""The relay with a real broker and without one; two relays race for the same entries."""

import threading
from concurrent.futures import wait
from datetime import timedelta

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.utils import timezone

from outbox import nudging, operations, relay, running
from outbox.models import Entry, Queue
from outbox.operations import ToDo
from outbox.relay import Relay

pytestmark = pytest.mark.django_db(transaction=True)


def put(count: int) -> None:
    now = timezone.now()
    todos = [ToDo(topic="room.verb", key=str(n), due_at=now - timedelta(seconds=1)) for n in range(count)]
    operations.put_many(todos, at=now)


def test_two_relays_never_claim_the_same_entry() -> None:
    put(200)
    claimed: list[int] = []
    start = threading.Barrier(2)

    def race() -> None:
        start.wait()
        while claims := operations.claim(queue="urgent", at=timezone.now(), limit=7):
            claimed.extend(claim.id for claim in claims)
        connection.close()

    racers = [threading.Thread(target=race) for _ in range(2)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert sorted(claimed) == sorted(Entry.objects.values_list("id", flat=True))


def test_entries_go_to_the_broker_by_their_id() -> None:
    put(3)
    broker = redis.Redis.from_url(settings.REDIS_URL)
    queue = f"{settings.REDIS_PREFIX}urgent"
    broker.delete(queue)
    one = Relay()
    one.hand_out(timezone.now())
    assert broker.llen(queue) == 3
    broker.delete(queue)
    one.rest()


def test_no_more_is_handed_out_than_workers_can_begin_in_time() -> None:
    put(relay.MOST_WAITING + 3)
    broker = redis.Redis.from_url(settings.REDIS_URL)
    queue = f"{settings.REDIS_PREFIX}urgent"
    broker.delete(queue)
    one = Relay()
    for _ in range(3):
        one.hand_out(timezone.now())
    assert broker.llen(queue) == relay.MOST_WAITING
    assert Entry.objects.filter(attempts=0).count() == 3
    broker.delete(queue)
    one.hand_out(timezone.now())
    assert broker.llen(queue) == 3 and not Entry.objects.filter(attempts=0).exists()
    broker.delete(queue)
    one.rest()


def test_without_a_broker_the_relay_works_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*args: object, **options: object) -> None:
        raise OSError("connection refused")

    done = threading.Semaphore(0)
    monkeypatch.setattr(running, "carry_out", lambda entry_id, token: done.release())
    for task in relay.TASKS.values():
        monkeypatch.setattr(task, "apply_async", gone)
    put(5)
    one = Relay()
    one.hand_out(timezone.now())
    assert all(done.acquire(timeout=10) for _ in range(5))
    assert not one.pulse.well.is_set()
    one.rest()


@pytest.fixture
def done_here(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """The entries that the relay's own hands carried out."""
    done: set[int] = set()
    monkeypatch.setattr(running, "carry_out", lambda entry_id, token: done.add(entry_id))
    return done


def test_what_workers_did_not_begin_in_time_the_relay_does_itself(done_here: set[int]) -> None:
    put(3)
    one = Relay()
    one.hand_out(timezone.now())
    one.hand_out(timezone.now() + 2 * operations.LEASE)
    one.rest()
    assert done_here == {entry.id for entry in Entry.objects.all()}


def test_what_a_worker_began_was_heard() -> None:
    put(2)
    at = timezone.now()
    first, _ = operations.claim(queue=Queue.URGENT, at=at)
    assert operations.begin(entry_id=first.id, token=first.token, at=at)
    again = operations.claim(queue=Queue.URGENT, at=at + 2 * operations.LEASE)
    assert [claim.unheard for claim in again] == [False, True]


def test_while_workers_are_in_doubt_nothing_waits_for_them(done_here: set[int]) -> None:
    put(1)
    one, at = Relay(), timezone.now()
    one.hand_out(at)
    found_at = at + 2 * operations.LEASE
    for since_s, done in ((0, 1), (30, 3), (60, 3)):  # after a minute they have another chance
        one.hand_out(found_at + timedelta(seconds=since_s))
        wait(one.at_hand[Queue.URGENT].copy())
        assert len(done_here) == done
        Entry.objects.all().delete()
        put(2)
    one.rest()


def test_its_own_hands_take_no_more_than_they_can_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    go_on, begun = threading.Event(), threading.Semaphore(0)
    monkeypatch.setattr(running, "carry_out", lambda entry_id, token: (begun.release(), go_on.wait(30)))
    put(relay.MOST_WAITING)
    broker = redis.Redis.from_url(settings.REDIS_URL)
    broker.delete(f"{settings.REDIS_PREFIX}urgent")
    one = Relay()
    one.hand_out(timezone.now())
    broker.delete(f"{settings.REDIS_PREFIX}urgent")
    one.hand_out(timezone.now() + 2 * operations.LEASE)
    hands = relay.OWN_HANDS[Queue.URGENT]
    assert broker.llen(f"{settings.REDIS_PREFIX}urgent") == relay.MOST_WAITING - hands
    assert all(begun.acquire(timeout=10) for _ in range(hands))
    go_on.set()
    one.rest()
    broker.delete(f"{settings.REDIS_PREFIX}urgent")


def test_past_deaf_workers_what_is_due_is_done_after_a_while(done_here: set[int]) -> None:
    put(relay.MOST_WAITING + 3)
    broker = redis.Redis.from_url(settings.REDIS_URL)
    broker.delete(f"{settings.REDIS_PREFIX}urgent")
    one, at = Relay(), timezone.now()
    for seconds in (0, 1, 9):
        one.hand_out(at + timedelta(seconds=seconds))
    assert Entry.objects.filter(attempts=0).count() == 3 and not done_here
    one.hand_out(at + timedelta(seconds=11))
    one.rest()
    assert len(done_here) == 3 and not Entry.objects.filter(attempts=0).exists()
    broker.delete(f"{settings.REDIS_PREFIX}urgent")


def test_a_nudge_into_the_void_never_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "REDIS_URL", "redis://127.0.0.1:9/0")
    monkeypatch.setitem(nudging._state, "broken_until", 0.0)
    nudging.nudge()
    assert nudging._state["broken_until"] > 0
