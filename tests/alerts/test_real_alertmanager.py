"""Debian's real Alertmanager, pointed at us: it fires and the incident is there, it resolves and the alert says so."""

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from alerts.models import Alert
from alerts.operations.intake import take_waiting
from alerts.operations.sources import make_source
from incidents.models import Incident

PROGRAM = "prometheus-alertmanager"
CONFIGURATION = """
route:
  receiver: storm
  group_by: [alertname]
  group_wait: 0s
  group_interval: 1s
receivers:
  - name: storm
    webhook_configs:
      - url: {url}
"""


@pytest.fixture
def program() -> str:
    """The program's path. Where it is missing the test is left out, in CI it fails."""
    found = shutil.which(PROGRAM)
    if found is None and os.environ.get("STORM_CI"):
        pytest.fail(f"{PROGRAM} is not installed, and in CI nothing is left out.")
    if found is None:
        pytest.skip(f"{PROGRAM} is not installed on this machine")
    return found


@pytest.fixture
def fire(program: str, live_server: Any, tmp_path: Path) -> Iterator[Callable[[datetime | None], None]]:
    """Give the running Alertmanager an alert, as Prometheus does; with an end it is resolved."""
    configuration = tmp_path / "alertmanager.yml"
    url = f"{live_server.url}/in/alertmanager/{make_source(name='the real one')}"
    configuration.write_text(CONFIGURATION.format(url=url))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    flags = [f"--config.file={configuration}", f"--storage.path={tmp_path}", "--cluster.listen-address="]
    log = (tmp_path / "log").open("wb")
    process = subprocess.Popen(
        [program, *flags, f"--web.listen-address=127.0.0.1:{port}"], stdout=log, stderr=subprocess.STDOUT
    )
    began = datetime.now(UTC) - timedelta(minutes=1)
    until(lambda: answers(port), what="Alertmanager to start", log=tmp_path / "log")

    def send(ends_at: datetime | None) -> None:
        labels = {"alertname": "Latency", "severity": "critical", "instance": "db-1"}
        alert: dict[str, Any] = {
            "labels": labels,
            "annotations": {"summary": "Slow"},
            "startsAt": began.isoformat(),
        }
        if ends_at:
            alert["endsAt"] = ends_at.isoformat()
        address = f"http://127.0.0.1:{port}/api/v2/alerts"
        headers = {"Content-Type": "application/json"}
        with urllib.request.urlopen(
            urllib.request.Request(address, json.dumps([alert]).encode(), headers), timeout=5
        ):
            pass

    try:
        yield send
    finally:
        process.terminate()
        process.wait(timeout=20)
        log.close()


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/-/ready", timeout=2):
            return True
    except OSError:
        return False


def until(holds: Callable[[], bool], *, what: str, log: Path | None = None) -> None:
    """Look again and again, for a strange program has its own clock; fail with what was waited for."""
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline, f"waited for {what}: {log.read_text() if log else ''}"
        time.sleep(0.05)


def state() -> list[str]:
    take_waiting(timezone.now())
    return list(Alert.objects.values_list("state", flat=True))


@pytest.mark.serial
@pytest.mark.django_db(transaction=True)
def test_a_real_alertmanager_fires_and_resolves(fire: Callable[[datetime | None], None]) -> None:
    fire(None)
    until(lambda: state() == ["firing"], what="the alert to arrive")
    incident = Incident.objects.get()
    assert (incident.title, incident.response) == ("Slow", "page")
    fire(datetime.now(UTC) - timedelta(seconds=1))
    until(lambda: state() == ["resolved"], what="the alert to be resolved")
    incident.refresh_from_db()
    assert incident.is_open
