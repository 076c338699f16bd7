"""What we publish over real HTTP, for programs of others: by the web process's application, or as the copy alone."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connections

from storm.tree.child import Child
from tests import guarded
from tests.house.checkout import ROOT


class Silent(WSGIRequestHandler):
    """Requests are no news."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def by_the_web() -> Iterator[str]:
    """Django answers in a thread, on the test's own connection: it sees what the test has not committed.

    One request at a time, while the test waits for whoever asks.
    """
    server = WSGIServer(("127.0.0.1", 0), Silent)
    server.set_app(get_wsgi_application())
    ours = connections["default"]

    def serve() -> None:
        connections["default"] = ours
        server.serve_forever(poll_interval=0.02)

    # As Django's own test client: a transaction that is under way does not end with a request.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    ours.inc_thread_sharing()
    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        ours.dec_thread_sharing()
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


@contextmanager
def by_the_copy(folder: Path) -> Iterator[str]:
    """`bin/statuspage` as a process of its own, on nothing but the standard library."""
    command = (sys.executable, "-S", str(ROOT / "bin" / "statuspage"), "--folder", str(folder), "--port", "0")
    process = guarded.start(Child("statuspage", command, env={}), output=subprocess.PIPE)
    try:
        assert process.stdout
        yield process.stdout.readline().decode().rpartition(" ")[2].strip().rstrip("/")
    finally:
        process.terminate()
        process.communicate(timeout=60)
        guarded.forget(process)
