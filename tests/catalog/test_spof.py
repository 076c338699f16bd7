"""Single points of failure, pure: against a slow reading of the rule, against networkx, and what must always hold."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from itertools import pairwise

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.spof import cadence as review
from catalog.spof.connectivity import separators
from catalog.spof.risk import Factors, band_range, impact_of, likelihood_of, risk_of
from catalog.spof.shape import cycles, short_groups
from catalog.spof.simulation import Graph, Group, chain, down_with, simulate, tally

ASSETS = tuple("abcdefgh")
patient = settings(deadline=None, max_examples=300)


@st.composite
def groups(draw: st.DrawFn) -> Group:
    members = draw(st.lists(st.sampled_from(ASSETS), min_size=1, max_size=4, unique=True))
    return Group(k=draw(st.integers(1, len(members))), members=tuple(members))


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Small graphs with everything: cycles, an asset that needs itself, assets that nobody needs."""
    some = st.lists(st.sampled_from(ASSETS), max_size=3, unique=True)
    needs = draw(st.dictionaries(st.sampled_from(ASSETS), some, max_size=8))
    grouped = draw(st.dictionaries(st.sampled_from(ASSETS), st.lists(groups(), max_size=2), max_size=4))
    roots = draw(st.dictionaries(st.sampled_from((1, 2, 3, 4)), some, max_size=4))
    return Graph(needs=needs, groups=grouped, roots=roots, alone=ASSETS)


def is_up(graph: Graph, asset: str, failed: str, path: frozenset[str] = frozenset()) -> bool:
    """The rule, word by word: not failed, all hard dependencies up, k members up; on the current path counts as up."""
    if asset == failed or asset in path:
        return asset != failed
    path = path | {asset}
    return all(is_up(graph, need, failed, path) for need in graph.needs.get(asset, ())) and all(
        sum(is_up(graph, member, failed, path) for member in group.members) >= group.k
        for group in graph.groups.get(asset, ())
    )


def by_the_rule(graph: Graph) -> dict[str, set[int]]:
    lost = {
        failed: {
            customer
            for customer, roots in graph.roots.items()
            if not all(is_up(graph, root, failed) for root in roots)
        }
        for failed in graph.assets
    }
    return {failed: customers for failed, customers in lost.items() if customers}


def found(graph: Graph) -> dict[str, set[int]]:
    return simulate(graph)


@patient
@given(graphs())
def test_it_agrees_with_the_rule_read_word_by_word(graph: Graph) -> None:
    assert found(graph) == by_the_rule(graph)


@patient
@given(graphs(), st.integers(1, 20))
def test_blocks_of_failures_say_the_same_as_all_at_once(graph: Graph, steps: int) -> None:
    worth = {customer: 10**customer for customer in graph.roots}
    expected = {asset: (len(lost), sum(worth[one] for one in lost)) for asset, lost in found(graph).items()}
    counted: dict[str, tuple[int, int]] = {}
    while len(counted) < len(graph.assets):
        block = tally(graph, graph.assets[len(counted) :], worth, steps=steps)
        assert block
        counted |= {asset: (loss.count, loss.value) for asset, loss in block.items()}
        assert all(loss.reach == len(down_with(graph, asset)) for asset, loss in block.items())
    assert {asset: loss for asset, loss in counted.items() if loss[0]} == expected


@patient
@given(graphs(), st.sampled_from(ASSETS), st.data())
def test_a_further_redundant_member_never_adds_one(graph: Graph, owner: str, data: st.DataObject) -> None:
    group, extra = data.draw(groups()), data.draw(st.sampled_from((*ASSETS, "new")))
    wider = Group(k=group.k, members=tuple({*group.members, extra}))
    before, after = (
        found(
            Graph(
                needs=graph.needs,
                groups={**graph.groups, owner: [*graph.groups.get(owner, ()), one]},
                roots=graph.roots,
                alone=(*ASSETS, "new"),
            )
        )
        for one in (group, wider)
    )
    assert all(lost <= before.get(asset, set()) for asset, lost in after.items())


@patient
@given(graphs(), st.sampled_from(ASSETS))
def test_a_chain_leads_from_the_failure_to_each_asset_that_is_down(graph: Graph, failed: str) -> None:
    down = down_with(graph, failed)
    ways = {asset: chain(down, asset) for asset in down}
    assert set(ways) == {asset for asset in graph.assets if not is_up(graph, asset, failed)}
    for asset, way in ways.items():
        assert way[0] == failed and way[-1] == asset
        assert all(below in graph.under(above) for below, above in pairwise(way))


edges = st.lists(st.tuples(st.sampled_from(ASSETS), st.sampled_from(ASSETS)), max_size=20)


