"""Decides which customers fall when one asset fails alone.

The failure climbs only through what stands on the failed asset: each hard dependency takes its owner down, and a
redundancy group does once it has lost so many members that fewer than k are left. What is not reached stays up, so
assets that wait for each other in a circle count as up until something under them fails.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

# Anything hashable: names in the cases, numbers in the catalog.
Asset: TypeAlias = Any
Customer: TypeAlias = Any


@dataclass(frozen=True, kw_only=True)
class Group:
    """Its owner works while at least `k` of the members work; where there are fewer than k, each of them is needed."""

    k: int
    members: Collection[Asset]

    @property
    def losses(self) -> int:
        """How many members have to fail before the owner does; 0 when nothing is asked for."""
        wanted = min(self.k, len(self.members))
        return len(self.members) - wanted + 1 if wanted > 0 else 0


@dataclass(frozen=True, kw_only=True)
class Graph:
    """Hard dependencies, redundancy groups by their owner, and the assets that each customer cannot do without."""

    needs: Mapping[Asset, Collection[Asset]] = field(default_factory=dict)
    groups: Mapping[Asset, Collection[Group]] = field(default_factory=dict)
    roots: Mapping[Customer, Collection[Asset]] = field(default_factory=dict)
    alone: Collection[Asset] = ()

    @cached_property
    def assets(self) -> tuple[Asset, ...]:
        """Every asset that is named anywhere, each once."""
        named = dict.fromkeys(self.alone)
        for asset in (*self.needs, *self.groups):
            named.setdefault(asset)
            named.update(dict.fromkeys(self.under(asset)))
        for roots in self.roots.values():
            named.update(dict.fromkeys(roots))
        return tuple(named)

    @cached_property
    def above(self) -> dict[Asset, list[Asset]]:
        """By asset, what goes down with it: what needs it, and the owners of groups that can lose nobody."""
        found: dict[Asset, list[Asset]] = {}
        for owner, needs in self.needs.items():
            for need in needs:
                found.setdefault(need, []).append(owner)
        for owner, group in self._all_groups():
            for member in group.members if group.losses == 1 else ():
                found.setdefault(member, []).append(owner)
        return found

    @cached_property
    def spares(self) -> dict[Asset, list[tuple[int, Asset, int]]]:
        """By member, the groups that can lose some: a number of its own, its owner, how many losses take that down."""
        found: dict[Asset, list[tuple[int, Asset, int]]] = {}
        for number, (owner, group) in enumerate(self._all_groups()):
            for member in group.members if group.losses > 1 else ():
                found.setdefault(member, []).append((number, owner, group.losses))
        return found

    @cached_property
    def customers(self) -> dict[Asset, list[Customer]]:
        """By asset, who cannot do without it."""
        found: dict[Asset, list[Customer]] = {}
        for customer, roots in self.roots.items():
            for root in roots:
                found.setdefault(root, []).append(customer)
        return found

    def under(self, asset: Asset) -> Iterator[Asset]:
        """What an asset stands on: its hard dependencies and the members of its groups."""
        yield from self.needs.get(asset, ())
        for group in self.groups.get(asset, ()):
            yield from group.members

    def _all_groups(self) -> Iterator[tuple[Asset, Group]]:
        for owner, groups in self.groups.items():
            for group in groups:
                yield owner, group


@dataclass(frozen=True)
class Loss:
    """What one failure costs: how many customers, what they are worth together, how many assets stop."""

    count: int
    value: int
    reach: int


def down_with(graph: Graph, failed: Asset) -> dict[Asset, Asset]:
    """Every asset that is down when only this one has failed, nearest first, and by which asset the failure came to it.

    The failed asset came to it by itself.
    """
    by: dict[Asset, Asset] = {failed: failed}
    lost: dict[int, int] = {}
    climbing = [failed]
    for here in climbing:  # grows on the way
        for owner in graph.above.get(here, ()):
            if owner not in by:
                by[owner] = here
                climbing.append(owner)
        for number, owner, losses in graph.spares.get(here, ()):
            lost[number] = lost.get(number, 0) + 1
            if lost[number] == losses and owner not in by:
                by[owner] = here
                climbing.append(owner)
    return by


def chain(by: Mapping[Asset, Asset], asset: Asset) -> tuple[Asset, ...]:
    """The way from the failed asset to one that is down with it, as `down_with` found it."""
    way = [asset]
    while by[way[-1]] != way[-1]:
        way.append(by[way[-1]])
    return tuple(reversed(way))


def lost_with(graph: Graph, down: Collection[Asset]) -> set[Customer]:
    """The customers who cannot do without one of these."""
    at = graph.customers
    return set().union(*(at[asset] for asset in down if asset in at))


def simulate(graph: Graph, failures: Sequence[Asset] | None = None) -> dict[Asset, set[Customer]]:
    """Let each of these assets (all, unless some are named) fail alone; by asset the customers that fall, if any."""
    failing = graph.assets if failures is None else failures
    fallen = {asset: lost_with(graph, down_with(graph, asset)) for asset in failing}
    return {asset: lost for asset, lost in fallen.items() if lost}


def tally(
    graph: Graph, failures: Sequence[Asset], worth: Mapping[Customer, int], *, steps: int
) -> dict[Asset, Loss]:
    """What these failures cost, one after the other, until so many assets and customers have been touched."""
    found: dict[Asset, Loss] = {}
    for asset in failures:
        down = down_with(graph, asset)
        lost = lost_with(graph, down)
        found[asset] = Loss(len(lost), sum(map(worth.__getitem__, lost)), len(down))
        steps -= len(down) + len(lost)
        if steps <= 0:
            break
    return found
