"""What `bin/test` does: everything in two rounds (single tests, then whole folders), or just what was named."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from typing import IO, Any

from storm.tree.child import Child
from tests import guarded, programs

PYTEST = (sys.executable, "-m", "pytest")
# Each of these folders shares one whole Storm: its tests follow each other in a pytest of their own.
SERIAL = ("faults", "e2e")


def main() -> int:
    """Run, and answer the worst exit status; 5 (nothing collected) of one round does not count."""
    if missing := missing_parts():
        print(loud(missing), flush=True)
        if os.environ.get("STORM_CI"):
            return 1
    if words := sys.argv[1:]:
        os.execv(sys.executable, [*PYTEST, *words])  # pytest itself, at this terminal
    # One more than the cores of a small machine: tests wait for servers, too.
    codes = [*side_by_side(["-q", "-n", "3", "--dist", "worksteal", "-m", "not serial"])]
    codes += side_by_side(*(["-q", "--durations=15", f"tests/{folder}"] for folder in SERIAL))
    if missing:
        print(loud(missing), flush=True)
    return max(0 if code == 5 else code for code in codes)


def side_by_side(*rounds: Sequence[str]) -> list[int]:
    """A pytest for each, all at once; each ends with us however we end. Their exit statuses.

    The first is heard as it goes, what the others said is shown in one piece when it has ended.
    """
    with contextlib.ExitStack() as stack:
        files = [stack.enter_context(tempfile.TemporaryFile()) for _ in rounds[1:]]
        started = [start(words, output) for words, output in zip(rounds, [sys.stdout, *files], strict=True)]
        try:
            codes = [process.wait() for process in started]
        finally:
            for process in started:
                end(process)
        for file in files:
            file.seek(0)
            print(file.read().decode(errors="replace"), flush=True)
    return codes


def start(words: Sequence[str], output: IO[Any]) -> "subprocess.Popen[bytes]":
    """One pytest."""
    command = Child("pytest", (*PYTEST, *words), env=os.environ, stop_signal=signal.SIGINT)
    return guarded.start(command, output=output.fileno())


def end(process: "subprocess.Popen[bytes]") -> None:
    """Somebody pressed Ctrl-C: what still runs is asked to end in order."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
        process.wait()
    guarded.forget(process)


def missing_parts() -> list[str]:
    """Programs without which some tests cannot run, and which tests those are."""
    missing = []
    if not programs.chromium():
        missing.append("no Chromium: the browser tests (tests/e2e). Install chromium or set STORM_CHROMIUM.")
    if not programs.alertmanager():
        missing.append("no prometheus-alertmanager: the test that connects a real one.")
    if not (programs.node() and programs.npm()):
        missing.append("no node and npm: the tests in which readers of others read the status page.")
    return missing


def loud(missing: list[str]) -> str:
    """A box that nobody overlooks."""
    rule = "!" * 100
    return "\n".join([rule, "!!  LEFT OUT on this machine:", *(f"!!  {line}" for line in missing), rule])


if __name__ == "__main__":
    sys.exit(main())
