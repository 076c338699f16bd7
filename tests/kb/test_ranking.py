"""The order of what is found, pure."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.ranking import Candidate, mended, rank, words_of

CASES = Path(__file__).parents[1] / "data" / "cases.json"
words = st.sampled_from(["login", "restart", "disk", "full", "mail"])
candidates = st.builds(
    Candidate,
    id=st.integers(1, 99),
    title=st.lists(words, max_size=3).map(" ".join),
    tags=st.lists(words, max_size=2),
    body=st.lists(words, max_size=5).map(" ".join),
)
# A machine with much else to do is slow, which says nothing about this.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_the_worked_case() -> None:
    case = next(one for one in json.loads(CASES.read_text())["cases"] if one["id"] == "kb-02")
    shelf = [
        Candidate(one["id"], one["title"], one["tags"], one["body"]) for one in case["input"]["articles"]
    ]
    found = rank(case["input"]["query"], shelf)
    assert [[one.id, one.score] for one in found] == case["expected"]["ranking"]


def test_a_word_counts_once_in_each_place() -> None:
    found = rank(["disk"], [Candidate(1, "disk disk", ["disk"], "disk disk disk")])
    assert found[0].score == 6


@pytest.mark.parametrize(
    ("typed", "meant"), [("lgoin", "login"), ("restrat", "restart"), ("zzzzzz", "zzzzzz"), ("ful", "ful")]
)
def test_a_misspelt_word_is_taken_for_the_nearest(typed: str, meant: str) -> None:
    assert mended([typed], [Candidate(1, "login restart full")]) == [meant]


def test_words_that_say_nothing_are_left_out() -> None:
    assert words_of("Why is the DB slow on txn-db-01?") == ["db", "slow", "txn-db-01"]


@patient
@given(st.lists(candidates, max_size=8), st.lists(words, min_size=1, max_size=3, unique=True))
def test_better_never_stands_behind_worse(shelf: list[Candidate], terms: list[str]) -> None:
    found = rank(terms, shelf)
    assert [(-one.score, one.id) for one in found] == sorted((-one.score, one.id) for one in found)
    assert all(0 < one.score <= 6 * len(terms) for one in found)
