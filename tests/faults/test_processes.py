"""`bin/up` for real: its processes come back when they are killed, and it leaves nothing behind when it is."""

import os
import signal
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.night import CHILDREN
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
def storm(whole_storm: RunningStorm) -> Iterator[RunningStorm]:
    """The Storm of all faults, running again for the next test."""
    yield whole_storm
    assert whole_storm.process is not None
    if whole_storm.process.poll() is not None:
        whole_storm.__enter__()


def test_killed_processes_come_back_and_the_pages_with_them(storm: RunningStorm) -> None:
    names = set(storm.facts()["children"])
    assert names == CHILDREN
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
    killed = number == signal.SIGKILL
    assert (storm.var / "run.json").exists() == killed
    storm.__enter__()
    assert ("the last run was killed" in storm.starts[-1]) == killed


def belongs(command_line: Path, var: Path) -> bool:
    """Whether a running process was started for this folder."""
    try:
        return os.fsencode(var) in command_line.read_bytes()
    except OSError:
        return False


def test_only_the_first_start_prepares(storm: RunningStorm) -> None:
    for secret in ("STORM_DEMO_PASSWORD", "STORM_DEMO_API_TOKEN", "STORM_DEMO_SOURCE_TOKEN"):
        assert storm.secrets[secret] in storm.starts[0]
    assert "migrating the database" in storm.starts[0]
    assert "loading the demo company" in storm.starts[0]
    storm.__exit__()
    storm.__enter__()
    said = storm.starts[-1]
    assert f"Storm runs at {storm.address}/" in said
    assert not [words for words in ("migrating", "loading", "collecting") if words in said]
