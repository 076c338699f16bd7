"""How a failure spreads: what is left of each asset when some do not work, over dependencies and redundancy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from heapq import heappop, heappush
from itertools import count
from types import MappingProxyType
from typing import TypeAlias

Key: TypeAlias = Hashable

DOWN = 1.0

# Own degradation by what people say of an asset. One that is at risk has lost its spare and still works.
OWN: Mapping[str, float] = MappingProxyType(
    {"down": DOWN, "major": 0.7, "degraded": 0.4, "at_risk": 0.0, "none": 0.0}
)

_DIGITS = 9  # beyond these lies only the noise of binary fractions


@dataclass(frozen=True, kw_only=True)
class Redundancy:
    """`owner` works while at least `k` members are up. A `k` beyond their number asks for all of them."""

    owner: Key
    k: int
    members: frozenset[Key]

    @property
    def spare(self) -> int:
        """How many members may be down before the owner is."""
        return max(0, len(self.members) - self.k)


@dataclass(frozen=True, kw_only=True)
class Graph:
    """What each asset needs, hard (1.0) or soft (0.5), and the groups in which others stand in for it."""

    needs: Mapping[Key, tuple[tuple[Key, float], ...]] = field(default_factory=dict)
    redundancies: Mapping[Key, tuple[Redundancy, ...]] = field(default_factory=dict)

    @cached_property
    def dependants(self) -> Mapping[Key, list[tuple[Key, float]]]:
        """Who needs each asset: the same relation from its other end."""
        answer: dict[Key, list[tuple[Key, float]]] = defaultdict(list)
        for asset, needs in self.needs.items():
            for needed, strength in needs:
                answer[needed].append((asset, strength))
        return dict(answer)

    @cached_property
    def memberships(self) -> Mapping[Key, list[Redundancy]]:
        """The groups that each asset stands in."""
        answer: dict[Key, list[Redundancy]] = defaultdict(list)
        for groups in self.redundancies.values():
            for group in groups:
                for member in group.members:
                    answer[member].append(group)
        return dict(answer)


@dataclass(frozen=True, kw_only=True)
class Cause:
    """Why an asset is as it is: by itself (`through` is empty), by one it needs, or by too few of a group."""

    through: tuple[Key, ...] = ()
    strength: float = DOWN
    group: Redundancy | None = None


@dataclass(frozen=True, kw_only=True)
class Spread:
    """What is left of each asset that suffers (over 0, up to 1.0 for down), and why."""

    values: Mapping[Key, float]
    causes: Mapping[Key, Cause]

    def chain(self, asset: Key) -> Iterator[tuple[Key, Cause]]:
        """From an asset that suffers to one that suffers by itself. Ends, whatever circles the graph holds."""
        while True:
            cause = self.causes[asset]
            yield asset, cause
            if not cause.through:
                return
            asset = cause.through[0]


def effective(graph: Graph, own: Mapping[Key, float]) -> dict[Key, float]:
    """The least fixpoint of `spread`, only assets that suffer."""
    return dict(spread(graph, own).values)


def spread(graph: Graph, own: Mapping[Key, float]) -> Spread:
    """Settle the worst first: nothing that follows from an asset is worse than it, so each is settled once.

    That is the least fixpoint, circles or not, in as many steps as there are edges to follow.
    """
    return _Settling(graph).settle(own)


class _Settling:
    """One run: a queue of what is known to suffer at least so much, the worst and the nearest first."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.down: dict[int, list[Key]] = defaultdict(list)
        self.values: dict[Key, float] = {}
        self.causes: dict[Key, Cause] = {}
        self.queue: list[tuple[float, int, int, Key, Cause]] = []
        self.order = count()

    def settle(self, own: Mapping[Key, float]) -> Spread:
        for asset, value in own.items():
            self._push(asset, value, 0, Cause())
        while self.queue:
            negative, hops, _, asset, cause = heappop(self.queue)
            if asset not in self.values:
                self.values[asset], self.causes[asset] = -negative, cause
                self._follow(asset, -negative, hops + 1)
        return Spread(values=self.values, causes=self.causes)

    def _push(self, asset: Key, value: float, hops: int, cause: Cause) -> None:
        if value > 0 and asset not in self.values:
            heappush(self.queue, (-round(value, _DIGITS), hops, next(self.order), asset, cause))

    def _follow(self, asset: Key, value: float, hops: int) -> None:
        for dependant, strength in self.graph.dependants.get(asset, ()):
            self._push(dependant, value * strength, hops, Cause(through=(asset,), strength=strength))
        if value < DOWN:
            return  # a member counts as up while anything of it works
        for group in self.graph.memberships.get(asset, ()):
            down = self.down[id(group)]
            down.append(asset)
            if len(down) == group.spare + 1:
                self._push(group.owner, DOWN, hops, Cause(through=tuple(down), group=group))
