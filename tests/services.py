"""One PostgreSQL and one Valkey for a test session, real ones, and the environment that leads Django to them.

The controller starts them; workers of pytest-xdist inherit the addresses, and each has its own database
(pytest-django) and its own prefix in Valkey. A guard ends the servers even when the session is killed.
"""

import atexit
import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from storm.embedded import postgres, valkey
from storm.embedded.server import Server
from tests import guarded, template

INHERITED = "STORM_TEST_SERVICES"


def ensure() -> None:
    """Start the servers unless a session above has them; set what Storm reads at its start."""
    if INHERITED not in os.environ:
        os.environ.update(_start(), **{INHERITED: "1"})
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    os.environ["STORM_REDIS_PREFIX"] = f"test:{worker}:"
    os.environ.update(
        STORM_SECRET_KEY="only-for-tests-" * 4,
        STORM_DEBUG="1",
        STORM_DEMO="1",
        STORM_PUBLIC_URL="http://testserver",
        STORM_ALLOWED_HOSTS="testserver,127.0.0.1,localhost",
        TWILIO_ACCOUNT_SID="AC" + "0" * 32,
        TWILIO_AUTH_TOKEN="0" * 32,
        TWILIO_FROM="+15005550006",
        TWILIO_BASE_URL="http://127.0.0.1:9",
        STORM_SMTP_URL="smtp://127.0.0.1:9",
        STORM_MAIL_FROM="Storm <storm@example.org>",
    )
    if os.environ[INHERITED] == "1":
        template.make(os.environ["DATABASE_URL"], os.environ)
        os.environ[INHERITED] = "with a template"


def _start() -> dict[str, str]:
    """Servers in a folder of their own, gone at the end of the session."""
    folder = Path(tempfile.mkdtemp(prefix="storm-tests-"))
    folder.chmod(0o711)  # ours; PostgreSQL's own user must pass through it to its private folder
    servers = [
        postgres.prepare(folder, durable=False),
        valkey.prepare(folder),
    ]
    (folder / "static").mkdir()  # WhiteNoise warns where there is none
    with (folder / "servers.log").open("wb") as log:
        processes = [guarded.start(server.child, output=log) for server in servers]
    for server in servers:
        _wait_for(server, folder / "servers.log")
    atexit.register(_end, list(zip(servers, processes, strict=True)), folder)
    database, broker = servers
    return {
        "DATABASE_URL": database.url,
        "REDIS_URL": broker.url,
        "STORM_VAR": str(folder),
        "STORM_STATUS_DIR": "",
    }


def _wait_for(server: Server, log: Path) -> None:
    deadline = time.monotonic() + 30
    while not server.is_ready():
        if time.monotonic() > deadline:
            raise RuntimeError(f"{server.child.name} did not start:\n{log.read_text()}")
        time.sleep(0.02)


def _end(running: list[tuple[Server, "subprocess.Popen[bytes]"]], folder: Path) -> None:
    for server, process in reversed(running):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, server.child.stop_signal)
        process.wait(timeout=20)
        guarded.forget(process)
    shutil.rmtree(folder, ignore_errors=True)
