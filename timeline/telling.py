"""Tells open pages which subjects have changed. What is lost on the way, pages find by asking every few seconds."""

import json
import logging
import threading
import time
from collections.abc import Iterable

from django.db import transaction

from outbox.nudging import publish
from timeline.channel import CHANGED

log = logging.getLogger(__name__)

APART_SECONDS = 0.05


class _Teller:
    """A thread that gathers what changed and says it in one message, so that no caller waits for Redis."""

    def __init__(self) -> None:
        self.subjects: set[str] = set()
        self.asked = threading.Event()
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None

    def tell(self, subjects: Iterable[str]) -> None:
        """Say it soon; costs the caller next to nothing."""
        with self.lock:
            self.subjects |= set(subjects)
            if self.thread is None:
                self.thread = threading.Thread(target=self._run, name="telling", daemon=True)
                self.thread.start()
        self.asked.set()

    def _run(self) -> None:
        while True:
            self.asked.wait()
            self.asked.clear()
            with self.lock:
                subjects, self.subjects = sorted(self.subjects), set()
            try:
                publish(json.dumps(subjects), to=CHANGED)
            except Exception:
                log.exception(
                    "Pages were not told, they find it by asking"
                )  # the next word must have somebody
            time.sleep(APART_SECONDS)


_teller = _Teller()


def tell_changed(subjects: Iterable[str]) -> None:
    """Say that these have changed (`incident:12`), once the caller's transaction is committed."""
    said = set(subjects)
    transaction.on_commit(lambda: _teller.tell(said))
