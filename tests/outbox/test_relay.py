"""The relay with a real broker and without one; two relays race for the same entries."""

import threading
from datetime import timedelta

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.utils import timezone

from outbox import nudging, operations, relay, running
from outbox.models import Entry
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


def test_a_nudge_into_the_void_never_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "REDIS_URL", "redis://127.0.0.1:9/0")
    monkeypatch.setitem(nudging._state, "broken_until", 0.0)
    nudging.nudge()
    assert nudging._state["broken_until"] > 0
