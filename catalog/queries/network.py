"""Reads of the catalog as a network: which assets separate a customer from what it has to reach."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime

from catalog.models import Asset, Customer
from catalog.queries.mapping import effective_links
from catalog.queries.spof_graph import ways_down
from catalog.spof.connectivity import separators

CUSTOMER = "customer"


@dataclass(frozen=True)
class Separator:
    """An asset without which the customer cannot reach some others."""

    asset: Asset
    targets: list[Asset]


@dataclass(frozen=True)
class Ways:
    """What separates, the worst first, and how many assets the customer reaches at all."""

    separators: list[Separator]
    reached: int


def ways_between(customer: Customer, target: Asset | None, *, at: datetime) -> Ways:
    """Links, dependencies hard and soft, and members of groups are all read as ways that lead on."""
    roots = {link.asset_id for link in effective_links(at=at, customers=[customer.pk])}
    edges: list[tuple[Hashable, Hashable]] = [(CUSTOMER, root) for root in sorted(roots)]
    edges += ways_down(roots)
    reached = {there for _, there in edges}
    wanted = sorted(reached, key=str) if target is None else [target.pk]
    cut = separators(edges, source=CUSTOMER, targets=wanted)
    assets = Asset.objects.in_bulk([one for found in cut.values() for one in found] + list(cut))
    found = [
        Separator(assets[one], sorted((assets[far] for far in targets), key=str))
        for one, targets in cut.items()
        if isinstance(one, int)
    ]
    return Ways(sorted(found, key=lambda one: (-len(one.targets), str(one.asset))), len(reached))
