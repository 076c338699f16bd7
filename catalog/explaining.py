"""Decides which single failure would explain the customers who called: whom each takes down, and whom besides."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from dataclasses import dataclass

from catalog.spof.simulation import Graph, simulate

MOST = 60


@dataclass(frozen=True)
class Explanation:
    """An asset whose failure alone would reach these of the callers, and so many customers who did not call."""

    asset: Hashable
    callers: frozenset[Hashable]
    others: int


def explanations(
    graph: Graph, callers: Collection[Hashable], candidates: Collection[Hashable], *, most: int = MOST
) -> list[Explanation]:
    """The best first: who explains most of the callers, then who would have made the fewest others call.

    `candidates` are all assets below the callers; every way from one of them to a caller lies among them.
    """
    among = set(candidates)
    near = Graph(
        needs={asset: needs for asset, needs in graph.needs.items() if asset in among},
        groups={asset: groups for asset, groups in graph.groups.items() if asset in among},
        roots={caller: graph.roots.get(caller, ()) for caller in callers},
    )
    reached = simulate(near, [*candidates])
    nearest = sorted(reached, key=lambda asset: (-len(reached[asset]), str(asset)))[:most]
    everybody = simulate(graph, nearest)
    found = [
        Explanation(
            asset, frozenset(reached[asset]), len(everybody.get(asset, reached[asset])) - len(reached[asset])
        )
        for asset in nearest
    ]
    return sorted(found, key=lambda one: (-len(one.callers), one.others, str(one.asset)))
