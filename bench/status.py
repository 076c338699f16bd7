"""`bin/bench status`: from the button to the page, and the copy of the page under a stampede beside nginx.

nginx serves one bare file of the same size, in the same run, the two in turn. Then all else is stopped, and it goes on.
"""

import json
import os
import shutil
import signal
import statistics
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.stampede import ACCEPT, Stampede, measured_by, stampede  # noqa: E402
from statuspage.models import Component  # noqa: E402
from statuspage.operations.republishing import republish  # noqa: E402
from storm.up.arguments import free_ports  # noqa: E402
from storm.up.runfile import FILE  # noqa: E402

COPY = os.environ["STATUS_COPY_URL"]
PUBLICATIONS, ROUNDS, SECONDS, PATIENCE = 30, 5, 3.0, 30.0
CONFIGURATION = """daemon off; worker_processes {workers}; pid {folder}/pid; error_log stderr crit;
events {{ worker_connections 1024; }}
http {{ access_log off; sendfile on; keepalive_requests 1000000;
  server {{ listen 127.0.0.1:{port}; root {folder}/root; }} }}
"""


def main() -> None:
    """Measure all three."""
    published = sorted(seconds_to_copy(number) for number in range(PUBLICATIONS))
    print(
        f"from the button to the copy: median {statistics.median(published) * 1000:.0f} ms, "
        f"worst of {PUBLICATIONS} {published[-1] * 1000:.0f} ms (wanted: within 1000 ms)"
    )
    page, plain = front(ACCEPT), front("identity")
    print(f"the page: {len(plain) / 1000:.1f} kB, {len(page) / 1000:.1f} kB packed (wanted: under 60 kB)")
    against_nginx(page)
    alone()


def front(accepts: str) -> bytes:
    """The front page of the copy, as it goes over the wire."""
    request = urllib.request.Request(f"{COPY}/", headers={"Accept-Encoding": accepts})
    with urllib.request.urlopen(request, timeout=10) as answer:
        content: bytes = answer.read()
        return content


def seconds_to_copy(number: int) -> float:
    """Publish a change, and wait until the copy tells it."""
    component = Component.objects.order_by("pk").first()
    assert component is not None
    component.line = f"Measured for the {number}th time"
    component.save(update_fields=["line"])
    at, began = timezone.now(), time.perf_counter()
    republish(at=at)
    while newest() < int(at.timestamp() * 1000) / 1000:
        if time.perf_counter() - began > PATIENCE:
            raise SystemExit("bench: the copy was not renewed within 30 seconds")
        time.sleep(0.002)
    return time.perf_counter() - began


def newest() -> float:
    """When the copy that is served was published."""
    try:
        with urllib.request.urlopen(f"{COPY}/api/v2/status.json", timeout=10) as answer:
            told = json.load(answer)["page"]["updated_at"]
    except OSError:
        return 0.0
    return datetime.fromisoformat(told).timestamp()


def against_nginx(page: bytes) -> None:
    """In turn, so that both have the same noise around them."""
    port = int(COPY.rpartition(":")[2])
    stampede(port, seconds=1)
    if shutil.which("nginx") is None:
        say("the copy", [stampede(port, seconds=SECONDS) for _ in range(ROUNDS)])
        print("nginx is not installed here: nothing to compare with (apt-get install nginx-light)")
        return
    with nginx(page) as other:
        stampede(other, seconds=1)
        pairs = [(stampede(port, seconds=SECONDS), stampede(other, seconds=SECONDS)) for _ in range(ROUNDS)]
    say("the copy", [ours for ours, _ in pairs])
    say("nginx", [theirs for _, theirs in pairs])
    ratios = sorted(ours.rate / theirs.rate for ours, theirs in pairs)
    print(
        f"ratio: median {statistics.median(ratios):.2f}, {ratios[0]:.2f} to {ratios[-1]:.2f} (wanted: 0.50)"
    )


def say(what: str, found: list[Stampede]) -> None:
    """Rate and lateness."""
    rate = statistics.median(one.rate for one in found)
    late, failed = max(one.p99_ms for one in found), sum(one.failed for one in found)
    print(
        f"{what}: {rate:.0f} requests/s, worst p99 {late:.1f} ms, {failed} failed, asked by {measured_by()}"
    )


@contextmanager
def nginx(page: bytes) -> Iterator[int]:
    """nginx with one file."""
    [port] = free_ports(1)
    with tempfile.TemporaryDirectory(prefix="storm-nginx-") as folder:
        root = Path(folder) / "root"
        root.mkdir()
        Path(folder).chmod(0o755)
        (root / "index.html").write_bytes(page)
        configuration = Path(folder) / "nginx.conf"
        configuration.write_text(CONFIGURATION.format(folder=folder, port=port, workers=os.cpu_count()))
        process = subprocess.Popen(("nginx", "-c", str(configuration), "-p", folder))
        try:
            yield port
        finally:
            process.terminate()
            process.wait()


def alone() -> None:
    """Stop every other process of the tree, and ask again."""
    children = json.loads((settings.STORM_VAR / FILE).read_text())["children"]
    others = [pid for name, pid in children.items() if name not in ("statuspage", "bench")]
    for pid in others:
        os.killpg(pid, signal.SIGSTOP)
    try:
        found = stampede(int(COPY.rpartition(":")[2]), seconds=SECONDS)
        say("with PostgreSQL, Valkey and all else stopped", [found])
    finally:
        for pid in others:
            os.killpg(pid, signal.SIGCONT)


if __name__ == "__main__":
    main()
