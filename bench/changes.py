"""The question what was changed before a moment, with many changes: how long, and with how many queries."""

import random
import statistics
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import Asset, Change, Customer
from catalog.queries.changes import around, recent_changes

CHANGES = 100_000
TIMES = 20
DAYS = 400


def write_changes(count: int = CHANGES, *, at: datetime, seed: int = 7) -> None:
    """Changes over the last four hundred days, each of one or two of the assets that are there."""
    chance = random.Random(seed)  # noqa: S311  # the same every time
    assets = list(Asset.objects.values_list("id", flat=True))
    rows = Change.objects.bulk_create(
        (
            Change(
                kind="standard",
                state="implemented",
                what=f"Deploy {number}",
                requester_label="bench",
                location=f"Site {number % 40}",
                function=f"Function {number % 25}",
                recorded_at=at,
                implemented_at=at - timedelta(seconds=chance.randrange(DAYS * 86_400)),
            )
            for number in range(count)
        ),
        batch_size=5000,
    )
    through = Change.assets.through
    pairs = {(row.pk, asset) for row in rows for asset in chance.sample(assets, min(2, len(assets)))}
    through.objects.bulk_create(
        (through(change_id=change, asset_id=asset) for change, asset in pairs), batch_size=5000
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalog_change")
        cursor.execute("ANALYZE catalog_change_assets")


def measure(*, at: datetime, hours: float = 24) -> list[tuple[str, float, int]]:
    """Each way to ask, with its median in milliseconds and its number of queries."""
    asset, bare = Asset.objects.order_by("id").values_list("id", flat=True)[:2]
    customer = Customer.objects.order_by("id").values_list("id", flat=True).first() or 0
    ways: dict[str, Callable[[], Any]] = {
        "all": lambda: recent_changes(at, hours),
        "one asset": lambda: recent_changes(at, hours, assets=[asset]),
        "one asset, nothing found": lambda: recent_changes(at - timedelta(days=500), hours, assets=[bare]),
        "one customer": lambda: recent_changes(at, hours, customers=[customer]),
        "location": lambda: recent_changes(at, hours, location="site 7"),
        "location, nothing found": lambda: recent_changes(at, hours, location="nowhere"),
        "function": lambda: recent_changes(at, hours, function="function 7"),
        "before an incident": lambda: around(at, hours, [asset]),
    }
    return [(words, *_timed(ask)) for words, ask in ways.items()]


def measurement(company: object) -> None:
    """Write them beside a large catalog, and print what the questions take."""
    at = timezone.now()
    write_changes(at=at)
    report(at=at)


def report(*, at: datetime) -> None:
    """Print it."""
    print(f"changes, {Change.objects.count():,} of them, the last 24 h (wanted: under 50 ms):")
    for words, milliseconds, queries in measure(at=at):
        print(f"  {words:<26} {milliseconds:7.1f} ms  {queries} queries")


def _timed(ask: Callable[[], Any]) -> tuple[float, int]:
    ask()
    spent = []
    for _ in range(TIMES):
        begin = time.perf_counter()
        ask()
        spent.append((time.perf_counter() - begin) * 1000)
    with CaptureQueriesContext(connection) as captured:
        ask()
    return statistics.median(spent), len(captured)
