"""Decides which customers fall when one asset fails, for many single failures at once.

Each asset carries a number whose bit `i` says “down when only failure `i` has happened”. An asset is down with any hard
dependency, and when a redundancy group of its own keeps fewer than k members: both are a few bitwise words for a
thousand failures. The numbers are the least fixpoint, so an asset that waits for itself in a cycle counts as up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from catalog.spof.counters import Counters

# Anything hashable: names in the cases, numbers in the catalog.
Asset: TypeAlias = Any
Customer: TypeAlias = Any
Masks: TypeAlias = dict[Asset, int]


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
    def upwards(self) -> tuple[Asset, ...]:
        """The assets, each after what it stands on; inside a cycle in any order."""
        order: dict[Asset, None] = {}
        seen: set[Asset] = set()
        for start in self.assets:
            if start not in seen:
                seen.add(start)
                self._climb(start, seen, order)
        return tuple(order)

    def under(self, asset: Asset) -> Iterator[Asset]:
        """What an asset stands on: its hard dependencies and the members of its groups."""
        yield from self.needs.get(asset, ())
        for group in self.groups.get(asset, ()):
            yield from group.members

    def _climb(self, start: Asset, seen: set[Asset], order: dict[Asset, None]) -> None:
        road = [(start, self.under(start))]
        while road:
            here, below = road[-1]
            step = next((asset for asset in below if asset not in seen), None)
            if step is None:
                order[here] = None
                road.pop()
            else:
                seen.add(step)
                road.append((step, self.under(step)))


@dataclass(frozen=True)
class Loss:
    """What one failure costs: how many customers, and what they are worth together."""

    count: int
    value: int


@dataclass(frozen=True)
class Tally:
    """The losses of many failures, and how many assets they took down, one failure after the other, in all."""

    losses: dict[Asset, Loss]
    reach: int


def simulate(graph: Graph, failures: Sequence[Asset] | None = None) -> dict[Asset, tuple[Customer, ...]]:
    """Let each of these assets (all, unless some are named) fail alone; by asset the customers that fall, if any."""
    failing = graph.assets if failures is None else failures
    lost: dict[Asset, list[Customer]] = {}
    for mask, customers in _fallen(graph, _down(graph, failing)).items():
        for place, digit in enumerate(reversed(f"{mask:b}")):
            if digit == "1":
                lost.setdefault(failing[place], []).extend(customers)
    return {asset: tuple(found) for asset, found in lost.items()}


def tally(graph: Graph, failures: Sequence[Asset], worth: Mapping[Customer, int]) -> Tally:
    """The same, but only counted, which is quick when one failure takes thousands along."""
    down = _down(graph, failures)
    counts, values = Counters(len(failures)), Counters(len(failures))
    for mask, customers in _fallen(graph, down).items():
        counts.add(mask, len(customers))
        values.add(mask, sum(worth[customer] for customer in customers))
    figures = zip(failures, counts.read(), values.read(), strict=True)
    losses = {asset: Loss(count, value) for asset, count, value in figures}
    return Tally(losses, sum(map(int.bit_count, down.values())))


def _fallen(graph: Graph, down: Masks) -> dict[int, list[Customer]]:
    """The customers who fall, together with all who fall at the same failures."""
    fallen: dict[int, list[Customer]] = {}
    for customer, roots in graph.roots.items():
        mask = _any_of(down, roots)
        if mask:
            fallen.setdefault(mask, []).append(customer)
    return fallen


def _down(graph: Graph, failing: Sequence[Asset]) -> Masks:
    """By asset the failures that take it down. One sweep is enough without cycles; the next one proves it."""
    own = {asset: 1 << place for place, asset in enumerate(failing)}
    down: Masks = dict.fromkeys(graph.upwards, 0)
    moved = True
    while moved:
        moved = False
        for asset in graph.upwards:
            mask = own.get(asset, 0) | _any_of(down, graph.needs.get(asset, ()))
            for group in graph.groups.get(asset, ()):
                mask |= _at_least(group.losses, [down[member] for member in group.members])
            if mask != down[asset]:
                down[asset] = mask
                moved = True
    return down


def _any_of(down: Masks, assets: Iterable[Asset]) -> int:
    mask = 0
    for asset in assets:
        mask |= down[asset]
    return mask


def _at_least(count: int, masks: Sequence[int]) -> int:
    """The bits that are set in `count` of the masks or more; none for a count of 0."""
    if count == 0:
        return 0
    enough = [0] * count
    for mask in masks:
        for place in range(count - 1, 0, -1):
            enough[place] |= enough[place - 1] & mask
        enough[0] |= mask
    return enough[-1]
