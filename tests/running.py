"""A whole Storm as `bin/up` starts it, for tests that kill its processes or look at it in a browser."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from storm.embedded import postgres
from storm.tree.child import Child
from storm.up import arguments, credentials
from tests import guarded, template

# What the tests' own Django was told must not reach another installation.
OURS = ("STORM_", "TWILIO_", "DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")


def until(holds: Callable[[], bool], *, seconds: float, pause: float = 0.02) -> bool:
    """Look again and again; whether it came to hold in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True


def lay_migrated(var: Path) -> None:
    """The database of a Storm that has never run, with every migration applied: half a minute less of its start."""
    server = postgres.prepare(var)
    with (var / "laying.log").open("wb") as log:
        process = guarded.start(server.child, output=log)
    try:
        assert until(server.is_ready, seconds=60), (var / "laying.log").read_text()
        template.fill(server.url)
    finally:
        os.killpg(process.pid, server.child.stop_signal)
        process.wait(timeout=60)
        guarded.forget(process)


class RunningStorm:
    """One demo with its own servers, port and folder; a context manager that ends it, and may be entered again."""

    def __init__(self, var: Path, *, told: Mapping[str, str] | None = None) -> None:
        """`told` is what its processes hear in their environment besides."""
        self.var, self.told = var, dict(told or {})
        self.log = var / "up.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.starts: list[str] = []  # what each start said

    def __enter__(self) -> "RunningStorm":
        var = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        var |= self.told
        port = arguments.free_ports(1)[0]
        command = [sys.executable, "-m", "storm.up", "--port", str(port), "--var", str(self.var)]
        child = Child("storm", tuple(command), env=var, cwd=arguments.ROOT, stop_signal=signal.SIGINT)
        with self.log.open("wb") as log:
            self.process = guarded.start(child, output=log)
        if not until(self._ready_or_gone, seconds=240) or self.process.poll() is not None:
            said = self.log.read_text()[-4000:]
            self.__exit__()
            raise AssertionError(f"Storm did not start:\n{said}")
        self.starts.append(self.log.read_text())
        return self

    def __exit__(self, *exception: object) -> None:
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        guarded.forget(self.process)

    def _ready_or_gone(self) -> bool:
        assert self.process is not None
        facts = self.facts()  # those of a run that was killed still lie there
        return self.process.poll() is not None or (facts.get("pid") == self.process.pid and facts["ready"])

    def facts(self) -> dict[str, Any]:
        """What var/run.json says now."""
        try:
            return dict(json.loads((self.var / "run.json").read_text()))
        except FileNotFoundError:
            return {}

    def pid(self, name: str) -> int | None:
        """The process id of the child with this name, while it runs."""
        return self.facts().get("children", {}).get(name)

    def kill(self, name: str, number: signal.Signals = signal.SIGKILL) -> None:
        """Kill the child's whole group at once, as a machine would, and wait until the tree has noticed."""
        before = self.pid(name)
        assert before is not None, f"{name} does not run"
        os.killpg(before, number)
        assert until(lambda: self.pid(name) != before, seconds=30), f"nobody noticed that {name} died"

    def wait_for(self, name: str, *, seconds: float = 60) -> int:
        """Wait until the child runs again; its new process id."""
        assert until(lambda: self.pid(name) is not None, seconds=seconds), f"{name} did not come back"
        return self.facts()["children"][name]

    @property
    def address(self) -> str:
        """Of the pages."""
        return str(self.facts()["addresses"]["STORM_PUBLIC_URL"])

    @property
    def secrets(self) -> dict[str, str]:
        """Passwords and tokens of this demo."""
        return credentials.kept(self.var)
