"""What a failure reaches: the assets that suffer with those that fail, and the customers whom that hurts.

Walks from what fails to what needs it, and touches nothing else; always the same four queries.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from django.db import connection

from catalog.degradation import Graph, Key, Redundancy, Spread, spread
from catalog.harm import CRITICALITY_WEIGHT, Harm, Link, harms
from catalog.queries.mapping import EffectiveLink, effective_links

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
   WHERE needs_id = ANY(%(reached)s) AND asset_id = ANY(%(reached)s)
   ORDER BY id
"""
_GROUPS = """
  SELECT redundancy.owner_id, redundancy.k, array_agg(every.asset_id ORDER BY every.asset_id)
    FROM catalog_redundancygroup redundancy
    JOIN catalog_redundancygroup_members every ON every.redundancygroup_id = redundancy.id
    JOIN catalog_asset asset ON asset.id = every.asset_id
     AND (asset.retired_at IS NULL OR asset.retired_at > %(at)s)
   WHERE redundancy.owner_id = ANY(%(reached)s) AND redundancy.id IN (
         SELECT redundancygroup_id FROM catalog_redundancygroup_members WHERE asset_id = ANY(%(reached)s))
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
    names: Mapping[int, str]
    criticality: Mapping[int, int]
    unmapped: frozenset[int]
    edges: int

    @property
    def assets(self) -> dict[int, float]:
        """What each asset that suffers has lost, up to 1.0 for down."""
        return {number: value for number, value in self.spread.values.items() if isinstance(number, int)}

    @property
    def customers(self) -> list[Harm]:
        """The customers who are hurt at all, the worst first."""
        return sorted(self.harms.values(), key=lambda harm: -harm.s)


def reached(
    own: Mapping[int, float], at: datetime, *, weights: Mapping[int, float] = CRITICALITY_WEIGHT
) -> Reached:
    """What it means that these assets have lost so much by themselves, from 0 (at risk) to 1.0 (down)."""
    above = _rows(_ABOVE, failing=list(own), at=at)
    names = {number: name for number, name, _ in above}
    criticality = {number: grade for number, _, grade in above}
    numbers = list(names)
    needs = _rows(_NEEDS, reached=numbers)
    groups = _rows(_GROUPS, reached=numbers, at=at)
    links = effective_links(assets=numbers, at=at)
    found = spread(_graph(needs, groups), {number: value for number, value in own.items() if number in names})
    return Reached(
        spread=found,
        harms=_harms(links, found, criticality, weights),
        names=names,
        criticality=criticality,
        unmapped=frozenset(own) - _mapped(needs, groups, links),
        edges=len(needs) + sum(len(members) for _, _, members in groups) + len(links),
    )


def _rows(sql: str, **given: object) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchall()


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


def _harms(
    links: list[EffectiveLink], found: Spread, criticality: Mapping[int, int], weights: Mapping[int, float]
) -> dict[int, Harm]:
    worst = harms(
        (
            Link(customer=customer, asset=asset, dependency=dependency, function=function)
            for customer, asset, dependency, function, _ in links
            if asset in found.values
        ),
        found,
        {asset: criticality[asset] for asset in criticality},
        weights,
    )
    return {customer: harm for customer, harm in worst.items() if isinstance(customer, int)}


def _mapped(needs: list[Needs], groups: list[Group], links: list[EffectiveLink]) -> set[int]:
    """The assets from which a link can be reached, down from those that have one."""
    below: dict[int, list[int]] = defaultdict(list)
    for asset, needed, _ in needs:
        below[asset].append(needed)
    for owner, _, members in groups:
        below[owner].extend(members)
    found = {link.asset_id for link in links}
    waiting = list(found)
    while waiting:
        for asset in below.get(waiting.pop(), ()):
            if asset not in found:
                found.add(asset)
                waiting.append(asset)
    return found
