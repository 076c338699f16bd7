"""`bin/bench ingest`: how fast alerts are accepted, and how fast they are carried to committed incidents.

Everything of the demo runs meanwhile, on the same machine, the load generator too.
"""

import itertools
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from alerts.models import Alert, RawRequest  # noqa: E402
from alerts.operations.intake import LOCK, take_waiting  # noqa: E402
from alerts.operations.sources import make_source  # noqa: E402
from bench.everything import TRIVIAL  # noqa: E402
from bench.load import drive, post  # noqa: E402
from bench.trivial import TABLE  # noqa: E402
from catalog.models import Asset  # noqa: E402
from outbox.models import Entry  # noqa: E402

KEYS, ASSETS, FIFTY = 500, 50, 50
ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 5
SECONDS = 3.0
CARRIED = 400
LOOK_EVERY, PATIENCE = 0.02, 60.0
# What a storm puts off is due by then; an escalation's next level is later.
SOON = timedelta(seconds=10)
START = "START"
_count = itertools.count()


def main() -> None:
    """Measure in turns, so that what else the machine does falls on both alike."""
    path = f"/in/alertmanager/{make_source(name='bench')}"
    port = int(settings.PUBLIC_URL.rpartition(":")[2])
    Asset.objects.bulk_create(Asset(name=f"bench-{number:02}") for number in range(ASSETS))
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    print(f"{os.cpu_count()} cores, {ROUNDS} rounds; medians, and in brackets the least and the most")
    drive(port, [post(path, body(FIFTY)) for _ in range(KEYS // FIFTY)], connections=4)
    settle()  # the incidents are open and their first pages are out: from here on it is a storm
    for connections in (1, 16):
        accepted(port, path, connections)
    carried(port, path)
    print(f"statements an alert, fifty a request: {statements(port, path):.3f}")


def accepted(port: int, path: str, connections: int) -> None:
    """Requests a second with one alert each, beside the trivial endpoint; each is first in every other round."""

    def ours() -> float:
        return drive(port, singles(path), connections=connections, seconds=SECONDS).rate

    def theirs() -> float:
        trivial = int(os.environ[TRIVIAL])
        return drive(trivial, singles("/insert"), connections=connections, seconds=SECONDS).rate

    rates: dict[Callable[[], float], list[float]] = {ours: [], theirs: []}
    for number in range(ROUNDS):
        for measured in (ours, theirs) if number % 2 else (theirs, ours):
            rates[measured].append(measured())
            settle()
    ratios = [mine / trivial for mine, trivial in zip(rates[ours], rates[theirs], strict=True)]
    print(
        f"accepted, one alert a request, {connections:2} connections: {spread(rates[ours])} requests/s; "
        f"trivial endpoint {spread(rates[theirs])}; ratio {spread(ratios, '.2f')} (wanted: 0.50)"
    )


def carried(port: int, path: str) -> None:
    """Alerts a second from the first request to the last committed incident."""
    rates = []
    for _ in range(ROUNDS):
        before = Alert.objects.count()
        requests = [post(path, body(FIFTY)) for _ in range(CARRIED)]
        began = time.perf_counter()
        sent = drive(port, requests, connections=4)
        drain()
        seconds = time.perf_counter() - began
        rates.append((Alert.objects.count() - before) / seconds)
        if sent.statuses != {200: CARRIED}:
            print(f"not all were accepted: {sent.statuses}")
        settle()
    print(
        f"carried to committed incidents, fifty a request, {KEYS} keys on {ASSETS} assets: "
        f"{spread(rates)} alerts/s (wanted: 3000)"
    )


def spread(figures: Sequence[float], form: str = ".0f") -> str:
    """The median, the least and the most."""
    return f"{statistics.median(figures):{form}} ({min(figures):{form}} to {max(figures):{form}})"


def statements(port: int, path: str) -> float:
    """SQL statements for each alert: the request's one, and those of the batch. The relay stands aside meanwhile."""
    requests = 40
    counted = itertools.count()

    def count(execute, sql, params, many, context):  # type: ignore[no-untyped-def]  # Django's own signature
        next(counted)
        return execute(sql, params, many, context)

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
        drive(port, [post(path, body(FIFTY)) for _ in range(requests)], connections=4)
        with connection.execute_wrapper(count):
            while take_waiting(timezone.now()):
                pass
        cursor.execute("SELECT pg_advisory_unlock(%s)", (LOCK,))
    return (next(counted) + requests) / (requests * FIFTY)


def singles(path: str) -> Iterator[bytes]:
    """Requests with one alert each, without end; each alert is a new occurrence."""
    while True:
        yield post(path, body(1))


def body(alerts: int) -> bytes:
    """A webhook with new occurrences, going round the keys."""
    entries = b",".join(alert(next(_count)) for _ in range(alerts))
    return HEAD + entries + b"]}"


HEAD = json.dumps(
    {
        "version": "4",
        "receiver": "storm",
        "status": "firing",
        "groupKey": '{}:{alertname="Bench"}',
        "truncatedAlerts": 0,
        "alerts": [],
    }
).encode()[:-2]


def alert(number: int) -> bytes:
    """The size and shape of what an Alertmanager sends, with a start of its own."""
    start = datetime.now(UTC) - timedelta(hours=1) + timedelta(milliseconds=number // KEYS)
    return template(number % KEYS).replace(START.encode(), start.isoformat().encode())


@cache
def template(key: int) -> bytes:
    """All of an alert but its start: what sends must cost little beside what is measured."""
    about = {
        "status": "firing",
        "labels": {
            "alertname": f"Bench{key % 10}",
            "asset": f"bench-{key % ASSETS:02}",
            "cluster": "eu-west-1",
            "env": "prod",
            "instance": f"10.0.0.{key % 250}:9100",
            "severity": "critical",
        },
        "annotations": {
            "summary": f"Instance {key} does not answer",
            "description": "It has been so for 5 minutes.",
        },
        "startsAt": START,
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "https://prometheus.example.org/graph?g0.expr=up+%3D%3D+0",
        "fingerprint": f"{key:016x}",
    }
    return json.dumps(about).encode()


def drain() -> None:
    """Wait until the relay has taken in everything."""
    while RawRequest.objects.filter(state=RawRequest.State.WAITING).exists():
        time.sleep(LOOK_EVERY)


def settle() -> None:
    """Wait until everything that follows has been done, too: what is measured next has the machine to itself."""
    drain()
    waiting, deadline = Entry.objects.filter(done_at=None, dead_at=None), time.monotonic() + PATIENCE
    while waiting.filter(not_before__lte=timezone.now() + SOON).exists() and time.monotonic() < deadline:
        time.sleep(10 * LOOK_EVERY)


if __name__ == "__main__":
    main()
