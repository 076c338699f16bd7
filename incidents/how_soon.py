"""The eight “How soon?” questions of the STORM method: answers, their states, and colours against the targets.

Each answer is the span between two times of the record; an answer without a number says why it has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from incidents.guards import RESTORE_OPTIONS


class AnswerState(StrEnum):
    """Why there is, or is not, a number."""

    KNOWN = "known"
    PENDING = "pending"
    UNKNOWN = "unknown"
    NOT_NEEDED = "not_needed"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True)
class Answer:
    """Minutes, or the state that explains their absence."""

    minutes: float | None
    state: AnswerState = AnswerState.KNOWN

    @property
    def value(self) -> float | str | None:
        """As the API says it: a number, a word that will not change, or nothing while it is open or unknown."""
        if self.state in {AnswerState.NOT_NEEDED, AnswerState.SUPPRESSED}:
            return self.state.value
        return self.minutes


PENDING = Answer(None, AnswerState.PENDING)
UNKNOWN = Answer(None, AnswerState.UNKNOWN)
NOT_NEEDED = Answer(None, AnswerState.NOT_NEEDED)
SUPPRESSED = Answer(None, AnswerState.SUPPRESSED)


@dataclass(frozen=True, kw_only=True)
class Clocks:
    """The times of one incident that the questions look at."""

    detected_at: datetime | None = None
    occurred_at: datetime | None = None
    impact_known_at: datetime | None = None
    extent_known_at: datetime | None = None
    customers_informed_at: datetime | None = None
    handling_started_at: datetime | None = None
    workaround_at: datetime | None = None
    service_restored_at: datetime | None = None
    resolved_at: datetime | None = None
    resolution_informed_at: datetime | None = None
    causes_informed_at: datetime | None = None
    restore_option: str | None = None
    suppressed: bool = False
    causes_owed: bool = True


CLOCK_NAMES = frozenset(field.name for field in fields(Clocks))

QUESTIONS: Mapping[str, str] = MappingProxyType(
    {
        "q1_find_out": "How soon did we find out?",
        "q2_inform_customers": "How soon did we inform the customers?",
        "q3_extent": "How soon did we know the extent?",
        "q4_impact": "How soon did we know the impact?",
        "q5_start_handling": "How soon did we start to handle it?",
        "q6_workaround": "How soon did a workaround function?",
        "q7_resolve": "How soon was it resolved for good?",
        "q8_resolution_informed": "How soon did the customers hear that it was over?",
        "q8_causes_informed": "How soon did they hear why?",
        "q8": "How soon were they informed of resolution and causes?",
        "restore_time": "How soon was the service back?",
    }
)

Targets: TypeAlias = Mapping[str, Mapping[str, float]]

# Minutes. The targets for causes and the restore time of P3 stand for business days (1440 for one).
TARGETS: Targets = MappingProxyType(
    {
        "P1": {
            "q2_inform_customers": 15,
            "q3_extent": 30,
            "q4_impact": 15,
            "q5_start_handling": 10,
            "q6_workaround": 60,
            "restore_time": 120,
            "q8_resolution_informed": 15,
            "q8_causes_informed": 2880,
        },
        "P2": {
            "q2_inform_customers": 30,
            "q3_extent": 60,
            "q4_impact": 30,
            "q5_start_handling": 20,
            "q6_workaround": 120,
            "restore_time": 240,
            "q8_resolution_informed": 30,
            "q8_causes_informed": 4320,
        },
        "P3": {
            "q2_inform_customers": 120,
            "q3_extent": 240,
            "q4_impact": 120,
            "q5_start_handling": 60,
            "q6_workaround": 480,
            "restore_time": 1440,
            "q8_resolution_informed": 120,
        },
    }
)


def answers(clocks: Clocks) -> dict[str, Answer]:
    """All questions, answered from the times that are known now."""
    detected = clocks.detected_at
    informed = _informed(clocks, clocks.resolution_informed_at)
    causes = _informed(clocks, clocks.causes_informed_at, owed=clocks.causes_owed)
    return {
        "q1_find_out": UNKNOWN if clocks.occurred_at is None else _span(clocks.occurred_at, detected),
        "q2_inform_customers": _inform_customers(clocks),
        "q3_extent": _span(detected, clocks.extent_known_at),
        "q4_impact": _span(detected, clocks.impact_known_at),
        "q5_start_handling": _span(detected, clocks.handling_started_at),
        "q6_workaround": _workaround(clocks),
        "q7_resolve": _span(detected, clocks.resolved_at),
        "q8_resolution_informed": informed,
        "q8_causes_informed": causes,
        "q8": _later(informed, causes),
        "restore_time": _span(detected, clocks.service_restored_at),
    }


def felt_minutes(clocks: Clocks) -> Answer:
    """The restore time as the customer felt it: from when it began, not from when we noticed."""
    return UNKNOWN if clocks.occurred_at is None else _span(clocks.occurred_at, clocks.service_restored_at)


def colours(
    values: Mapping[str, float | str | None], priority: str | None, targets: Targets = TARGETS
) -> dict[str, str]:
    """Green within the target, red beyond it, grey without a number; only questions that have a target are coloured."""
    return {
        question: colour(values.get(question), target)
        for question, target in targets.get(priority or "", {}).items()
    }


def colour(value: float | str | None, target: float) -> str:
    """Exactly on the target is green."""
    if value is None or isinstance(value, str):
        return "grey"
    return "green" if value <= target else "red"


def downtime_minutes(
    episodes: Iterable[tuple[datetime, datetime | None]], now: datetime | None = None
) -> float:
    """The sum of all spans in which the service was down; one that still runs counts up to `now`."""
    spans = [(start, end or now) for start, end in episodes]
    return sum((_minutes(start, end) for start, end in spans if end is not None), 0.0)


def _minutes(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 60


def _span(start: datetime | None, end: datetime | None) -> Answer:
    return PENDING if start is None or end is None else Answer(_minutes(start, end))


def _inform_customers(clocks: Clocks) -> Answer:
    """What was suppressed is not late; what was published all the same has its number."""
    if clocks.customers_informed_at is None and clocks.suppressed:
        return SUPPRESSED
    return _span(clocks.detected_at, clocks.customers_informed_at)


def _workaround(clocks: Clocks) -> Answer:
    """Not needed when the cause was removed directly."""
    if clocks.workaround_at is not None:
        return _span(clocks.detected_at, clocks.workaround_at)
    directly = clocks.resolved_at is not None and clocks.restore_option in {None, RESTORE_OPTIONS[0]}
    return NOT_NEEDED if directly or clocks.restore_option == RESTORE_OPTIONS[0] else PENDING


def _informed(clocks: Clocks, told_at: datetime | None, *, owed: bool = True) -> Answer:
    if told_at is None and clocks.suppressed:
        return SUPPRESSED
    if told_at is None and not owed:
        return NOT_NEEDED
    return _span(clocks.service_restored_at, told_at)


def _later(informed: Answer, causes: Answer) -> Answer:
    """The question is answered when its slower part is; a part that nobody owes does not hold it up."""
    owed = [part for part in (informed, causes) if part.state is not AnswerState.NOT_NEEDED]
    if any(part.state is AnswerState.PENDING for part in owed):
        return PENDING
    known = [part.minutes for part in owed if part.minutes is not None]
    return Answer(max(known)) if known else (owed or [NOT_NEEDED])[0]
