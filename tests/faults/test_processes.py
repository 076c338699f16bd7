"""`bin/up` for real: its processes come back when they are killed, and it leaves nothing behind when it is."""

import os
import signal
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import RunningStorm, until


def alive(pid: int) -> bool:
    """Whether the process runs (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def answers(address: str) -> bool:
    """Whether the public page is served."""
    try:
        with urllib.request.urlopen(f"{address}/status/", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.fixture
def storm() -> Iterator[RunningStorm]:
    """A Storm of its own for each test here, because each ends it."""
    with tempfile.TemporaryDirectory(prefix="storm-processes-") as folder:
        Path(folder).chmod(0o711)
        with RunningStorm(Path(folder)) as running:
            yield running


def test_killed_processes_come_back_and_the_pages_with_them(storm: RunningStorm) -> None:
    names = set(storm.facts()["children"])
    assert names == {"postgres", "valkey", "web", "relay", "urgent", "bulk", "providers", "beat"}
    for name in ("web", "relay", "urgent", "postgres"):
        storm.kill(name)
        storm.wait_for(name)
    assert until(lambda: answers(storm.address), seconds=60)
    assert until(lambda: set(storm.facts()["children"]) == names, seconds=60)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_ended_or_killed_it_leaves_nothing_behind(storm: RunningStorm, number: signal.Signals) -> None:
    groups = list(storm.facts()["children"].values())
    assert storm.process is not None
    os.kill(storm.process.pid, number)
    storm.process.wait(timeout=60)
    assert until(lambda: not any(alive(pid) for pid in groups), seconds=60)
    assert not [line for line in Path("/proc").glob("[0-9]*/cmdline") if belongs(line, storm.var)]
    assert (storm.var / "run.json").exists() == (number == signal.SIGKILL)


def belongs(command_line: Path, var: Path) -> bool:
    """Whether a running process was started for this folder."""
    try:
        return os.fsencode(var) in command_line.read_bytes()
    except OSError:
        return False


def test_the_second_start_is_quick_and_says_what_it_needs_to(storm: RunningStorm) -> None:
    said = storm.log.read_text()
    for secret in ("STORM_DEMO_PASSWORD", "STORM_DEMO_API_TOKEN", "STORM_DEMO_SOURCE_TOKEN"):
        assert storm.secrets[secret] in said
    assert "migrating the database" in said
    assert "loading the demo company" in said
    storm.__exit__()
    with RunningStorm(storm.var) as again:
        said = again.log.read_text()
        assert "migrating" not in said
        assert "loading" not in said
        assert "collecting" not in said
