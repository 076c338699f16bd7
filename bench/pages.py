"""Every list page of the catalog, the map and what-if over a large catalog: how long, and how many queries."""

import statistics
import time
from collections.abc import Iterator
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Count
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from bench.portfolio import Company
from catalog.models import Customer, CustomerAssetLink
from incidents.models import Incident, IncidentAsset

WARMING, TIMES = 3, 15
WANTED_MS = 100
LISTS = (
    "customers", "touch_points", "assets", "partners", "groups", "providers", "calendars", "import", "changes",
    "changes_recent", "change_calendar", "change_sources", "spof", "spof_incomplete",
)  # fmt: skip


def measurement(company: Company) -> None:
    """Print a line for each page; a reader sees them in the same process, without the network between."""
    client = _signed_in()
    print(f"pages at this size, read in this process (wanted: under {WANTED_MS} ms each):")
    for words, address in _pages(company):
        _say(words, *_timed(client, address))


def _signed_in() -> Client:
    user, _ = User.objects.get_or_create(
        username="bench-reader", defaults={"roles": ["ops_manager", "csr"], "name": "Bench"}
    )
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user)
    return client


def _pages(company: Company) -> Iterator[tuple[str, str]]:
    """The lists as they begin, and again as somebody narrows them; the map and what-if with a failure each."""
    for name in LISTS:
        yield name.replace("_", " "), reverse(f"catalog:{name}")
    customers, assets = reverse("catalog:customers"), reverse("catalog:assets")
    linked = CustomerAssetLink.objects.exclude(asset=None).values("asset").annotate(n=Count("pk"))
    asset = linked.order_by("-n", "asset").values_list("asset", flat=True)[0]
    customer = Customer.objects.filter(pk__gte=company.first_customer).earliest("pk").pk
    yield "customers, searched", f"{customers}?q=customer+4&tier=gold"
    yield "customers of one asset", f"{customers}?asset={asset}"
    yield "assets, searched", f"{assets}?q=service&criticality=4"
    yield "assets without links", f"{assets}?without=links"
    yield "assets, single points", f"{assets}?show=spof"
    yield "map, nothing picked", reverse("catalog:map")
    yield "map of one application", f"{reverse('catalog:map')}?asset={company.layers['application'][0]}"
    yield "map of one customer", f"{reverse('catalog:map')}?customer={customer}"
    yield "what if, nothing chosen", reverse("incidents:what_if")
    for layer in ("application", "service"):
        chosen = urlencode({"assets": company.layers[layer][0]})
        yield f"what if, one {layer} down", f"{reverse('incidents:what_if')}?{chosen}"
    yield "the changes before an incident", reverse("incidents:changes", args=[_incident(company).number])


def _incident(company: Company) -> Incident:
    """One that affects an application, made for the panel."""
    at = timezone.now()
    incident = Incident.objects.create(
        title="bench", means="internal_monitoring", detected_at=at, stage_entered_at=at, created_at=at
    )
    IncidentAsset.objects.create(incident=incident, asset_id=company.layers["application"][0], since=at)
    return incident


def _timed(client: Client, address: str) -> tuple[list[float], list[float], int]:
    """Milliseconds by the clock and by the processor, and the number of queries."""
    asked = 0

    def count(execute, sql, params, many, context):  # type: ignore[no-untyped-def]  # Django's own signature
        nonlocal asked
        asked += 1
        return execute(sql, params, many, context)

    taken: list[float] = []
    worked: list[float] = []
    for number in range(WARMING + TIMES):
        with connection.execute_wrapper(count):
            asked, began, processor = 0, time.perf_counter(), time.process_time()
            answer = client.get(address)
            body = len(answer.content)
            if number >= WARMING:
                taken.append(1000 * (time.perf_counter() - began))
                worked.append(1000 * (time.process_time() - processor))
        if answer.status_code != 200 or not body:
            raise SystemExit(f"bench: {address} answered {answer.status_code}")
    return taken, worked, asked


def _say(words: str, taken: list[float], worked: list[float], queries: int) -> None:
    median, work = statistics.median(taken), statistics.median(worked)
    mark = "" if median < WANTED_MS else "  over"
    print(f"  {words:<32} {median:7.1f} ms ({work:5.1f} ms of them at work)  {queries:3} queries{mark}")
