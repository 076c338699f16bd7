"""Priorities: the matrix, the words, and what a machine may assume."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.priority import (
    IMPACT_WORDS,
    URGENCY_WORDS,
    Priority,
    grades_down,
    is_higher,
    is_severe,
    is_small,
    priority_of,
    provisional_grades,
)

grades = st.integers(1, 4)


@pytest.mark.parametrize(
    ("impact", "row"),
    [
        (1, ["P1", "P1", "P2", "P3"]),
        (2, ["P1", "P2", "P3", "P3"]),
        (3, ["P2", "P3", "P3", "P4"]),
        (4, ["P3", "P4", "P4", "P5"]),
    ],
)
def test_the_matrix(impact: int, row: list[str]) -> None:
    assert [priority_of(impact, urgency) for urgency in (1, 2, 3, 4)] == row


@given(impact=st.integers(1, 3), urgency=grades)
def test_a_worse_grade_never_lowers_the_priority(impact: int, urgency: int) -> None:
    assert priority_of(impact, urgency).rank <= priority_of(impact + 1, urgency).rank
    assert priority_of(urgency, impact).rank <= priority_of(urgency, impact + 1).rank


def test_a_company_may_bend_the_matrix() -> None:
    assert priority_of(1, 1, {1: {1: "P5"}}) is Priority.P5


@pytest.mark.parametrize(
    ("severity", "pair"), [("critical", (2, 1)), ("error", (3, 2)), ("warning", (4, 3)), ("info", (4, 3))]
)
def test_what_a_machine_may_assume(severity: str, pair: tuple[int, int]) -> None:
    assert provisional_grades(severity) == pair


def test_words_and_comparisons() -> None:
    assert (IMPACT_WORDS[1], URGENCY_WORDS[4]) == ("extensive", "low")
    assert is_higher("P1", "P2") and not is_higher("P2", "P2")
    assert is_severe("P2") and not is_severe("P3") and not is_severe(None)
    assert is_small("P4") and not is_small("P3")
    assert (grades_down(1, 3), grades_down(3, 1)) == (2, 0)
