"""Decides the order of what a search finds: for each word asked for, 3 in the title, 2 in a tag, 1 in the body."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

TITLE, TAG, BODY = 3, 2, 1
SHORTEST_MISSPELT = 4
NEAR_ENOUGH = 75
WORD = re.compile(r"[\w][\w.-]*[\w]|\w")
# Words that say nothing about an article.
EMPTY = """a an and are as at be by do for from has have how i in is it its no not of on or our since that the their
they this to was we were what when why with you"""
STOP_WORDS = frozenset(EMPTY.split())


@dataclass(frozen=True)
class Candidate:
    """An article as the ranking sees it."""

    id: Any
    title: str
    tags: Sequence[str] = ()
    body: str = ""


@dataclass(frozen=True)
class Ranked:
    """An article's place: its score and the words that earned it."""

    id: Any
    score: int
    words: tuple[str, ...] = ()


def words_of(text: str) -> list[str]:
    """The words of a text, lower-case, each once, without those that say nothing."""
    found = dict.fromkeys(word.lower() for word in WORD.findall(text))
    return [word for word in found if word not in STOP_WORDS]


def rank(terms: Collection[str], candidates: Iterable[Candidate]) -> list[Ranked]:
    """Those that score anything, best first; ties by id."""
    scored = [_ranked([term.lower() for term in terms], one) for one in candidates]
    return sorted((one for one in scored if one.score), key=lambda one: (-one.score, one.id))


def mended(terms: Iterable[str], candidates: Iterable[Candidate]) -> list[str]:
    """The terms, with each that occurs nowhere replaced by the word it is most likely meant to be."""
    known = {word for one in candidates for word in _all_words(one)}
    return list(dict.fromkeys(_nearest(term.lower(), known) for term in terms))


def _ranked(terms: Sequence[str], one: Candidate) -> Ranked:
    places = ((TITLE, _tokens(one.title)), (TAG, _tag_tokens(one.tags)), (BODY, _tokens(one.body)))
    hits = {term: sum(weight for weight, tokens in places if term in tokens) for term in terms}
    return Ranked(one.id, sum(hits.values()), tuple(term for term, score in hits.items() if score))


def _nearest(term: str, known: Collection[str]) -> str:
    if term in known or len(term) < SHORTEST_MISSPELT:
        return term
    best = process.extractOne(term, sorted(known), scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH)
    return str(best[0]) if best else term


def _all_words(one: Candidate) -> set[str]:
    return _tokens(one.title) | _tag_tokens(one.tags) | _tokens(one.body)


def _tag_tokens(tags: Sequence[str]) -> set[str]:
    return {tag.lower() for tag in tags} | _tokens(" ".join(tags))


def _tokens(text: str) -> set[str]:
    return {word.lower() for word in WORD.findall(text)}
