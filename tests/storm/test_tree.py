"""The tree of processes: output with names, the dead restarted, nothing left behind."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storm.tree.supervisor import delay_before_restart

PROGRAM = Path(__file__).with_name("small_tree.py")


def until(holds: Callable[[], bool], *, seconds: float = 15) -> bool:
    """Look again and again, as long as this may take on a busy machine."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.02)
    return False


def alive(pid: int) -> bool:
    """Whether the process runs; one that only waits for its parent to notice its end does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


class SmallTree:
    """small_tree.py as a process of its own: `stubborn` has a child and ignores SIGTERM, `crasher` never lives."""

    def __init__(self, folder: Path) -> None:
        self._facts = folder / "pids.json"
        self.log = folder / "log"
        with self.log.open("wb") as log:
            words = [sys.executable, str(PROGRAM), str(self._facts)]
            root = Path(__file__).resolve().parents[2]
            self.process = subprocess.Popen(
                words,
                stdout=log,
                stderr=log,
                env={**os.environ, "PYTHONPATH": str(root)},
                start_new_session=True,
            )
        assert until(
            lambda: {"sleeper", "stubborn"} <= self.pids().keys() and "grandchild" in self.log.read_text()
        ), self.log.read_text()

    def pids(self) -> dict[str, int]:
        """Who runs now."""
        return dict(json.loads(self._facts.read_text())) if self._facts.exists() else {}

    def everybody(self) -> list[int]:
        """Children and grandchild."""
        grandchild = next(line for line in self.log.read_text().splitlines() if "grandchild" in line)
        return [*self.pids().values(), int(grandchild.split()[-1])]


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[SmallTree]:
    """A running tree, killed at the end if a test left it."""
    small = SmallTree(tmp_path)
    yield small
    if small.process.poll() is None:
        small.process.kill()
        small.process.wait()
        assert until(lambda: not any(alive(pid) for pid in small.everybody()))


def test_lines_carry_the_name_of_their_child(tree: SmallTree) -> None:
    assert "sleeper  | I sleep" in tree.log.read_text()


def test_a_dead_child_is_restarted(tree: SmallTree) -> None:
    before = tree.pids()
    os.kill(before["sleeper"], signal.SIGKILL)
    assert until(lambda: tree.pids().get("sleeper", before["sleeper"]) != before["sleeper"])
    assert tree.pids()["stubborn"] == before["stubborn"]
    assert "sleeper  | died (signal SIGKILL)" in tree.log.read_text()


def test_one_that_never_lives_is_tried_ever_more_slowly(tree: SmallTree) -> None:
    said = "crasher  | died (exit status 3); again in "
    assert until(lambda: tree.log.read_text().count(said) >= 3)
    waits = [float(line.split()[-2]) for line in tree.log.read_text().splitlines() if said in line]
    assert waits[:3] == [0.2, 0.4, 0.8]


def test_what_a_dead_child_started_dies_with_it(tree: SmallTree) -> None:
    grandchild = tree.everybody()[-1]
    os.kill(tree.pids()["stubborn"], signal.SIGKILL)
    assert until(lambda: not alive(grandchild))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_end_it_leaves_nothing_behind(tree: SmallTree, number: signal.Signals) -> None:
    everybody = tree.everybody()
    tree.process.send_signal(number)
    assert tree.process.wait(timeout=15) == 0
    assert not any(alive(pid) for pid in everybody)
    assert "stubborn | does not end by itself" in tree.log.read_text()
    assert "Traceback" not in tree.log.read_text()


def test_killed_it_leaves_nothing_behind(tree: SmallTree) -> None:
    everybody = tree.everybody()
    tree.process.kill()
    tree.process.wait()
    assert until(lambda: not any(alive(pid) for pid in everybody)), everybody


def test_the_first_restart_is_at_once_and_the_later_ones_wait_ever_longer() -> None:
    delays = [delay_before_restart(failures) for failures in range(1, 12)]
    assert delays[0] < 0.5
    assert delays == sorted(delays)
    assert delays[-1] == 30.0
