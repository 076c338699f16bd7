"""The whole catalog as CSV: each table can be brought in again as it is."""

import csv
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from catalog.imports.tables import FORMULA
from catalog.models import Asset, AssetDependency, Customer, CustomerAssetLink
from catalog.part_exports import PART_TABLES

Cells = list[Any]


class _Echo:
    def write(self, line: str) -> str:
        """A line as the writer made it."""
        return line


def csv_lines(table: str) -> Iterator[str]:
    """The lines of a table, its headings first, read in pieces. Raises KeyError for a table that we do not keep."""
    heads, rows = TABLES[table]
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(heads)
    for cells in rows():
        yield writer.writerow([_safe(cell) for cell in cells])


def _safe(cell: Any) -> Any:
    """A spreadsheet would run what begins like a formula."""
    text = "" if cell is None else cell
    return f"'{text}" if isinstance(text, str) and text.startswith(FORMULA) else text


def _customers() -> Iterator[Cells]:
    rows = Customer.objects.select_related("account_manager", "partner", "calendar").order_by("name")
    for one in rows.iterator(1000):
        manager = one.account_manager.username if one.account_manager else ""
        yield [
            one.name,
            one.tier,
            one.status,
            one.arr,
            "yes" if one.top10 else "no",
            ";".join(one.segments),
            manager,
            one.partner,
            one.calendar,
            one.since_date,
            one.external_id,
        ]


def _assets() -> Iterator[Cells]:
    rows = Asset.objects.filter(retired_at=None).select_related("owner_team", "provider").order_by("name")
    for one in rows.iterator(1000):
        yield [
            one.name,
            one.kind,
            one.criticality,
            one.owner_team,
            one.title,
            ";".join(one.aliases),
            one.likelihood,
            one.impact_override,
            one.environment,
            one.location,
            one.provider,
            "yes" if one.internal else "no",
            "yes" if one.serves_nobody else "no",
            one.external_id,
        ]


def _links() -> Iterator[Cells]:
    rows = CustomerAssetLink.objects.select_related("customer", "customer_group", "asset", "asset_group")
    for one in rows.order_by("id").iterator(1000):
        yield [
            one.customer and one.customer.name,
            one.customer_group,
            one.asset and one.asset.name,
            one.asset_group,
            "wholly" if one.dependency == 1 else "in part",
            one.function,
            one.valid_from and one.valid_from.isoformat(),
            one.valid_to and one.valid_to.isoformat(),
        ]


def _dependencies() -> Iterator[Cells]:
    rows = AssetDependency.objects.select_related("asset", "needs").order_by("id")
    for one in rows.iterator(1000):
        yield [one.asset.name, one.needs.name, "hard" if one.strength == 1 else "soft"]


TABLES: Mapping[str, tuple[tuple[str, ...], Callable[[], Iterator[Cells]]]] = MappingProxyType(
    {
        "customers": (
            (
                "name",
                "tier",
                "status",
                "arr",
                "top10",
                "segments",
                "account_manager",
                "partner",
                "calendar",
                "since_date",
                "external_id",
            ),
            _customers,
        ),
        "assets": (
            (
                "name",
                "kind",
                "criticality",
                "owner",
                "title",
                "aliases",
                "likelihood",
                "impact_override",
                "environment",
                "location",
                "provider",
                "internal",
                "serves_nobody",
                "external_id",
            ),
            _assets,
        ),
        "links": (
            (
                "customer",
                "customer_group",
                "asset",
                "asset_group",
                "dependency",
                "function",
                "valid_from",
                "valid_to",
            ),
            _links,
        ),
        "dependencies": (("asset", "needs", "strength"), _dependencies),
        **PART_TABLES,
    }
)
