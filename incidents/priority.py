"""How urgent an incident is: grades of impact and urgency, and the matrix that turns both into a priority."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias


class Priority(StrEnum):
    """P1 wakes people and executives, P5 waits for office hours."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"
    P5 = "P5"

    @property
    def rank(self) -> int:
        """1 for the highest priority: the smaller rank wins a comparison."""
        return int(self.value[1:])


IMPACT_WORDS: Mapping[int, str] = MappingProxyType(
    {1: "extensive", 2: "significant", 3: "moderate", 4: "minor"}
)
URGENCY_WORDS: Mapping[int, str] = MappingProxyType({1: "critical", 2: "high", 3: "medium", 4: "low"})
GRADES = tuple(IMPACT_WORDS)

Matrix: TypeAlias = Mapping[int, Mapping[int, str]]

# Impact, then urgency. A company may bend single cells in its settings.
MATRIX: Matrix = MappingProxyType(
    {
        1: MappingProxyType({1: "P1", 2: "P1", 3: "P2", 4: "P3"}),
        2: MappingProxyType({1: "P1", 2: "P2", 3: "P3", 4: "P3"}),
        3: MappingProxyType({1: "P2", 2: "P3", 3: "P3", 4: "P4"}),
        4: MappingProxyType({1: "P3", 2: "P4", 3: "P4", 4: "P5"}),
    }
)

SEVERE = frozenset({Priority.P1, Priority.P2})
SMALL = frozenset({Priority.P4, Priority.P5})

# What a machine may assume when the asset behind an alert is unknown: rather too urgent than asleep.
_PROVISIONAL: Mapping[str, tuple[int, int]] = MappingProxyType({"critical": (2, 1), "error": (3, 2)})
_PROVISIONAL_OTHERWISE = (4, 3)


def priority_of(impact: int, urgency: int, matrix: Matrix = MATRIX) -> Priority:
    """The priority for two grades; a grade outside 1–4 is a programming error and raises."""
    return Priority(matrix[impact][urgency])


def provisional_grades(severity: str) -> tuple[int, int]:
    """Impact and urgency of a provisional classification while the asset is unknown or serves nobody known."""
    return _PROVISIONAL.get(severity, _PROVISIONAL_OTHERWISE)


def is_severe(priority: str | None) -> bool:
    """P1 and P2: pages start by themselves and closure asks for papers."""
    return priority in SEVERE


def is_small(priority: str | None) -> bool:
    """P4 and P5: a short way to the end is allowed."""
    return priority in SMALL


def is_higher(one: str, other: str) -> bool:
    """True when `one` is more urgent than `other`."""
    return Priority(one).rank < Priority(other).rank


def grades_down(computed: int, chosen: int) -> int:
    """How many grades a person went below the computed one; two or more need the Incident Manager."""
    return max(0, chosen - computed)
