"""Reads for one finding: who falls with the asset, and by which way the failure reaches each of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.models import Asset, Customer, SpofFinding, SpofSnapshot
from catalog.spof.chains import chains
from catalog.spof.frozen import Frozen
from catalog.spof.simulation import simulate

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
    ways = chains(graph, finding.asset_id)
    lost = simulate(graph, [finding.asset_id]).get(finding.asset_id, ())
    rows = list(Customer.objects.filter(pk__in=lost).order_by("-arr", "name")[:SHOWN])
    at_root: dict[int, list[Customer]] = {}
    for customer in rows:
        roots = [root for root in graph.roots[customer.pk] if root in ways]
        at_root.setdefault(min(roots, key=lambda root: len(ways[root])), []).append(customer)
    wanted = {asset for root in at_root for asset in ways[root]}
    names = {asset.pk: str(asset) for asset in Asset.objects.filter(pk__in=wanted)}
    found = [
        Way(tuple(names.get(asset, "an asset that is gone") for asset in ways[root]), customers)
        for root, customers in sorted(at_root.items(), key=lambda pair: len(ways[pair[0]]))
    ]
    return Fallen(found, len(lost) - len(rows), len(ways))
