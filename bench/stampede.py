"""A stampede on a web server: as many requests as it answers for some seconds, by wrk where that is installed."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from itertools import repeat

from bench.load import drive

CONNECTIONS = 32
ACCEPT = "gzip, deflate, br"
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True)
class Stampede:
    """What came of it."""

    rate: float
    p99_ms: float
    failed: int


def measured_by() -> str:
    """Who asks."""
    return (
        "wrk" if shutil.which("wrk") else "bin/bench itself (wrk is not installed; it slows both down alike)"
    )


def stampede(port: int, *, seconds: float) -> Stampede:
    """Ask for the front page over kept connections."""
    return _by_wrk(port, seconds) if shutil.which("wrk") else _by_us(port, seconds)


def _by_wrk(port: int, seconds: float) -> Stampede:
    how = ("-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", "--latency", "-H", f"Accept-Encoding: {ACCEPT}")
    said = subprocess.run(
        ("wrk", *how, f"http://127.0.0.1:{port}/"), capture_output=True, text=True, check=True
    ).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    late = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    errors = re.findall(r"(?:connect|read|write|timeout) (\d+)", said)
    assert rate and late, said
    failed = int(wrong[1] if wrong else 0) + sum(map(int, errors))
    return Stampede(float(rate[1]), float(late[1]) * UNITS[late[2]], failed)


def _by_us(port: int, seconds: float) -> Stampede:
    request = f"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: {ACCEPT}\r\n\r\n".encode()
    result = drive(port, repeat(request), connections=CONNECTIONS, seconds=seconds)
    ranked = sorted(result.waits)
    p99 = ranked[int(len(ranked) * 0.99)] * 1000 if ranked else 0.0
    failed = sum(count for status, count in result.statuses.items() if status >= 300)
    return Stampede(result.rate, p99, failed)
