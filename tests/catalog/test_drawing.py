"""The drawn mapping: nothing is lost, nothing overlaps, lines lead to the right, and they cross no more than before."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.drawing import HEIGHT, ROW, Line, crossings, draw, untangled
from catalog.explaining import explanations
from catalog.spof.simulation import Graph, Group

ASSETS = [f"a{n}" for n in range(7)]
CUSTOMERS = [f"c{n}" for n in range(5)]
PAIRS = st.lists(st.tuples(st.sampled_from(ASSETS), st.sampled_from(ASSETS)).filter(lambda p: p[0] != p[1]))
LINKS = st.lists(st.tuples(st.sampled_from(CUSTOMERS), st.sampled_from(ASSETS)))
LINES = st.builds(lambda links, needs: [Line(*pair) for pair in {*links, *needs}], LINKS, PAIRS)


@settings(deadline=None)
@given(LINES)
def test_everything_is_drawn_once_and_apart_from_all_others(lines: list[Line]) -> None:
    picture = draw(CUSTOMERS, ASSETS, lines)
    assert sorted(str(box.key) for box in picture.boxes) == sorted(CUSTOMERS + ASSETS)
    assert {curve.line for curve in picture.curves} == set(lines)
    for column in range(picture.columns):
        heights = [box.y for box in picture.boxes if box.column == column]
        assert heights == sorted(heights)
        assert all(lower - upper >= ROW - 1 for upper, lower in pairwise(heights))
    assert all(box.y >= 0 and box.y + HEIGHT <= picture.height for box in picture.boxes)


@settings(deadline=None)
@given(LINKS, PAIRS)
def test_without_circles_every_line_leads_to_the_right(
    links: list[tuple[str, str]], pairs: list[tuple[str, str]]
) -> None:
    lines = [Line(*pair) for pair in {*links, *(tuple(sorted(pair)) for pair in pairs)}]
    column = {box.key: box.column for box in draw(CUSTOMERS, ASSETS, lines).boxes}
    assert all(column[line.upper] < column[line.lower] for line in lines)
    assert all(column[customer] == 0 for customer in CUSTOMERS)


@settings(deadline=None)
@given(LINES)
def test_untangling_never_tangles(lines: list[Line]) -> None:
    columns = [list(CUSTOMERS), list(ASSETS)]
    across = [line for line in lines if line.upper in CUSTOMERS]
    assert crossings(untangled(columns, across), across) <= crossings(columns, across)


def test_lines_that_cross_are_untangled() -> None:
    tangled = [Line("c0", "a2"), Line("c1", "a1"), Line("c2", "a0")]
    columns = [["c0", "c1", "c2"], ["a0", "a1", "a2"]]
    assert crossings(columns, tangled) == 3
    assert crossings(untangled(columns, tangled), tangled) == 0


def test_a_circle_of_assets_is_drawn_too() -> None:
    lines = [Line("c0", "a0"), Line("a0", "a1"), Line("a1", "a2"), Line("a2", "a0")]
    assert {curve.line for curve in draw(["c0"], ["a0", "a1", "a2"], lines).curves} == set(lines)


def test_nothing_is_drawn_as_nothing() -> None:
    assert draw([], [], []).boxes == ()


def test_what_explains_most_callers_and_fewest_others_comes_first() -> None:
    graph = Graph(
        needs={"app": ["db"], "web": ["db"], "report": ["db"]},
        groups={"db": [Group(k=1, members=["disk 1", "disk 2"])]},
        roots={"C1": ["app"], "C2": ["app", "web"], "C3": ["report"], "C4": ["web"]},
    )
    below = ["app", "web", "db", "disk 1", "disk 2"]
    found = explanations(graph, ["C1", "C2"], below)
    assert [(one.asset, len(one.callers), one.others) for one in found] == [
        ("app", 2, 0),
        ("db", 2, 2),
        ("web", 1, 1),
    ], "a disk alone explains nobody: the other stands in"


@settings(deadline=None)
@given(LINKS, PAIRS)
def test_an_asset_explains_exactly_the_callers_whom_it_takes_down(
    links: list[tuple[str, str]], pairs: list[tuple[str, str]]
) -> None:
    needs: dict[str, list[str]] = {}
    for upper, lower in pairs:
        needs.setdefault(upper, []).append(lower)
    roots: dict[str, list[str]] = {}
    for customer, asset in links:
        roots.setdefault(customer, []).append(asset)
    callers = CUSTOMERS[:2]
    below, waiting = set(), [one for caller in callers for one in roots.get(caller, ())]
    while waiting:
        if (here := waiting.pop()) not in below:
            below.add(here)
            waiting += needs.get(here, ())
    found = {one.asset: one for one in explanations(Graph(needs=needs, roots=roots), callers, sorted(below))}
    assert set(found) == below
    for asset, one in found.items():
        standing = {asset}
        while more := {upper for upper, lowers in needs.items() if {*lowers} & standing} - standing:
            standing |= more
        hit = {customer for customer in roots if {*roots[customer]} & standing}
        assert one.callers == hit & set(callers) and one.others == len(hit - set(callers))
