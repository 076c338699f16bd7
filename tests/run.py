"""What `bin/test` does: everything in two rounds (single tests, then whole folders), or just what was named."""

import os
import signal
import sys
from collections.abc import Sequence

from storm.tree.child import Child
from tests import guarded, programs

PYTEST = (sys.executable, "-m", "pytest")
# First the many that share servers alone; then the folders that each share a whole Storm, side by side.
ROUNDS = (
    ("-q", "-n", "2", "-m", "not serial"),
    ("-q", "-n", "2", "--dist", "loadgroup", "-m", "serial", "--durations=15"),
)


def main() -> int:
    """Run, and answer the worst exit status; 5 (nothing collected) of one round does not count."""
    if missing := missing_parts():
        print(loud(missing), flush=True)
        if os.environ.get("STORM_CI"):
            return 1
    if words := sys.argv[1:]:
        os.execv(sys.executable, [*PYTEST, *words])  # pytest itself, at this terminal
    codes = [one_round(words) for words in ROUNDS]
    if missing:
        print(loud(missing), flush=True)
    return max(0 if code == 5 else code for code in codes)


def one_round(words: Sequence[str]) -> int:
    """One pytest, which ends with us however we end; its exit status."""
    command = Child("pytest", (*PYTEST, *words), env=os.environ, stop_signal=signal.SIGINT)
    process = guarded.start(command, output=sys.stdout.fileno())
    try:
        return process.wait()
    except KeyboardInterrupt:
        os.killpg(process.pid, signal.SIGINT)
        process.wait()
        raise
    finally:
        guarded.forget(process)


def missing_parts() -> list[str]:
    """Programs without which some tests cannot run, and which tests those are."""
    missing = []
    if not programs.chromium():
        missing.append("no Chromium: the browser tests (tests/e2e). Install chromium or set STORM_CHROMIUM.")
    if not programs.alertmanager():
        missing.append("no prometheus-alertmanager: the test that connects a real one.")
    return missing


def loud(missing: list[str]) -> str:
    """A box that nobody overlooks."""
    rule = "!" * 100
    return "\n".join([rule, "!!  LEFT OUT on this machine:", *(f"!!  {line}" for line in missing), rule])


if __name__ == "__main__":
    sys.exit(main())
