"""Tests that are killed with -9 leave no server, no Storm and no pytest of theirs behind."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storm.up.arguments import ROOT
from tests.running import OURS, until

PATIENCE = 60
# What pytest does first; what `bin/test` does with a pytest of its own; what a test does that needs a whole Storm.
SERVERS = "import signal; from tests import services; services.ensure(); signal.pause()"
A_ROUND = (
    f"import sys; from tests import run; run.PYTEST = [sys.executable]; run.side_by_side(['-c', {SERVERS!r}])"
)
A_STORM = (
    "from pathlib import Path; from tests.running import RunningStorm; RunningStorm(Path({!r})).__enter__()"
)


def running_below(folder: Path) -> set[int]:
    """The processes whose command line or environment names this folder: all that were started for it."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
            dead = (process / "stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
        except OSError:
            continue
        if os.fsencode(folder) in words and not dead:
            found.add(int(process.name))
    return found


def servers_below(folder: Path) -> set[str]:
    """Which embedded servers answer there."""
    # No folder is walked through: they are being made at the same time.
    names = {
        "postgres": "storm-tests-*/postgres/data/postmaster.pid",
        "valkey": "storm-tests-*/valkey/socket/valkey.sock",
    }
    return {name for name, pattern in names.items() if any(folder.glob(pattern))}


@pytest.fixture
def folder() -> Iterator[Path]:
    """Short enough for sockets, and passable for PostgreSQL's own user."""
    with tempfile.TemporaryDirectory(prefix="storm-guard-", ignore_cleanup_errors=True) as path:
        Path(path).chmod(0o711)
        yield Path(path)


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[..., "subprocess.Popen[bytes]"]]:
    """Start Python with these words, everything of it below the folder."""
    started: list[subprocess.Popen[bytes]] = []
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith((*OURS, "PYTEST_"))
    }

    def start(*words: str) -> "subprocess.Popen[bytes]":
        with (folder / "log").open("wb") as log:
            one = subprocess.Popen(
                [sys.executable, *words],
                env={**environment, "TMPDIR": str(folder)},
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        started.append(one)
        return one

    yield start
    for one in started:
        one.kill()
        one.wait()


@pytest.mark.parametrize("program", [SERVERS, A_ROUND])
def test_killed_tests_end_their_servers(
    folder: Path, start: Callable[..., "subprocess.Popen[bytes]"], program: str
) -> None:
    tests = start("-c", program)
    both = {"postgres", "valkey"}
    assert until(lambda: servers_below(folder) == both, seconds=PATIENCE), (folder / "log").read_text()
    tests.send_signal(signal.SIGKILL)
    tests.wait()
    assert until(lambda: not running_below(folder), seconds=PATIENCE), running_below(folder)


def test_a_killed_test_ends_its_storm(folder: Path, start: Callable[..., "subprocess.Popen[bytes]"]) -> None:
    test = start("-c", A_STORM.format(str(folder)))
    assert until(lambda: (folder / "valkey" / "socket").exists(), seconds=PATIENCE), (
        folder / "log"
    ).read_text()
    assert len(running_below(folder)) > 3  # itself, its guard, Storm, Storm's guard, PostgreSQL
    test.send_signal(signal.SIGKILL)
    test.wait()
    assert until(lambda: not running_below(folder), seconds=PATIENCE), running_below(folder)