@patient
@given(edges)
def test_networkx_names_the_same_separators(ways: list[tuple[str, str]]) -> None:
    graph = networkx.DiGraph(ways)
    graph.add_node("a")
    above = networkx.immediate_dominators(graph, "a")
    expected: dict[str, list[str]] = {}
    for target in ASSETS:
        node = above.get(target)
        while node not in (None, "a"):
            expected.setdefault(node, []).append(target)
            node = above[node]
    assert separators(ways, source="a", targets=ASSETS) == expected


@patient
@given(edges, st.sampled_from(ASSETS[1:]))
def test_without_a_separator_no_way_is_left(ways: list[tuple[str, str]], target: str) -> None:
    def reachable(without: str | None) -> bool:
        graph = networkx.DiGraph([way for way in ways if without not in way])
        graph.add_nodes_from(("a", target))
        return networkx.has_path(graph, "a", target)

    named = set(separators(ways, source="a", targets=[target]))
    cut = {node for node in ASSETS if node not in ("a", target) and not reachable(node)}
    assert named == (cut if reachable(None) else set())


def test_assets_in_a_circle_fall_with_each_other_but_not_by_themselves() -> None:
    graph = Graph(needs={"a": ["b"], "b": ["c"], "c": ["a"]}, roots={1: ["a"]}, alone=["d"])
    assert found(graph) == {"a": {1}, "b": {1}, "c": {1}}
    assert [set(circle) for circle in cycles(graph)] == [{"a", "b", "c"}]


@patient
@given(graphs())
def test_networkx_names_the_same_circles(graph: Graph) -> None:
    drawn = networkx.DiGraph([(asset, below) for asset in graph.assets for below in graph.under(asset)])
    expected = {frozenset(one) for one in networkx.strongly_connected_components(drawn) if len(one) > 1}
    assert {frozenset(one) for one in cycles(graph)} == expected


def test_a_group_that_asks_for_more_than_it_has_needs_each_and_is_named() -> None:
    graph = Graph(
        groups={"a": [Group(k=3, members=("b", "c"))], "d": [Group(k=1, members=())]}, roots={1: ["a", "d"]}
    )
    assert found(graph) == {"a": {1}, "b": {1}, "c": {1}, "d": {1}}
    assert short_groups(graph) == ["a", "d"]


@pytest.mark.parametrize(
    ("count", "value", "impact"),
    [(0, 0, 1), (0.0001, 0, 2), (0.25, 0, 3), (0.1, 0.5, 4), (0.7499, 0.2, 4), (0.1, 0.75, 5), (1, 1, 5)],
)
def test_impact_is_the_larger_of_heads_and_money(count: float, value: float, impact: int) -> None:
    assert impact_of(count_share=count, value_share=value) == impact


@pytest.mark.parametrize(
    ("impact", "likelihood", "band"),
    [(5, 3, "critical"), (5, 5, "critical"), (2, 7, "high"), (4, 2, "high"), (2, 2, "medium"), (1, 3, "low")],
)
def test_a_risk_is_called_by_its_product(impact: int, likelihood: int, band: str) -> None:
    risk = risk_of(impact=impact, likelihood=likelihood)
    lowest, highest = band_range(band)
    assert risk.band == band and lowest <= risk.score <= highest


def test_the_likelihood_is_the_mean_of_the_factors_that_are_known() -> None:
    assert likelihood_of(Factors()) is None
    assert likelihood_of(Factors(age=5)) == 5
    assert likelihood_of(Factors(age=2, load=3)) == 3
    assert likelihood_of(Factors(age=1, load=1, provider=1, change_rate=4)) == 2


@pytest.mark.parametrize(
    ("last", "due"),
    [((2026, 1, 15), (2026, 4, 15)), ((2025, 11, 30), (2026, 2, 28)), ((2026, 12, 31), (2027, 3, 31))],
)
def test_the_next_one_is_due_after_three_months(last: Collection[int], due: Collection[int]) -> None:
    assert review.cadence(last_review=date(*last), today=date(*last)).next_due == date(*due)


def test_it_is_reminded_of_two_weeks_before_and_every_week_when_it_is_late() -> None:
    def on(days: int) -> tuple[str, int | None]:
        found = review.cadence(last_review=date(2026, 1, 15), today=date(2026, 4, 15) + timedelta(days=days))
        return found.state, found.reminder

    assert on(-15) == ("fine", None)
    assert on(-14) == on(0) == ("due", 0)
    assert on(1) == on(7) == ("overdue", 1)
    assert on(8) == ("overdue", 2)
    assert review.cadence(last_review=None, today=date(2026, 4, 15)).state == "never"


def test_two_analyses_differ_by_what_is_new_and_what_is_gone() -> None:
    said = review.difference(before=("a", "b"), now=("b", "c"))
    assert (said.new, said.gone, said.still_open) == ({"c"}, {"a"}, {"b"})
