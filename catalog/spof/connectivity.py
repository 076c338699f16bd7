"""Decides which nodes of a network separate a customer from a target: without them no way leads there.

Such nodes are the dominators of the target, seen from the customer. (Keith D. Cooper, Timothy J. Harvey, Ken Kennedy:
A Simple, Fast Dominance Algorithm.)
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeAlias

Node: TypeAlias = Hashable


def separators(
    edges: Iterable[tuple[Node, Node]], *, source: Node, targets: Iterable[Node]
) -> dict[Node, list[Node]]:
    """Each node whose loss cuts targets off, with those targets. Ways lead along the edges, in their direction.

    Neither the customer nor the target itself is named; a target that cannot be reached anyway is lost to nobody.
    """
    ways: dict[Node, list[Node]] = {}
    for here, there in edges:
        ways.setdefault(here, []).append(there)
    above = dominators(ways, source)
    found: dict[Node, list[Node]] = {}
    for target in dict.fromkeys(targets):
        node = above.get(target, source)
        while node != source:
            found.setdefault(node, []).append(target)
            node = above[node]
    return found


def dominators(ways: Mapping[Node, Iterable[Node]], source: Node) -> dict[Node, Node]:
    """The nearest dominator of every node that can be reached; the source is its own."""
    order = _finished(ways, source)
    rank = {node: place for place, node in enumerate(order)}
    into: dict[Node, list[Node]] = {}
    for here in order:
        for there in ways.get(here, ()):
            into.setdefault(there, []).append(here)
    above = {source: source}
    moved = True
    while moved:
        moved = False
        for node in reversed(order[:-1]):
            nearest = _nearest(above, rank, into[node])
            if above.get(node) != nearest:
                above[node] = nearest
                moved = True
    return above


def _nearest(above: Mapping[Node, Node], rank: Mapping[Node, int], before: Iterable[Node]) -> Node:
    """The last node that the ways through all of these have in common."""
    known = [node for node in before if node in above]
    meeting = known[0]
    for other in known[1:]:
        while meeting != other:
            if rank[meeting] < rank[other]:
                meeting = above[meeting]
            else:
                other = above[other]
    return meeting


def _finished(ways: Mapping[Node, Iterable[Node]], source: Node) -> list[Node]:
    """The nodes that can be reached, each after everything that was found behind it; the source comes last."""
    order, seen = [], {source}
    road = [(source, iter(ways.get(source, ())))]
    while road:
        here, onwards = road[-1]
        step = next((node for node in onwards if node not in seen), None)
        if step is None:
            order.append(here)
            road.pop()
        else:
            seen.add(step)
            road.append((step, iter(ways.get(step, ()))))
    return order
