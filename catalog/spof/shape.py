"""Names what is odd in a graph of dependencies but allowed: cycles, and groups that ask for more than they have."""

from __future__ import annotations

from catalog.spof.simulation import Asset, Graph


def cycles(graph: Graph) -> list[tuple[Asset, ...]]:
    """The assets that stand on each other in a circle, circle by circle, the largest first."""
    above: dict[Asset, list[Asset]] = {}
    for asset in graph.assets:
        for below in graph.under(asset):
            above.setdefault(below, []).append(asset)
    seen: set[Asset] = set()
    circles = []
    # From what was finished last, against the direction of the search: exactly its own circle can still be reached.
    for start in reversed(_upwards(graph)):
        if start not in seen:
            circle = _reached(start, above, seen)
            if len(circle) > 1:
                circles.append(tuple(circle))
    return sorted(circles, key=len, reverse=True)


def short_groups(graph: Graph) -> list[Asset]:
    """The owners of groups that ask for more members than there are: as things stand, each member is needed."""
    return [
        owner
        for owner, groups in graph.groups.items()
        if any(group.k > len(group.members) for group in groups)
    ]


def _upwards(graph: Graph) -> list[Asset]:
    """The assets, each after what it stands on; inside a cycle in any order."""
    order: list[Asset] = []
    seen: set[Asset] = set()
    for start in graph.assets:
        if start not in seen:
            seen.add(start)
            _climb(graph, start, seen, order)
    return order


def _climb(graph: Graph, start: Asset, seen: set[Asset], order: list[Asset]) -> None:
    road = [(start, graph.under(start))]
    while road:
        here, below = road[-1]
        step = next((asset for asset in below if asset not in seen), None)
        if step is None:
            order.append(here)
            road.pop()
        else:
            seen.add(step)
            road.append((step, graph.under(step)))


def _reached(start: Asset, above: dict[Asset, list[Asset]], seen: set[Asset]) -> list[Asset]:
    found, waiting = [], [start]
    seen.add(start)
    while waiting:
        here = waiting.pop()
        found.append(here)
        for asset in above.get(here, ()):
            if asset not in seen:
                seen.add(asset)
                waiting.append(asset)
    return found
