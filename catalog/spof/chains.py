"""Tells by which way one failure reaches an asset, for people who ask why."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection

from catalog.spof.simulation import Asset, Graph, Group


def chains(graph: Graph, failed: Asset) -> dict[Asset, tuple[Asset, ...]]:
    """Each asset that goes down with the failed one, and the shortest way the failure takes to it."""
    above: dict[Asset, list[tuple[Asset, Group | None]]] = {}
    for owner in graph.assets:
        for need in graph.needs.get(owner, ()):
            above.setdefault(need, []).append((owner, None))
        for group in graph.groups.get(owner, ()):
            for member in group.members:
                above.setdefault(member, []).append((owner, group))
    ways: dict[Asset, tuple[Asset, ...]] = {failed: (failed,)}
    waiting = deque([failed])
    while waiting:
        here = waiting.popleft()
        for owner, through in above.get(here, ()):
            if owner not in ways and (through is None or _has_lost(through, ways)):
                ways[owner] = (*ways[here], owner)
                waiting.append(owner)
    return ways


def _has_lost(group: Group, down: Collection[Asset]) -> bool:
    return 0 < group.losses <= sum(member in down for member in group.members)
