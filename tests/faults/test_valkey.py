"""Valkey is emptied, killed or frozen: what must happen stands in the database, and pages leave all the same."""

import os
import signal
from collections.abc import Callable, Iterator

import pytest

from tests.faults.breaking import frozen, gone, silent, valkey
from tests.faults.night import PROMISED, SOON, Night, eventually


def test_emptied_while_a_level_waits_the_next_level_is_paged_on_time(night: Night) -> None:
    night.insist("ValkeyEmptiedWhileALevelWaits")
    incident = night.incident("ValkeyEmptiedWhileALevelWaits")
    first = night.page(incident)
    night.arrival(first)
    [(run,)] = night.sql("SELECT id FROM oncall_escalationrun WHERE incident_id = %s", incident)
    due_at = night.bring_forward("oncall.escalate", {"run": run}, seconds=2)
    with valkey(night) as client:
        client.flushall()
    second = eventually(lambda: [key for key in night.pages(incident) if key != first], "level 2 is paged")
    late = [(night.arrival(key) - due_at).total_seconds() for key in second]
    assert all(0 <= seconds < SOON for seconds in late), late
    assert all(night.copies()[key] == 1 for key in (first, *second))


def test_what_waited_in_it_when_it_was_emptied_comes_when_the_lease_is_over(night: Night) -> None:
    names = [f"ValkeyEmptiedWithPagesInIt-{number}" for number in range(5)]
    queue = night.environment().get("STORM_REDIS_PREFIX", "storm:") + "urgent"
    urgent = night.storm.pid("urgent")
    assert urgent is not None
    os.killpg(urgent, signal.SIGSTOP)
    try:
        for name in names:
            night.insist(name)
        with valkey(night) as client:
            eventually(lambda: client.llen(queue) >= len(names), "they wait in Valkey")
            client.flushall()
    finally:
        os.killpg(urgent, signal.SIGCONT)
    night.sql("UPDATE outbox_entry SET claimed_until = now() WHERE begun < attempts AND done_at IS NULL")
    for name in names:
        key = night.page(night.incident(name))
        night.arrival(key)
        assert night.copies()[key] == 1


@pytest.mark.parametrize("broken", [gone, frozen])
def test_without_it_the_relay_works_itself(night: Night, broken: Callable[[Night], Iterator[None]]) -> None:
    name = f"Valkey{broken.__name__.title()}"
    said = night.storm.log.stat().st_size
    with broken(night):  # type: ignore[attr-defined]
        night.insist(name)
        incident = night.incident(name)
        key = night.page(incident)
        arrived = night.arrival(key)
        assert silent(night)
        due_at = night.due_at("oncall.start_escalation", {"incident": incident})
        assert (arrived - due_at).total_seconds() < PROMISED
        assert night.said("the relay works with its own hands", said)
    eventually(lambda: night.said("the workers go on", said), "the relay hands out again")
    eventually(lambda: night.state(key) in ("sent", "delivered"), "the page is noted")
    assert night.copies()[key] == 1


def test_while_it_stays_silent_no_page_waits_for_a_time_out(night: Night) -> None:
    """Only the first entry may find out that nobody answers; what comes later goes to the relay's hands at once."""
    said = night.storm.log.stat().st_size
    with frozen(night):
        eventually(lambda: night.said("the relay works with its own hands", said), "its pulse is missed")
        names = [f"ValkeySilent-{number}" for number in range(3)]
        for name in names:
            night.insist(name)
            incident = night.incident(name)
            due_at = night.due_at("oncall.start_escalation", {"incident": incident})
            assert (night.arrival(night.page(incident)) - due_at).total_seconds() < PROMISED
        assert not night.said("the workers go on", said)
    eventually(lambda: night.said("the workers go on", said), "the relay hands out again")


def test_the_relay_killed_while_it_works_itself_loses_no_page(night: Night) -> None:
    """Valkey is gone and the provider holds its answer: the only process that knows of the message dies."""
    said = night.storm.log.stat().st_size
    with gone(night):
        eventually(lambda: night.said("the relay works with its own hands", said), "its pulse is missed")
        night.mood("held", 1)
        before = len(night.log())
        night.insist("RelayKilledWhileItWorksItself")
        key = night.next_text(before)
        night.storm.kill("relay")
        assert night.state(key) == "pending"
        night.mood("ok")
        eventually(lambda: night.state(key) == "delivered", "the callback was believed")
        night.end_lease(key)
        eventually(lambda: night.attempts(key) == (2, "moot"), "the next attempt finds nothing to do")
    eventually(lambda: night.said("the workers go on", said), "the relay hands out again")
    assert night.copies()[key] == 1
