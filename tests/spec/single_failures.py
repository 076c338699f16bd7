"""The worked cases of single points of failure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from catalog.spof.cadence import cadence, difference
from catalog.spof.connectivity import separators
from catalog.spof.risk import impact_of, risk_of
from catalog.spof.simulation import Graph, Group, simulate

Case = Mapping[str, Any]
Answer = dict[str, Any]


def spof(case: Case, datasets: Case, parameters: Case) -> Answer:
    if "edges" in case:
        edges = [(here, there) for here, there in case["edges"]]
        return {"separators": separators(edges, source=case["source"], targets=case["targets"])}
    if "count_share" in case:
        return {"impact": impact_of(count_share=case["count_share"], value_share=case["value_share"])}
    if "likelihood" in case:
        risk = risk_of(impact=case["impact"], likelihood=case["likelihood"])
        return {"score": risk.score, "band": risk.band}
    return _reviewed(case) if "today" in case else _analysed(case, datasets)


def _reviewed(case: Case) -> Answer:
    review = cadence(
        last_review=date.fromisoformat(case["last_review"]), today=date.fromisoformat(case["today"])
    )
    assert review.next_due is not None
    return {"next_due": review.next_due.isoformat(), "state": review.state}


def _analysed(case: Case, datasets: Case) -> Answer:
    if "dataset" in case:
        graph = _graph(datasets[case["dataset"]])
        found = simulate(graph)
        spared = [asset for asset in graph.assets if asset not in found]
        return {"spof": {asset: list(lost) for asset, lost in found.items()}, "not_spof": spared}
    before = datasets[case.get("compare_with", "spof_graph")]
    said = difference(before=simulate(_graph(before)), now=simulate(_graph(case["graph"])))
    if "compare_with" in case:
        return {"removed": list(said.gone), "remaining": list(said.still_open)}
    return {"added": list(said.new)}


def _graph(given: Case) -> Graph:
    groups = {
        owner: [Group(k=group["k"], members=group["members"]) for group in found]
        for owner, found in given["groups"].items()
    }
    return Graph(needs=given["deps"], groups=groups, roots=given["roots"])
