"""What `bin/test` does: everything in two rounds (side by side, then one by one), or just what was named."""

import os
import subprocess
import sys

from tests import programs

PYTEST = (sys.executable, "-m", "pytest")


def main() -> int:
    """Run, and answer the worst exit status; 5 (nothing collected) of one round does not count."""
    if missing := missing_parts():
        print(loud(missing), flush=True)
        if os.environ.get("STORM_CI"):
            return 1
    words = sys.argv[1:]
    rounds = [words] if words else [["-q", "-n", "2", "-m", "not serial"], ["-q", "-m", "serial"]]
    codes = [subprocess.run([*PYTEST, *one], check=False).returncode for one in rounds]
    if missing:
        print(loud(missing), flush=True)
    return max(0 if code == 5 and len(rounds) > 1 else code for code in codes)


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
