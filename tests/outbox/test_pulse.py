"""The pulse of a real server: felt while it answers, missed when it falls silent, felt again."""

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from django.conf import settings

from outbox import nudging
from outbox.pulse import Pulse
from storm.embedded import valkey
from storm.tree.child import launch
from tests.running import until

PATIENCE = 30


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The process id of a Valkey of this test's own."""
    prepared = valkey.prepare(tmp_path)
    with (tmp_path / "log").open("wb") as log:
        process = launch(prepared.child, output=log)
    assert until(prepared.is_ready, seconds=PATIENCE)
    monkeypatch.setattr(settings, "REDIS_URL", prepared.url)
    yield process.pid
    process.kill()
    process.wait()


@pytest.fixture
def nudged() -> threading.Event:
    """Set by every nudge that is heard."""
    return threading.Event()


@pytest.fixture
def pulse(server: int, nudged: threading.Event) -> Iterator[Pulse]:
    """Felt in a thread, as the relay does."""
    stopping, one = threading.Event(), Pulse(nudged.set)
    thread = threading.Thread(target=one.feel, args=(stopping,))
    thread.start()
    yield one
    stopping.set()
    thread.join(timeout=PATIENCE)
    assert not thread.is_alive()


def nudge() -> int:
    """Say something; how many heard it."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        return int(client.publish(nudging.channel(), b"1"))


def test_a_nudge_is_heard(pulse: Pulse, nudged: threading.Event) -> None:
    assert until(lambda: nudge() == 1, seconds=PATIENCE)
    assert nudged.wait(PATIENCE)
    assert pulse.well.is_set()


def test_it_outlives_an_error_of_our_own(server: int, nudged: threading.Event) -> None:
    def hear() -> None:
        nudged.set()
        raise ValueError("This is a bug.")

    stopping, one = threading.Event(), Pulse(hear)
    thread = threading.Thread(target=one.feel, args=(stopping,))
    thread.start()
    try:
        for _ in range(2):
            nudged.clear()
            assert until(lambda: nudge() >= 1 and nudged.wait(1), seconds=PATIENCE)
            assert until(lambda: not one.well.is_set(), seconds=PATIENCE)
            assert one.well.wait(PATIENCE)
    finally:
        stopping.set()
        thread.join(timeout=PATIENCE)


def test_a_silent_server_is_noticed_and_so_is_its_return(
    pulse: Pulse, server: int, nudged: threading.Event
) -> None:
    assert until(lambda: nudge() == 1, seconds=PATIENCE)
    os.kill(server, signal.SIGSTOP)
    try:
        assert until(lambda: not pulse.well.is_set(), seconds=PATIENCE)
    finally:
        os.kill(server, signal.SIGCONT)
    assert pulse.well.wait(PATIENCE)
    nudged.clear()
    assert until(lambda: nudge() >= 1 and nudged.wait(1), seconds=PATIENCE)


def test_a_failure_elsewhere_counts_until_the_server_is_heard_again(pulse: Pulse) -> None:
    assert until(lambda: nudge() == 1, seconds=PATIENCE)
    pulse.lost(OSError("did not take an entry"))
    assert pulse.well.wait(PATIENCE)
