"""The mapping around what somebody picked, from either end: the part that is drawn, and what it says."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from catalog.degradation import DOWN
from catalog.degradation import Graph as Spreading
from catalog.drawing import Line
from catalog.explaining import Explanation, explanations
from catalog.models import Asset, AssetDependency, Customer, RedundancyGroup
from catalog.models.assets import HARD
from catalog.queries.mapping import ACTIVE, EffectiveLink, among, effective_links
from catalog.queries.reach import Above, above, between
from catalog.queries.spof_graph import in_use, ways_down
from catalog.spof.simulation import Graph, Group

LARGEST = 300  # more boxes than this nobody can read


@dataclass(frozen=True, kw_only=True)
class Around:
    """What belongs to the picked ones, by their numbers.

    `hurt` are the customers whom the picked assets reach, with the harm if all of these stopped at once: 0 where
    something stands in. `standing` are the assets that stand on the picked ones, `explained` what would explain the
    picked customers.
    """

    customers: set[int]
    assets: set[int]
    hurt: dict[int, float] = field(default_factory=dict)
    standing: dict[int, float] = field(default_factory=dict)
    explained: list[Explanation] = field(default_factory=list)


def everything(at: datetime) -> Around | None:
    """The whole catalog where it can be drawn, else None."""
    assets, customers = in_use(at), Customer.objects.filter(status__in=ACTIVE)
    if assets.count() + customers.count() > LARGEST:
        return None
    return Around(
        customers=set(customers.values_list("pk", flat=True)), assets=set(assets.values_list("pk", flat=True))
    )


def around(assets: Collection[int], callers: Collection[int], *, at: datetime) -> Around:
    """Everything above and below the picked assets, and everything below the customers who called."""
    upper = above(assets, at)
    hurt = _hurt(upper, assets)
    used: dict[object, list[object]] = {}
    for link in effective_links(customers=callers, at=at):
        used.setdefault(link.customer_id, []).append(link.asset_id)
    below_callers, below = _below({int(str(one)) for found in used.values() for one in found}), _below(assets)
    return Around(
        customers=set(callers) | set(hurt),
        assets=below_callers | below | {int(str(key)) for key in upper.names},
        hurt=hurt,
        standing=_standing(upper, assets),
        explained=_explained(used, callers, below_callers, at) if callers else [],
    )


def _below(roots: Collection[int]) -> set[int]:
    return set(roots) | {there for _, there in ways_down(roots)} if roots else set()


def _hurt(upper: Above, failing: Iterable[int]) -> dict[int, float]:
    """Every customer above what fails, and how badly all of it together hurts."""
    harms = upper.reached(dict.fromkeys(failing, DOWN)).harms
    linked = {int(str(link.customer)) for links in upper.links.values() for link in links}
    return {customer: harms[customer].s if customer in harms else 0.0 for customer in linked}


def _standing(upper: Above, failing: Collection[int]) -> dict[int, float]:
    lost = upper.reached(dict.fromkeys(failing, DOWN)).assets
    return {int(str(key)): lost.get(int(str(key)), 0.0) for key in upper.names if key not in failing}


def _explained(
    used: dict[object, list[object]], callers: Collection[int], candidates: Collection[int], at: datetime
) -> list[Explanation]:
    """What, failing alone, takes down assets of the callers: only over what is hard, and k of n.

    Between them and what lies below first; what stands above is looked at only for those that explain them best.
    """
    here = list(in_use(at).filter(pk__in=among(candidates)).values_list("pk", flat=True))
    near = _hard(between(here, at), used)
    return explanations(near, callers, here, wider=lambda found: _standing_on(map(int, map(str, found)), at))


def _standing_on(assets: Iterable[int], at: datetime) -> Graph:
    """Everything above these assets, with every customer who depends on it."""
    upper = above(assets, at)
    roots: dict[object, list[object]] = {}
    for asset, links in upper.links.items():
        for link in links:
            roots.setdefault(link.customer, []).append(asset)
    return _hard(upper.graph, roots)


def _hard(graph: Spreading, roots: dict[object, list[object]]) -> Graph:
    return Graph(
        needs={
            asset: [need for need, strength in needs if strength == HARD]
            for asset, needs in graph.needs.items()
        },
        groups={
            owner: [Group(k=one.k, members=one.members) for one in groups]
            for owner, groups in graph.redundancies.items()
        },
        roots=roots,
    )


def lines_of(part: Around, *, at: datetime) -> list[Line]:
    """Every link, dependency and membership between the parts: links in the part of customers, the rest of assets."""
    links = effective_links(customers=part.customers, at=at)
    inner = among(part.assets)
    needs = AssetDependency.objects.filter(asset__in=inner, needs__in=inner).order_by("pk")
    members = RedundancyGroup.members.through.objects.filter(
        redundancygroup__owner__in=inner, asset__in=inner
    )
    found = _strongest(link for link in links if link.asset_id in part.assets)
    found += [
        Line(("asset", upper), ("asset", lower), "hard" if strength == HARD else "soft")
        for upper, lower, strength in needs.values_list("asset_id", "needs_id", "strength")
    ]
    spares = members.order_by("pk").values_list("redundancygroup__owner_id", "asset_id")
    return found + [
        Line(("asset", owner), ("asset", member), "spare") for owner, member in dict.fromkeys(spares)
    ]


def _strongest(links: Iterable[EffectiveLink]) -> list[Line]:
    """One line for each pair, whatever they use it for."""
    weights: dict[tuple[int, int], float] = {}
    for link in links:
        pair = link.customer_id, link.asset_id
        weights[pair] = max(weights.get(pair, 0.0), link.dependency)
    return [
        Line(("customer", customer), ("asset", asset), "hard" if weight == HARD else "soft")
        for (customer, asset), weight in weights.items()
    ]


def assets_in(numbers: Iterable[int], *, at: datetime) -> dict[int, Asset]:
    """The rows of those that are in use, by name."""
    rows = in_use(at).filter(pk__in=among(numbers)).order_by("name")
    return {row.pk: row for row in rows}


def customers_in(numbers: Iterable[int]) -> dict[int, Customer]:
    """The rows of these, the most valuable first."""
    rows = Customer.objects.filter(pk__in=among(numbers)).select_related("calendar", "account_manager")
    return {row.pk: row for row in rows.order_by("-arr", "name")}


def groups_in(numbers: Iterable[int]) -> dict[int, list[tuple[str, int]]]:
    """By owner, the names of its redundancy groups and how many of each have to work."""
    found: dict[int, list[tuple[str, int]]] = {}
    rows = RedundancyGroup.objects.filter(owner__in=among(numbers)).order_by("name")
    for owner, name, k in rows.values_list("owner_id", "name", "k"):
        found.setdefault(owner, []).append((name, k))
    return found
