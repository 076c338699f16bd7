"""Words that give away what is ours alone."""

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from statuspage.telling.inner_words import InnerNames, first_inner_word

NAMES = InnerNames(
    things=("txn-db", "txn-db-01", "checkout", "pg"),
    people=("Carla Reyes", "Will Smith"),
    public=("Checkout", "Mail"),
)
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
names = st.from_regex(r"[a-z][a-z0-9]{2,8}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)
sentences = st.lists(st.from_regex(r"[A-Z]?[a-z]{1,9}[,.]?", fullmatch=True), max_size=8).map(" ".join)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("txn-db is down", "txn-db"),
        ("(TXN-DB)", "TXN-DB"),
        ("Look at txn-db-01.", "txn-db-01"),
        ("txn-db-011 is another", None),
        ("Checkout does not work", None),
        ("Pages load slowly", None),
        ("The pg cluster", "pg"),
        ("carla reyes looks at it", "carla reyes"),
        ("Reyes looks at it", "Reyes"),
        ("Carla looks at it", "Carla"),
        ("Will it last?", None),
        ("will smith", "will smith"),
        ("", None),
    ],
)
def test_names_count_as_words_of_their_own(text: str, word: str | None) -> None:
    assert first_inner_word(text, NAMES) == word


@patient
@given(sentences, names, sentences)
def test_no_inner_name_gets_through(before: str, name: str, after: str) -> None:
    found = first_inner_word(f"{before} {name.upper()} {after}", InnerNames(things=(name,)))
    assert found is not None and found.casefold() == name


@patient
@given(sentences, names)
def test_words_without_the_name_pass(text: str, name: str) -> None:
    assume(name not in text.casefold())
    assert first_inner_word(text, InnerNames(things=(name,))) is None
