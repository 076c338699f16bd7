"""What `bin/check` does: every check runs, whatever the one before said; the end says which failed."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

BIN = Path(sys.executable).parent
CHECKS: dict[str, list[str]] = {
    "format": [f"{BIN}/ruff", "format", "--check", "."],
    "lint": [f"{BIN}/ruff", "check", "."],
    "types": [f"{BIN}/mypy"],
    "import directions": [f"{BIN}/lint-imports", "--no-cache"],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
    "deployment": [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
    "house": [sys.executable, "-m", "pytest", "-q", "tests/house"],
}
LONG = {"house"}
LANES = 2
# The house tests ask addresses as every role: they bring servers and settings of their own, like all tests.
WITH_SERVERS = {"house"}
# A production's settings, so that the checks see what an operator would run; nothing is connected to.
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "storm.settings",
    "DATABASE_URL": "postgresql://storm@localhost/storm",
    "REDIS_URL": "redis://localhost/0",
    "STORM_SECRET_KEY": "only-to-be-checked-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG",
    "STORM_PUBLIC_URL": "https://storm.example.org",
    "STORM_ALLOWED_HOSTS": "storm.example.org",
    "STORM_BEHIND_TLS": "1",
    "PYTHONWARNINGS": "ignore::RuntimeWarning:django.core.management.commands.makemigrations",
}


def main() -> int:
    """Run those named in the arguments, or all."""
    names = sys.argv[1:] or [name for name in CHECKS if name not in left_to_the_tests()]
    if unknown := set(names) - set(CHECKS):
        print(f"check: there is no check called {', '.join(unknown)}; there are: {', '.join(CHECKS)}")
        return 2
    # The longest first, so that the short ones fill the second lane.
    with ThreadPoolExecutor(LANES) as lanes:
        started = {
            name: lanes.submit(passes, name) for name in sorted(names, key=LONG.__contains__, reverse=True)
        }
    failed = [name for name in names if not started[name].result()]
    print(f"check: failed: {', '.join(failed)}" if failed else "check: everything holds", flush=True)
    return 1 if failed else 0


def left_to_the_tests() -> set[str]:
    """In CI all tests follow, those of the house among them, and side by side they take half the time."""
    return {"house"} if os.environ.get("STORM_CI") else set()


def passes(name: str) -> bool:
    """Run one check; what it said is shown in one piece when it has ended."""
    print(f"check: {name} ...", flush=True)
    began = time.monotonic()
    env = {**os.environ, **({} if name in WITH_SERVERS else ENVIRONMENT)}
    ran = subprocess.run(
        CHECKS[name], check=False, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    verdict = f"check: {name} {'FAILED' if ran.returncode else 'ok'} ({time.monotonic() - began:.1f} s)"
    print(f"{ran.stdout.rstrip()}\n{verdict}", flush=True)
    return ran.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
