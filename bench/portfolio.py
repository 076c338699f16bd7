"""A large company out of nothing: assets in four layers, what each needs, customers in many zones, links.

The same seed gives the same company. Rows go in by COPY; groups on both sides and redundancy groups are among them.
"""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.db import connection

ZONES = (
    "Europe/London", "Europe/Berlin", "America/New_York", "America/Chicago", "America/Sao_Paulo",
    "Asia/Tokyo", "Asia/Kolkata", "Australia/Melbourne", "Africa/Lagos", "UTC",
)  # fmt: skip
TIERS = (("strategic", 1), ("gold", 9), ("silver", 30), ("bronze", 50), ("trial", 10))
# Layers from the bottom: their share of all assets, their share of the dependencies on the layer below.
LAYERS = (("site", 0.01, 0.0), ("platform", 0.09, 0.1), ("service", 0.30, 0.3), ("application", 0.60, 0.6))
GROUPS, GROUP_SIZE, GROUP_LINKS = 100, 5, 0.01


@dataclass
class Company:
    """How large it is; `layers` holds the ids of the assets of each layer, once it is loaded."""

    assets: int = 10_000
    dependencies: int = 40_000
    customers: int = 5_000
    links: int = 60_000
    redundancy_groups: int = 1_000
    calendars: int = 40
    seed: int = 1
    layers: dict[str, range] = field(default_factory=dict)
    first_customer: int = 0

    def load(self) -> None:
        """Write it beside what the database holds."""
        chance = random.Random(self.seed)  # noqa: S311  # a made-up company is no secret
        self._assets(chance)
        self._dependencies(chance)
        self._redundancy(chance)
        self._customers(chance)
        self._links(chance)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _assets(self, chance: random.Random) -> None:
        first = next_id("catalog_asset")
        for name, share, _ in LAYERS:
            self.layers[name] = range(first, first + max(1, round(self.assets * share)))
            first = self.layers[name].stop
        copy(
            "catalog_asset",
            {
                "id": lambda row: row[1],
                "name": lambda row: f"{row[0]}-{row[1]}",
                "kind": lambda row: "application" if row[0] == "application" else "server",
                "criticality": lambda row: chance.choice((1, 2, 3, 3, 4)),
                "location": lambda row: f"site {row[1] % 20}",
            },
            [(layer, number) for layer, numbers in self.layers.items() for number in numbers],
        )

    def _dependencies(self, chance: random.Random) -> None:
        found: set[tuple[int, int]] = set()
        for (below, _, _), (layer, _, share) in pairwise(LAYERS):
            wanted = len(found) + round(self.dependencies * share)
            while len(found) < wanted:
                found.add((chance.choice(self.layers[layer]), chance.choice(self.layers[below])))
        strength = {"strength": lambda row: 1 if chance.random() < 0.7 else 0.5}
        copy(
            "catalog_assetdependency",
            {"asset_id": lambda row: row[0], "needs_id": lambda row: row[1], **strength},
            sorted(found),
        )

    def _redundancy(self, chance: random.Random) -> None:
        first = next_id("catalog_redundancygroup")
        groups = list(range(first, first + self.redundancy_groups))
        copy(
            "catalog_redundancygroup",
            {
                "id": lambda row: row,
                "owner_id": lambda row: chance.choice(self.layers["service"]),
                "name": lambda row: f"group {row}",
                "k": lambda row: chance.choice((1, 2)),
            },
            groups,
        )
        copy_members(
            "catalog_redundancygroup_members",
            ("redundancygroup_id", "asset_id"),
            {
                group: chance.sample(self.layers["platform"], min(3, len(self.layers["platform"])))
                for group in groups
            },
        )

    def _customers(self, chance: random.Random) -> None:
        calendar, self.first_customer = next_id("catalog_calendar"), next_id("catalog_customer")
        copy(
            "catalog_calendar",
            {
                "id": lambda row: row,
                "name": lambda row: f"bench {row}",
                "zone": lambda row: ZONES[row % len(ZONES)],
                "days": lambda row: [0, 1, 2, 3, 4],
                "opens": lambda row: f"{7 + row % 4:02}:00",
                "closes": lambda row: f"{16 + row % 4:02}:00",
            },
            list(range(calendar, calendar + self.calendars)),
        )
        names, weights = zip(*TIERS, strict=True)
        numbers = list(range(self.first_customer, self.first_customer + self.customers))
        copy(
            "catalog_customer",
            {
                "id": lambda row: row,
                "name": lambda row: f"Customer {row}",
                "tier": lambda row: chance.choices(names, weights)[0],
                "status": lambda row: "paying",
                "arr": lambda row: chance.randrange(1_000, 500_000),
                "top10": lambda row: row % 500 == 0,
                "calendar_id": lambda row: calendar + row % self.calendars,
            },
            numbers,
        )
        self._terms(numbers, chance)

    def _terms(self, numbers: list[int], chance: random.Random) -> None:
        copy(
            "catalog_contractterm",
            {
                "customer_id": lambda row: row,
                "name": lambda row: "Restore",
                "restore_minutes": lambda row: chance.choice((240, 480, 1440)),
            },
            numbers[::5],
        )

    def _links(self, chance: random.Random) -> None:
        customers = range(self.first_customer, self.first_customer + self.customers)
        of_customers = self._groups("catalog_customergroup", "customer_id", customers, chance)
        of_assets = self._groups("catalog_assetgroup", "asset_id", self.layers["application"], chance)
        upper = [*self.layers["service"], *self.layers["application"]]
        by_group = min(round(self.links * GROUP_LINKS), GROUPS * GROUPS // 2)
        rows: set[tuple[int | None, int | None, int | None, int | None]] = set()
        while len(rows) < by_group:
            rows.add((None, chance.choice(of_customers), None, chance.choice(of_assets)))
        while len(rows) < self.links:
            rows.add((chance.choice(customers), None, chance.choice(upper), None))
        ends = ("customer_id", "customer_group_id", "asset_id", "asset_group_id")
        copy(
            "catalog_customerassetlink",
            {name: lambda row, at=at: row[at] for at, name in enumerate(ends)}
            | {"dependency": lambda row: 1 if chance.random() < 0.8 else 0.5, "source": lambda row: "import"},
            sorted(rows, key=str),
        )

    def _groups(self, table: str, member: str, members: Sequence[int], chance: random.Random) -> range:
        first = next_id(table)
        groups = range(first, first + GROUPS)
        copy(table, {"id": lambda row: row, "name": lambda row: f"bench {row}"}, groups)
        size = min(GROUP_SIZE, len(members))
        copy_members(
            f"{table}_members",
            (f"{table.removeprefix('catalog_')}_id", member),
            {group: chance.sample(members, size) for group in groups},
        )
        return groups


def next_id(table: str) -> int:
    """The first id that is free, and all above it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")  # noqa: S608  # a table of ours
        return int(cursor.fetchone()[0])


def copy(table: str, columns: dict[str, Callable[[Any], Any]], rows: Iterable[Any]) -> None:
    """One row each, its columns by these functions, the others as the model begins them."""
    model = next(one for one in apps.get_models(include_auto_created=True) if one._meta.db_table == table)
    wanted = dict(columns)
    for found in model._meta.concrete_fields:
        if found.column not in wanted and not found.primary_key and not found.null:
            wanted[found.column] = lambda row, found=found: found.get_db_prep_save(
                found.get_default(), connection
            )
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(wanted)}) FROM STDIN") as out:
        for row in rows:
            out.write_row([make(row) for make in wanted.values()])
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"  # noqa: S608
        )


def copy_members(table: str, ends: tuple[str, str], members: dict[int, list[int]]) -> None:
    """The rows between groups and what is in them."""
    pairs = [(group, member) for group, found in members.items() for member in sorted(found)]
    copy(table, {ends[0]: lambda row: row[0], ends[1]: lambda row: row[1]}, pairs)
