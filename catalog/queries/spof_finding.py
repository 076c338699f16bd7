"""Reads for one finding: who falls with the asset, and by which way the failure reaches each of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.models import Asset, Customer, SpofFinding, SpofSnapshot
from catalog.spof.frozen import Frozen
from catalog.spof.simulation import chain, down_with, lost_with

SHOWN = 200


@dataclass(frozen=True)
class Way:
    """The way a failure takes to an asset that customers stand on, and those customers, the most valuable first."""

    names: tuple[str, ...]
    customers: Sequence[Customer]


@dataclass(frozen=True)
class Fallen:
    """Who falls, by the way it reaches them; `more` are not named. `down` is how many assets stop."""

    ways: Sequence[Way]
    more: int
    down: int


def fallen_of(finding: SpofFinding) -> Fallen:
    """As the catalog stood when the analysis began. Each customer is named once, at the shortest way."""
    kept = SpofSnapshot.objects.filter(analysis=finding.analysis_id).first()
    if kept is None or finding.asset_id is None:
        return Fallen((), finding.customers_lost, 0)
    graph = Frozen.from_json(kept.graph).graph
    down = down_with(graph, finding.asset_id)
    nearest = {asset: place for place, asset in enumerate(down)}
    lost = lost_with(graph, down)
    rows = list(Customer.objects.filter(pk__in=lost).order_by("-arr", "name")[:SHOWN])
    at_root: dict[int, list[Customer]] = {}
    for customer in rows:
        roots = [root for root in graph.roots[customer.pk] if root in down]
        at_root.setdefault(min(roots, key=nearest.__getitem__), []).append(customer)
    ways = {root: chain(down, root) for root in sorted(at_root, key=nearest.__getitem__)}
    wanted = {asset for way in ways.values() for asset in way}
    names = {asset.pk: str(asset) for asset in Asset.objects.filter(pk__in=wanted)}
    found = [
        Way(tuple(names.get(asset, "an asset that is gone") for asset in way), at_root[root])
        for root, way in ways.items()
    ]
    return Fallen(found, len(lost) - len(rows), len(down))
