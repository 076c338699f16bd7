"""How the timeline names the rows of the catalog, and of which rows a change to a part is told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from catalog.models import (
    Asset,
    AssetDependency,
    AssetGroup,
    Calendar,
    Continuity,
    ContractTerm,
    Customer,
    CustomerAssetLink,
    CustomerContact,
    CustomerGroup,
    Partner,
    PartnerContact,
    Promise,
    RedundancyGroup,
    ServiceProvider,
    TouchPoint,
)


@dataclass(frozen=True)
class Sort:
    """One sort of rows: the first word of its facts, what people call it, and the rows that a fact is about."""

    fact: str
    words: str
    about: Callable[[Any], Sequence[Model]]


def _itself(row: Any) -> Sequence[Model]:
    return [row]


SORTS: dict[type[Model], Sort] = {
    Customer: Sort("customer", "customer", _itself),
    Asset: Sort("asset", "asset", _itself),
    Partner: Sort("partner", "partner", _itself),
    CustomerGroup: Sort("customer_group", "group of customers", _itself),
    AssetGroup: Sort("asset_group", "group of assets", _itself),
    ServiceProvider: Sort("provider", "service provider", _itself),
    Calendar: Sort("calendar", "calendar", _itself),
    CustomerContact: Sort("contact", "contact", lambda row: [row.customer]),
    PartnerContact: Sort("contact", "contact", lambda row: [row.partner]),
    ContractTerm: Sort("term", "contract term", lambda row: [row.customer]),
    TouchPoint: Sort("touch_point", "touch point", lambda row: [row.customer]),
    Promise: Sort("promise", "promise", lambda row: [row.customer]),
    Continuity: Sort("continuity", "plan to go on without us", lambda row: [row.customer]),
    CustomerAssetLink: Sort(
        "link", "link", lambda row: [row.customer or row.customer_group, row.asset or row.asset_group]
    ),
    AssetDependency: Sort("dependency", "dependency", lambda row: [row.asset, row.needs]),
    RedundancyGroup: Sort("redundancy", "redundancy group", lambda row: [row.owner]),
}


def key_of(row: Model) -> str:
    """How the timeline names a row: `customer:7`."""
    return f"{SORTS[type(row)].fact}:{row.pk}"


def keys_about(row: Model) -> list[str]:
    """The subjects under which a change of this row is told."""
    return [key_of(one) for one in SORTS[type(row)].about(row)]
