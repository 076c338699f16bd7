"""What people answer at three in the morning, and what must not be taken for an answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncall.paging.replies import WORDS, Reply, Verb, parse


@pytest.mark.parametrize(
    ("text", "verb", "number"),
    [
        ("ack 12", "acknowledge", 12),
        ("12a", "acknowledge", 12),
        ("A", "acknowledge", None),
        (" Ack. ", "acknowledge", None),
        ("ack12", "acknowledge", 12),
        ("ACK #12!", "acknowledge", 12),
        ("ack INC-12", "acknowledge", 12),
        ("1", "acknowledge", None),
        ("2", "decline", None),
        ("d", "decline", None),
        ("12 d", "decline", 12),
        ("e 12", "escalate", 12),
        ("Y", "still_on_it", None),
        ("yes", "still_on_it", None),
        ("STOP", "stop", None),
        ("start", "start", None),
        ("close 12", "close", 12),
        ("", "unknown", None),
        ("12", "unknown", None),
        ("a 1 2", "unknown", None),
        ("a d", "unknown", None),
        ("who is this?", "unknown", None),
        ("I need a minute", "unknown", None),
        ("ack ١٢", "unknown", None),
        ("ack " + "9" * 5000, "unknown", None),
    ],
)
def test_a_reply(text: str, verb: str, number: int | None) -> None:
    assert parse(text) == Reply(Verb(verb), number)


@given(st.text())
def test_no_text_is_an_error(text: str) -> None:
    assert isinstance(parse(text).verb, Verb)


@given(
    word=st.sampled_from(sorted(WORDS)),
    number=st.integers(0, 999_999),
    space=st.sampled_from(["", " ", " - "]),
)
def test_verb_and_number_in_either_order(word: str, number: int, space: str) -> None:
    assert parse(f"{word}{space}{number}") == parse(f"{number}{space}{word}") == Reply(WORDS[word], number)
