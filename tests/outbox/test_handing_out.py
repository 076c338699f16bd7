"""The relay gives the workers enough and not too much, in parts that fit them, and lets no queue starve another."""

from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from datetime import timedelta

import pytest
import redis
from django.conf import settings
from django.utils import timezone

from outbox import operations, relay
from outbox.models import Entry, Queue
from outbox.operations import Claim, ToDo
from outbox.pace import Pace
from outbox.relay import MOST_TOGETHER, MOST_WAITING, SIDE_BY_SIDE, TOGETHER, Relay, groups_of
from storm.up.children import Ports, that_page

DELIVER, OTHER = "notifications.deliver", "room.verb"


def put(count: int, queue: Queue, topic: str = OTHER) -> None:
    now = timezone.now()
    due_at = now - timedelta(seconds=1)
    todos = [ToDo(topic=topic, key=f"{queue}:{n}", due_at=due_at, queue=queue) for n in range(count)]
    operations.put_many(todos, at=now)


class Broker:
    """The real one: how many tasks wait for a worker."""

    def __init__(self) -> None:
        self.client = redis.Redis.from_url(settings.REDIS_URL)

    def __getitem__(self, queue: Queue) -> int:
        return int(self.client.llen(f"{settings.REDIS_PREFIX}{queue}"))

    def empty(self) -> None:
        self.client.delete(*(f"{settings.REDIS_PREFIX}{queue}" for queue in Queue))


@pytest.fixture
def broker(transactional_db: None) -> Iterator[Broker]:
    made = Broker()
    made.empty()
    yield made
    made.empty()


def test_while_more_is_due_it_does_not_sit_down(broker: Broker) -> None:
    put(MOST_WAITING + 1, Queue.URGENT)
    one = Relay()
    assert one.hand_out(timezone.now()) is Pace.FULL
    assert one.hand_out(timezone.now()) is Pace.STEADY
    broker.empty()
    assert one.hand_out(timezone.now()) is Pace.IDLE
    one.rest()


def test_many_timers_leave_room_for_messages(broker: Broker) -> None:
    put(400, Queue.TIMERS)
    put(1, Queue.URGENT)
    one = Relay()
    one.hand_out(timezone.now())
    assert broker[Queue.URGENT] == 1
    one.rest()


def test_bulk_stands_back_while_urgent_waits_but_not_for_ever(broker: Broker) -> None:
    one, now = Relay(), timezone.now()
    one.hand_out(now)
    put(MOST_WAITING + 1, Queue.URGENT)
    put(5, Queue.BULK)
    for seconds, handed in ((1, 0), (9, 0), (10, 5)):
        one.hand_out(now + timedelta(seconds=seconds))
        assert broker[Queue.BULK] == handed
    one.rest()


def test_bulk_waits_for_nothing_where_all_that_is_urgent_has_been_handed_out(broker: Broker) -> None:
    one, now = Relay(), timezone.now()
    one.hand_out(now)
    put(MOST_WAITING - 1, Queue.URGENT)
    put(5, Queue.BULK)
    one.hand_out(now + timedelta(seconds=1))
    assert broker[Queue.BULK] == 5
    one.rest()


def test_timers_wait_in_the_database_while_no_worker_takes_them(broker: Broker) -> None:
    put(1000, Queue.TIMERS)
    one, now = Relay(), timezone.now()
    for turn in range(100):
        one.hand_out(now + timedelta(seconds=turn * 0.3))
    assert broker[Queue.TIMERS] == MOST_TOGETHER
    one.rest()


def test_without_a_broker_it_takes_no_more_than_its_own_hands_can_begin(
    broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(200, Queue.URGENT)
    one = Relay()
    one.pulse.well.clear()
    kept = one.at_hand[Queue.URGENT]
    monkeypatch.setattr(one.hands[Queue.URGENT], "submit", lambda *what: NeverDone())
    for _ in range(10):
        one.hand_out(timezone.now())
    assert len(kept) == MOST_WAITING == Entry.objects.filter(attempts=1).count()
    one.rest()


def test_without_a_broker_timers_have_hands_of_their_own() -> None:
    one = Relay()
    one.pulse.well.clear()
    one.at_hand[Queue.URGENT] |= {Future() for _ in range(MOST_WAITING)}
    assert one._room(Queue.URGENT, timezone.now()) == (0, False)
    assert one._room(Queue.TIMERS, timezone.now()) == (MOST_TOGETHER * TOGETHER, False)
    one.rest()


class NeverDone:
    """Work that somebody has begun."""

    def add_done_callback(self, callback: object) -> None:
        """Never."""


def claims(*topics: str, token: int = 1) -> list[Claim]:
    return [Claim(number, token, Queue.URGENT, topic) for number, topic in enumerate(topics)]


def sizes(groups: Iterable[object]) -> list[int]:
    return [len(group) for group in groups]  # type: ignore[arg-type]


def test_messages_are_shared_out_among_the_workers() -> None:
    assert sizes(groups_of(claims(*[DELIVER] * 4), Queue.URGENT)) == [1, 1, 1, 1]
    assert sizes(groups_of(claims(*[DELIVER] * 9), Queue.URGENT)) == [3, 3, 3]
    assert sizes(groups_of(claims(*[DELIVER] * 100), Queue.URGENT))[0] == SIDE_BY_SIDE


def test_what_cannot_leave_side_by_side_goes_alone() -> None:
    groups = list(groups_of(claims(OTHER, DELIVER, DELIVER, "incidents.run_plan"), Queue.URGENT))
    assert sizes(groups) == [1, 1, 1, 1]
    assert sizes(groups_of(claims(*[DELIVER] * 9, OTHER), Queue.URGENT)) == [3, 3, 3, 1]


def test_what_comes_back_after_a_failure_goes_alone() -> None:
    assert sizes(groups_of(claims(*[DELIVER] * 9, token=2), Queue.URGENT)) == [1] * 9


def test_every_worker_of_messages_is_counted() -> None:
    [urgent] = [child for child in that_page(Ports(1, 2, 3, 4, 5), {}) if child.name == "urgent"]
    assert f"--concurrency {relay.WORKERS}" in " ".join(urgent.argv)
