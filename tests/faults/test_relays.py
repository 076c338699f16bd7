"""Two relays at once, one relay killed, no web: each page leaves, and exactly once."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from storm.up.arguments import ROOT
from tests.faults.night import SOON, Night, eventually, now

TEXTS, INCIDENTS = 200, 10


@contextmanager
def second_relay(night: Night) -> Iterator[None]:
    """Another `manage.py relay` beside the one of the tree."""
    with tempfile.TemporaryFile() as said:
        relay = subprocess.Popen(
            [sys.executable, "manage.py", "relay"],
            env=night.environment(), cwd=ROOT, stdout=said, stderr=said,
        )  # fmt: skip
        try:
            eventually(lambda: (said.seek(0), b"looking" in said.read())[1], "the second relay looks")
            yield
            assert relay.poll() is None
        finally:
            relay.terminate()
            relay.wait(timeout=30)


@contextmanager
def standing_still(night: Night) -> Iterator[None]:
    """The tree's own relay is frozen, at a moment when it holds nothing."""
    pid = night.storm.wait_for("relay")
    locks = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory'"

    def caught() -> bool:
        os.kill(pid, signal.SIGSTOP)
        if not night.sql(locks):
            return True
        os.kill(pid, signal.SIGCONT)
        return False

    eventually(caught, "it stands still without the lock of the intake")
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def test_two_relays_send_each_page_exactly_once(night: Night) -> None:
    night.mood("silent")  # no callback may set right what the relays do twice
    with second_relay(night):
        subprocess.run(
            [sys.executable, "-m", "tests.faults.many_texts", str(TEXTS)],
            env=night.environment(), cwd=ROOT, check=True,
        )  # fmt: skip
        names = [f"TwoRelays-{number}" for number in range(INCIDENTS)]
        for name in names:
            night.insist(name)
        pages = [night.page(night.incident(name)) for name in names]
        expected = {*pages, *(f"race:{number}" for number in range(TEXTS))}
        eventually(lambda: expected <= night.copies().keys(), "all have left")
        left = "SELECT 1 FROM outbox_entry WHERE topic = 'notifications.deliver' AND done_at IS NULL"
        eventually(lambda: not night.sql(left), "all are noted")
    copies = night.copies()
    assert {key: copies[key] for key in expected if copies[key] != 1} == {}


def test_with_one_relay_frozen_the_other_carries_on(night: Night) -> None:
    with second_relay(night), standing_still(night):
        began = now()
        night.insist("OneOfTwoRelays")
        key = night.page(night.incident("OneOfTwoRelays"))
        assert (night.arrival(key) - began).total_seconds() < SOON
    assert night.copies()[key] == 1


def test_a_killed_relay_comes_back_and_the_page_leaves(night: Night) -> None:
    night.storm.kill("relay")
    night.insist("RelayKilled")
    key = night.page(night.incident("RelayKilled"))
    night.arrival(key)
    eventually(lambda: night.state(key) == "delivered", "the page is noted")
    assert night.copies()[key] == 1


def test_without_the_web_the_next_level_is_paged(night: Night) -> None:
    night.insist("WebKilled")
    incident = night.incident("WebKilled")
    first = night.page(incident)
    night.arrival(first)
    night.storm.kill("web")
    [(run,)] = night.sql("SELECT id FROM oncall_escalationrun WHERE incident_id = %s", incident)
    due_at = night.bring_forward("oncall.escalate", {"run": run})
    second = eventually(lambda: [key for key in night.pages(incident) if key != first], "level 2 is paged")
    assert (night.arrival(second[0]) - due_at).total_seconds() < SOON
    night.insist("WebKilled")  # the same alert again, as soon as somebody takes it
    assert night.copies()[second[0]] == 1
    assert night.incident("WebKilled") == incident
