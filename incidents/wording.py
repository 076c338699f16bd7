"""The words of messages: text with `{{ variables }}` and nothing else, checked when kept, filled in when they leave.

Django's own parser reads it, without a single tag or filter, and looks nothing up: no template can do anything.
A line of which one variable is empty is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import ClassVar

from django.template import Engine, TemplateSyntaxError
from django.template.base import TextNode, VariableNode

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "initial": "First word",
        "update": "How it stands",
        "all_clear": "It is over",
        "correction": "Correction",
        "rfo": "What happened and why",
        "false_alarm": "False alarm",
        "answer": "Answer to who called",
        "untold": "Answer while nothing is published",
    }
)
READERS: Mapping[str, str] = MappingProxyType(
    {
        "customers": "Customers",
        "partners": "Partners",
        "account_managers": "Account managers",
        "staff": "Colleagues",
    }
)
FORMS: Mapping[str, str] = MappingProxyType(
    {"mail": "Mail", "text": "SMS and chat", "call": "What to say on the phone"}
)
LANGUAGES: Mapping[str, str] = MappingProxyType({"en": "English", "de": "Deutsch"})
EXTERNAL = frozenset({"customers", "partners"})

PUBLIC: Mapping[str, str] = MappingProxyType(
    {
        "company": "our name",
        "number": "number of the incident",
        "title": "title on the status page",
        "text": "what the status page says",
        "components": "names of the components, as on the status page",
        "impact": "what is wrong with each component",
        "time": "the time now, by the reader's clock",
        "next_update": "until when we write again, by the reader's clock",
        "page_url": "address of the status page",
        "name": "the reader's name",
        "customer": "the reader's company",
        "their_customers": "a partner's own customers who are affected",
        "report": "the letter about causes",
    }
)
INSIDE: Mapping[str, str] = MappingProxyType(
    {
        **PUBLIC,
        "priority": "P1 to P5",
        "inner_title": "title of the incident inside",
        "affected": "how many customers are affected",
        "your_customers": "the reader's customers who are affected",
        "incident_url": "address of the incident",
    }
)


class _Bare(Engine):
    """No tags, no filters: what is left are variables."""

    default_builtins: ClassVar[list[str]] = []


_ENGINE = _Bare(autoescape=False)
_BRACES = re.compile(r"\{\{|\}\}|\{%|%\}")  # what the parser left standing was not closed


@dataclass(frozen=True)
class Words:
    """A subject (empty where there is none) and a text."""

    subject: str
    text: str


@dataclass(frozen=True)
class Hole:
    """The place of a variable."""

    name: str


Line = tuple[str | Hole, ...]


class Unreadable(Exception):
    """It is no template; the text is a sentence that says why."""


@lru_cache(maxsize=1024)
def parsed(source: str) -> tuple[Line, ...]:
    """The lines of a template. Raises Unreadable."""
    return tuple(_line(line, number) for number, line in enumerate(source.splitlines(), start=1))


def variables_in(*sources: str) -> set[str]:
    """The names that stand in some templates."""
    return {
        part.name for source in sources for line in parsed(source) for part in line if isinstance(part, Hole)
    }


def filled(source: str, values: Mapping[str, str]) -> str:
    """The text with its values; lines with an empty variable are left out, and no more than one line stays blank."""
    lines = [
        "".join(_said(part, values) for part in line) for line in parsed(source) if _is_whole(line, values)
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def known(readers: str) -> Mapping[str, str]:
    """The variables that words for these readers may use: nothing inner goes outside."""
    return PUBLIC if readers in EXTERNAL else INSIDE


def faults(*, readers: str, subject: str, body: str) -> list[str]:
    """Why words cannot be kept: a sentence each."""
    try:
        used = variables_in(subject, body)
    except Unreadable as error:
        return [str(error)]
    if not body.strip():
        return ["Write some words."]
    return [_unknown(name, readers) for name in sorted(used - set(known(readers)))]


def _unknown(name: str, readers: str) -> str:
    names = ", ".join(known(readers))
    if name in INSIDE:
        return f"“{name}” is for colleagues only; words for {READERS[readers].lower()} may use: {names}."
    return f"There is no variable “{name}”. There are: {names}."


def _line(line: str, number: int) -> Line:
    try:
        nodes = list(_ENGINE.from_string(line).nodelist)
    except TemplateSyntaxError as error:
        said = str(error).split(". Did you")[0].rstrip(".")
        raise Unreadable(
            f"Line {number} cannot be read, only {{{{ name }}}} may stand there: {said}."
        ) from error
    return tuple(_part(node, number) for node in nodes)


def _part(node: object, number: int) -> str | Hole:
    if isinstance(node, TextNode) and not _BRACES.search(node.s):
        return node.s
    if isinstance(node, VariableNode):
        name = str(node.filter_expression.token)
        if name.isidentifier():
            return Hole(name)
    raise Unreadable(f"Line {number}: between {{{{ and }}}} stands one name and nothing else.")


def _said(part: str | Hole, values: Mapping[str, str]) -> str:
    return part if isinstance(part, str) else values.get(part.name, "")


def _is_whole(line: Line, values: Mapping[str, str]) -> bool:
    return all(values.get(name) for name in _names(line))


def _names(line: Iterable[str | Hole]) -> list[str]:
    return [part.name for part in line if isinstance(part, Hole)]
