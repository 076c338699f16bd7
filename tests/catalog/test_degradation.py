"""How a failure spreads: dependencies hard and soft, redundancy, circles."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.degradation import Graph, Redundancy, effective, spread
from catalog.harm import Harm, Link, harms

HARD, SOFT = 1.0, 0.5
ASSETS = range(8)
OWN = st.sampled_from([0.0, 0.4, 0.7, 1.0])


def group(owner: object, k: int, *members: object) -> dict[object, tuple[Redundancy, ...]]:
    return {owner: (Redundancy(owner=owner, k=k, members=frozenset(members)),)}


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Any graph of eight assets, circles and groups of anything included."""
    pairs = draw(
        st.sets(st.sampled_from([(a, b) for a, b in product(ASSETS, ASSETS) if a != b]), max_size=20)
    )
    needs: dict[int, tuple[tuple[int, float], ...]] = {}
    for asset, needed in sorted(pairs):
        needs[asset] = (*needs.get(asset, ()), (needed, draw(st.sampled_from([HARD, SOFT]))))
    owners = draw(st.sets(st.sampled_from(ASSETS), max_size=3))
    return Graph(
        needs=needs,
        redundancies={owner: (draw(groups(owner)),) for owner in owners},
    )


@st.composite
def groups(draw: st.DrawFn, owner: int) -> Redundancy:
    members = draw(st.frozensets(st.sampled_from([one for one in ASSETS if one != owner]), min_size=1))
    return Redundancy(owner=owner, k=draw(st.integers(1, len(members) + 1)), members=members)


failures = st.dictionaries(st.sampled_from(ASSETS), OWN, max_size=4)


def settled(graph: Graph, own: dict[int, float]) -> dict[int, float]:
    """The least fixpoint by its definition: begin with nothing, apply the rules until nothing changes."""
    values = dict.fromkeys(ASSETS, 0.0)
    while True:
        after = {asset: rule(graph, own, values, asset) for asset in ASSETS}
        if after == values:
            return {asset: value for asset, value in values.items() if value > 0}
        values = after


def rule(graph: Graph, own: dict[int, float], values: dict[int, float], asset: int) -> float:
    found = [own.get(asset, 0.0)]
    found += [round(values[needed] * strength, 9) for needed, strength in graph.needs.get(asset, ())]  # type: ignore[index]
    for one in graph.redundancies.get(asset, ()):
        up = sum(values[member] < 1 for member in one.members)  # type: ignore[index]
        found.append(1.0 if up < min(one.k, len(one.members)) else 0.0)
    return max(found)


@given(graph=graphs(), own=failures)
def test_it_is_the_least_fixpoint_whatever_circles_there_are(graph: Graph, own: dict[int, float]) -> None:
    assert effective(graph, own) == settled(graph, own)


@given(graph=graphs(), own=failures)
def test_every_value_is_explained_by_a_chain_that_ends_where_it_began(
    graph: Graph, own: dict[int, float]
) -> None:
    found = spread(graph, own)
    for asset, value in found.values.items():
        chain = list(found.chain(asset))
        origin, last = chain[-1]
        assert not last.through and own[origin] > 0
        assert len({link for link, _ in chain}) == len(chain)
        if all(cause.group is None for _, cause in chain):
            lost = own[origin]
            for _, cause in reversed(chain[:-1]):
                lost = round(lost * cause.strength, 9)
            assert lost == value


@given(graph=graphs(), own=failures)
def test_computing_again_from_the_answer_changes_nothing(graph: Graph, own: dict[int, float]) -> None:
    once = effective(graph, own)
    assert effective(graph, once) == once


@given(graph=graphs(), own=failures, owner=st.sampled_from(ASSETS))
def test_an_added_redundant_member_never_makes_it_worse(
    graph: Graph, own: dict[int, float], owner: int
) -> None:
    before = effective(graph, own)
    more = {
        one: tuple(
            Redundancy(owner=found.owner, k=found.k, members=found.members | {"new"})
            if one == owner
            else found
            for found in kept
        )
        for one, kept in graph.redundancies.items()
    }
    after = effective(Graph(needs=graph.needs, redundancies=more), own)
    assert all(value <= before.get(asset, 0.0) for asset, value in after.items())


@given(graph=graphs(), own=failures, asset=st.sampled_from(ASSETS))
def test_a_further_failure_never_makes_it_better(graph: Graph, own: dict[int, float], asset: int) -> None:
    before, after = effective(graph, own), effective(graph, {**own, asset: 1.0})
    assert all(value <= after[one] for one, value in before.items())


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ({"db": 1.0}, {"db": 1.0, "shop": 1.0, "reports": 0.5}),
        ({"db": 0.4}, {"db": 0.4, "shop": 0.4, "reports": 0.2}),
        ({"db": 0.0}, {}),
    ],
)
def test_hard_and_soft(own: dict[object, float], expected: dict[object, float]) -> None:
    graph = Graph(needs={"shop": (("db", HARD),), "reports": (("shop", SOFT),)})
    assert effective(graph, own) == expected


@pytest.mark.parametrize(
    ("k", "down", "lost"), [(2, ["a"], False), (2, ["a", "b"], True), (3, ["a"], True), (5, ["a"], True)]
)
def test_a_group_falls_with_fewer_than_k(k: int, down: list[str], lost: bool) -> None:
    found = effective(Graph(redundancies=group("web", k, "a", "b", "c")), dict.fromkeys(down, 1.0))
    assert ("web" in found) is lost


def test_a_member_is_up_while_anything_of_it_works() -> None:
    graph = Graph(redundancies=group("web", 1, "a", "b"))
    assert effective(graph, {"a": 0.7, "b": 1.0}) == {"a": 0.7, "b": 1.0}


def test_an_impossible_group_harms_nobody_while_all_its_members_work() -> None:
    assert effective(Graph(redundancies=group("web", 9, "a")), {"other": 1.0}) == {"other": 1.0}


def test_the_worst_link_counts_and_says_how_it_got_there() -> None:
    graph = Graph(needs={"shop": (("db", HARD),)})
    links = [
        Link(customer="C1", asset="shop", function="orders"),
        Link(customer="C1", asset="db", dependency=0.5),
        Link(customer="C2", asset="elsewhere"),
    ]
    found = harms(links, spread(graph, {"db": 1.0}), {"shop": 3, "db": 4, "elsewhere": 4})
    worst = found["C1"]
    assert isinstance(worst, Harm) and set(found) == {"C1"}
    assert (worst.s, worst.link.function, worst.weight, worst.effective) == (0.7, "orders", 0.7, 1.0)
    assert [asset for asset, _ in worst.chain] == ["shop", "db"]
