"""What a failure reaches: the assets that suffer with those that fail, and the customers whom that hurts.

Walks from what fails to what needs it, and touches nothing else; always the same four queries.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from django.db import connection

from catalog.degradation import Graph, Key, Redundancy, Spread, spread
from catalog.harm import CRITICALITY_WEIGHT, Harm, Link, harms
from catalog.queries.mapping import links_to, numbers

Needs: TypeAlias = tuple[int, int, float]
Group: TypeAlias = tuple[int, int, list[int]]

# Every asset that may suffer, whatever is lost on the way: what needs another, and what owns a group of others.
_ABOVE = """
  WITH RECURSIVE above(id) AS (
    SELECT unnest(%(failing)s::bigint[])
    UNION
    SELECT upper.id FROM above CROSS JOIN LATERAL (
      SELECT dependency.asset_id AS id FROM catalog_assetdependency dependency WHERE dependency.needs_id = above.id
      UNION ALL
      SELECT redundancy.owner_id FROM catalog_redundancygroup_members member
        JOIN catalog_redundancygroup redundancy ON redundancy.id = member.redundancygroup_id
       WHERE member.asset_id = above.id
    ) upper
  )
  SELECT asset.id, coalesce(nullif(asset.title, ''), asset.name), asset.criticality
    FROM above JOIN catalog_asset asset ON asset.id = above.id
   WHERE asset.retired_at IS NULL OR asset.retired_at > %(at)s
"""
_NEEDS = """
  SELECT asset_id, needs_id, strength::float8 FROM catalog_assetdependency
   WHERE needs_id = ANY(%(reached)s::bigint[]) AND asset_id = ANY(%(reached)s::bigint[])
   ORDER BY id
"""
_GROUPS = """
  SELECT redundancy.owner_id, redundancy.k, array_agg(every.asset_id ORDER BY every.asset_id)
    FROM catalog_redundancygroup redundancy
    JOIN catalog_redundancygroup_members every ON every.redundancygroup_id = redundancy.id
    JOIN catalog_asset asset ON asset.id = every.asset_id
     AND (asset.retired_at IS NULL OR asset.retired_at > %(at)s)
   WHERE redundancy.owner_id = ANY(%(reached)s::bigint[]) AND redundancy.id IN (
         SELECT redundancygroup_id FROM catalog_redundancygroup_members WHERE asset_id = ANY(%(reached)s::bigint[]))
   GROUP BY redundancy.id ORDER BY redundancy.id
"""


@dataclass(frozen=True, kw_only=True)
class Reached:
    """Everything that a failure reaches, by the numbers of assets and of active customers.

    `names` and `criticality` are of all assets that might suffer; `unmapped` are the failing ones from which no link
    leads to a customer, neither directly nor over others; `edges` counts the dependencies, members and links touched.
    """

    spread: Spread
    harms: Mapping[int, Harm]
    names: Mapping[Key, str]
    criticality: Mapping[Key, int]
    unmapped: frozenset[Key]
    edges: int

    @property
    def assets(self) -> dict[int, float]:
        """What each asset that suffers has lost, up to 1.0 for down."""
        return {number: value for number, value in self.spread.values.items() if isinstance(number, int)}

    @property
    def customers(self) -> list[Harm]:
        """The customers who are hurt at all, the worst first."""
        return sorted(self.harms.values(), key=lambda harm: -harm.s)


@dataclass(frozen=True, kw_only=True)
class Above:
    """Everything that may suffer when some assets fail: loaded once, asked for each failure among them."""

    names: Mapping[Key, str]
    criticality: Mapping[Key, int]
    graph: Graph
    links: Mapping[Key, list[Link]]
    mapped: frozenset[Key]
    edges: int

    def reached(
        self, own: Mapping[int, float], *, weights: Mapping[int, float] = CRITICALITY_WEIGHT
    ) -> Reached:
        """What it means that these of the assets have lost so much by themselves, from 0 (at risk) to 1.0 (down)."""
        known: dict[Key, float] = {number: value for number, value in own.items() if number in self.names}
        found = spread(self.graph, known)
        links = (link for asset in found.values for link in self.links.get(asset, ()))
        return Reached(
            spread=found,
            harms={
                customer: harm
                for customer, harm in harms(links, found, self.criticality, weights).items()
                if isinstance(customer, int)
            },
            names=self.names,
            criticality=self.criticality,
            unmapped=frozenset(own) - self.mapped,
            edges=self.edges,
        )


def above(failing: Iterable[int], at: datetime) -> Above:
    """What these assets may take with them, in four queries."""
    rows = _rows(_ABOVE, failing=list(failing), at=at)
    all_of_them = numbers(number for number, _, _ in rows)
    needs = _rows(_NEEDS, reached=all_of_them)
    groups = _rows(_GROUPS, reached=all_of_them, at=at)
    links: dict[Key, list[Link]] = defaultdict(list)
    for link in links_to((number for number, _, _ in rows), at):
        links[link.asset].append(link)
    return Above(
        names={number: name for number, name, _ in rows},
        criticality={number: grade for number, _, grade in rows},
        graph=_graph(needs, groups),
        links=dict(links),
        mapped=_mapped(needs, groups, links),
        edges=len(needs) + sum(len(members) for _, _, members in groups) + sum(map(len, links.values())),
    )


def between(assets: Iterable[int], at: datetime) -> Graph:
    """What these assets need of each other, in two queries."""
    among = numbers(assets)
    return _graph(_rows(_NEEDS, reached=among), _rows(_GROUPS, reached=among, at=at))


def reached(
    own: Mapping[int, float], at: datetime, *, weights: Mapping[int, float] = CRITICALITY_WEIGHT
) -> Reached:
    """What it means that these assets have lost so much by themselves, from 0 (at risk) to 1.0 (down)."""
    return above(own, at).reached(own, weights=weights)


def _rows(sql: str, **given: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())


def _graph(needs: list[Needs], groups: list[Group]) -> Graph:
    by_asset: dict[Key, list[tuple[Key, float]]] = defaultdict(list)
    for asset, needed, strength in needs:
        by_asset[asset].append((needed, strength))
    by_owner: dict[Key, list[Redundancy]] = defaultdict(list)
    for owner, k, members in groups:
        by_owner[owner].append(Redundancy(owner=owner, k=k, members=frozenset(members)))
    return Graph(
        needs={asset: tuple(found) for asset, found in by_asset.items()},
        redundancies={owner: tuple(found) for owner, found in by_owner.items()},
    )


def _mapped(needs: list[Needs], groups: list[Group], linked: Iterable[Key]) -> frozenset[Key]:
    """The assets from which a link can be reached, down from those that have one."""
    below: dict[Key, list[Key]] = defaultdict(list)
    for asset, needed, _ in needs:
        below[asset].append(needed)
    for owner, _, members in groups:
        below[owner].extend(members)
    found = set(linked)
    waiting = list(found)
    while waiting:
        for lower in below.get(waiting.pop(), ()):
            if lower not in found:
                found.add(lower)
                waiting.append(lower)
    return frozenset(found)
