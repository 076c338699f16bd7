"""`var/run.json`: who runs now, under which process id and at which addresses; for tests and operators."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

FILE = "run.json"
_TOLD = (
    "DATABASE_URL",
    "REDIS_URL",
    "STORM_PUBLIC_URL",
    "STATUS_COPY_URL",
    "STORM_SMTP_URL",
    "TWILIO_BASE_URL",
)


class Runfile:
    """Written anew at every change, in one step; gone when the tree has ended in order."""

    def __init__(self, var: Path) -> None:
        self._path = var / FILE
        self.left_behind = self._path.exists()
        self.addresses: dict[str, str] = {}
        self.ready = False
        self._children: dict[str, int] = {}

    def tell_addresses(self, environment: Mapping[str, str]) -> None:
        """Note where the parts are reached."""
        self.addresses = {name: environment[name] for name in _TOLD if name in environment}

    def tell_children(self, pids: dict[str, int]) -> None:
        """Note who runs."""
        self._children = pids
        self._write()

    def tell_ready(self) -> None:
        """Note that the pages answer."""
        self.ready = True
        self._write()

    def remove(self) -> None:
        """Nothing runs any more."""
        self._path.unlink(missing_ok=True)

    def _write(self) -> None:
        facts = {
            "pid": os.getpid(),
            "ready": self.ready,
            "addresses": self.addresses,
            "children": self._children,
        }
        unfinished = self._path.with_suffix(".unfinished")
        unfinished.touch(mode=0o600)
        unfinished.write_text(json.dumps(facts, indent=1))
        unfinished.rename(self._path)
