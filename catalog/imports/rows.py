"""What reading a file gives, whatever its format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

MOST_ROWS = 100_000


class Unreadable(Exception):  # a refusal, not an error
    """The file is kept and cannot be used; `sentences` say why and what would be right."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = list(sentences)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row: the line it stands on, what sort it is, what it says by our names, and how people would call it."""

    number: int
    kind: str
    given: Mapping[str, Any]
    about: str


@dataclass(frozen=True, kw_only=True)
class Read:
    """A whole file. `ignored` are columns or fields that mean nothing to us."""

    kind: str
    rows: Sequence[Row]
    ignored: Sequence[str] = field(default_factory=tuple)
