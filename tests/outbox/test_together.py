"""Timers of one topic that fall due at once are carried out together, and one that fails holds up no other."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from outbox import operations, running, tasks
from outbox.handling import Due, together
from outbox.models import Entry, Queue
from outbox.operations import ToDo
from outbox.relay import TOGETHER, Relay
from outbox.turns import GATHER

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)


class Room:
    """A room whose topic can be carried out together, except for what it leaves."""

    def __init__(self) -> None:
        self.at_once: list[list[str]] = []
        self.alone: list[str] = []
        self.leaves: set[str] = set()
        self.fails: set[str] = set()

    def handler_of(self, topic: str) -> Any:
        @together(self.many)
        def verb(due: Due) -> str | None:
            self.alone.append(due.key)
            if due.key in self.fails:
                raise RuntimeError("not this one")
            return None

        return verb

    def many(self, dues: Sequence[Due]) -> Mapping[int, str | None]:
        put("written on the way")
        self.at_once.append([due.key for due in dues])
        if self.fails & {due.key for due in dues}:
            raise RuntimeError("not together")
        return {due.id: "moved" for due in dues if due.key not in self.leaves}


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Room:
    made = Room()
    monkeypatch.setattr(running, "handler_of", made.handler_of)
    return made


def put(*keys: str) -> None:
    operations.put_many(
        [ToDo(topic="room.verb", key=key, due_at=NOW, queue=Queue.TIMERS) for key in keys], at=NOW
    )


def claimed() -> list[tuple[int, int]]:
    return [(one.id, one.token) for one in operations.claim(queue=Queue.TIMERS, at=NOW)]


def outcomes() -> dict[str, str]:
    return dict(Entry.objects.exclude(done_at=None).values_list("key", "outcome"))


def test_what_falls_due_together_is_carried_out_together(room: Room) -> None:
    put("a", "b", "c")
    running.carry_out_together(claimed())
    assert room.at_once == [["a", "b", "c"]] and not room.alone
    assert outcomes() == {"a": "moved", "b": "moved", "c": "moved"}


def test_what_is_left_out_goes_alone(room: Room) -> None:
    put("a", "b", "c")
    room.leaves = {"b"}
    running.carry_out_together(claimed())
    assert room.alone == ["b"]
    assert outcomes() == {"a": "moved", "b": "done", "c": "moved"}


def test_one_that_fails_holds_up_no_other(room: Room) -> None:
    put("a", "b", "c")
    room.fails = {"b"}
    running.carry_out_together(claimed())
    assert room.alone == ["a", "b", "c"]
    assert outcomes() == {"a": "done", "c": "done"}
    assert Entry.objects.get(key="b").failures == 1
    assert not Entry.objects.filter(key="written on the way").exists()


def test_whoever_lost_the_lease_of_one_writes_nothing_twice(room: Room) -> None:
    put("a", "b")
    claims = claimed()
    many = room.many

    def steal(dues: Sequence[Due]) -> Mapping[int, str | None]:
        found = many(dues)
        Entry.objects.filter(key="b").update(attempts=9)
        return found

    room.many = steal  # type: ignore[method-assign]
    running.carry_out_together(claims)
    # The theft was undone with all the rest; each then went alone under its own lease.
    assert room.alone == ["a", "b"] and outcomes() == {"a": "done", "b": "done"}


def test_the_same_claims_delivered_twice_run_once(room: Room) -> None:
    put("a", "b")
    claims = claimed()
    running.carry_out_together(claims)
    running.carry_out_together(claims)
    assert len(room.at_once) == 1 and not room.alone


def test_the_relay_gathers_timers_and_gives_each_worker_some(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[int] = []
    monkeypatch.setattr(
        tasks.carry_out_together, "apply_async", lambda what, **options: given.append(len(what[0]))
    )
    relay, moment = Relay(), timedelta(milliseconds=1)
    relay.pulse.well.set()
    put(*(f"{n}" for n in range(TOGETHER + 1)))
    relay.hand_out(NOW)
    assert given == [TOGETHER, 1]
    put("later")
    relay.hand_out(NOW + GATHER - moment)
    assert given == [TOGETHER, 1]
    relay.hand_out(NOW + GATHER)
    assert given == [TOGETHER, 1, 1]
    put("after the clock was set back")
    relay.hand_out(NOW)
    assert given == [TOGETHER, 1, 1, 1]
    relay.rest()
