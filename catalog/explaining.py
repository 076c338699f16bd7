"""Decides which single failure would explain the customers who called: whom each takes down, and whom besides."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass

from catalog.spof.simulation import Graph, simulate

MOST = 24


@dataclass(frozen=True)
class Explanation:
    """An asset whose failure alone would reach these of the callers, and so many customers who did not call."""

    asset: Hashable
    callers: frozenset[Hashable]
    others: int


def explanations(
    graph: Graph,
    callers: Collection[Hashable],
    candidates: Collection[Hashable],
    *,
    wider: Callable[[Collection[Hashable]], Graph] | None = None,
    most: int = MOST,
) -> list[Explanation]:
    """The best first: who explains most of the callers, then who would have made the fewest others call.

    `candidates` are all assets below the callers; every way from one of them to a caller lies among them. Of those that
    explain as many the ones nearest to the callers are looked at. `wider` gives the graph above these, where `graph`
    ends at the callers.
    """
    among = set(candidates)
    near = Graph(
        needs={asset: needs for asset, needs in graph.needs.items() if asset in among},
        groups={asset: groups for asset, groups in graph.groups.items() if asset in among},
        roots={caller: graph.roots.get(caller, ()) for caller in callers},
    )
    reached = simulate(near, [*candidates])
    steps = _steps_down(near)
    order = sorted(reached, key=lambda asset: (-len(reached[asset]), steps.get(asset, 0), str(asset)))
    nearest = order[:most]
    everybody = simulate(wider(nearest) if wider else graph, nearest)
    found = [
        Explanation(
            asset, frozenset(reached[asset]), len(everybody.get(asset, reached[asset])) - len(reached[asset])
        )
        for asset in nearest
    ]
    return sorted(found, key=lambda one: (-len(one.callers), one.others, str(one.asset)))


def _steps_down(near: Graph) -> dict[Hashable, int]:
    """How far below the callers each asset lies."""
    steps: dict[Hashable, int] = {root: 0 for roots in near.roots.values() for root in roots}
    waiting = list(steps)
    for here in waiting:  # grows on the way
        for under in near.under(here):
            if under not in steps:
                steps[under] = steps[here] + 1
                waiting.append(under)
    return steps
