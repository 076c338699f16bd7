"""The faces of the eight “How soon?” clocks: which run, which are late, and their targets in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from catalog.business_hours import COMPANY, business_days_after
from incidents.how_soon import PENDING, TARGETS, Answer, AnswerState, Clocks, answers

# The eight as the page calls them, and the key of the target that each is held against.
FACES: Mapping[str, str] = MappingProxyType(
    {
        "q1_find_out": "found out",
        "q2_inform_customers": "customers informed",
        "q3_extent": "extent known",
        "q4_impact": "impact known",
        "q5_start_handling": "work begun",
        "q6_workaround": "workaround",
        "q7_resolve": "resolved",
        "q8": "told the end and why",
    }
)
WORDS: Mapping[AnswerState, str] = MappingProxyType(
    {
        AnswerState.UNKNOWN: "unknown",
        AnswerState.NOT_NEEDED: "not needed",
        AnswerState.SUPPRESSED: "held back",
        AnswerState.PENDING: "not yet",
    }
)
AFTER_RESTORE = "q8"
NOT_RUNNING = frozenset({"q1_find_out", AFTER_RESTORE})
DAY_MIN = 1440


@dataclass(frozen=True, kw_only=True)
class Clock:
    """One question as it stands; `state` is ok, late, run, todo or none."""

    question: str
    state: str
    words: str = ""
    minutes: int | None = None
    running_from: datetime | None = None
    target: str = ""
    target_min: int | None = None
    spent_min: int | None = None


def faces(clocks: Clocks, priority: str | None, *, now: datetime, ended: bool = False) -> list[Clock]:
    """The eight clocks. Without a priority that a person gave there are no targets; an ended one runs no more."""
    targets = TARGETS.get(priority or "", {})
    answered = answers(clocks)
    found = []
    for key, question in FACES.items():
        if key == AFTER_RESTORE:
            found.append(_end(question, clocks, answered, targets, now))
        elif answered[key] == PENDING and key not in NOT_RUNNING and clocks.detected_at and not ended:
            found.append(_running(question, clocks.detected_at, targets.get(key), now))
        else:
            found.append(_standing(question, answered[key], targets.get(key)))
    return found


def restore_target(priority: str | None, detected_at: datetime) -> datetime | None:
    """When the service should be back; a target of days means days of work."""
    minutes = TARGETS.get(priority or "", {}).get("restore_time")
    if minutes is None:
        return None
    if minutes >= DAY_MIN:
        return business_days_after(detected_at, minutes / DAY_MIN, COMPANY)
    return detected_at + timedelta(minutes=minutes)


def _running(question: str, start: datetime, target: float | None, now: datetime) -> Clock:
    spent = int((now - start).total_seconds() // 60)
    if target is None:
        return Clock(question=question, state="run", running_from=start, target="no target", spent_min=spent)
    left = int(target) - spent
    words = f"{left} min left of {target:g}" if left >= 0 else f"{-left} over target {target:g}"
    return Clock(
        question=question,
        state="run" if left >= 0 else "late",
        running_from=start,
        target=words,
        target_min=int(target),
        spent_min=min(spent, int(target)),
    )


def _standing(question: str, answer: Answer, target: float | None) -> Clock:
    if answer.minutes is None:
        return Clock(question=question, state="none", words=WORDS[answer.state], target=_aim(target))
    if target is None:
        return Clock(question=question, state="none", minutes=round(answer.minutes), target="no target")
    late = answer.minutes > target
    words = f"{_over(answer.minutes - target)} over target {target:g}" if late else f"within {target:g}"
    return Clock(
        question=question, state="late" if late else "ok", minutes=round(answer.minutes), target=words
    )


def _over(minutes: float) -> str:
    """A late minute that began counts."""
    return f"{max(1, round(minutes))}"


def _end(
    question: str, clocks: Clocks, answered: Mapping[str, Answer], targets: Mapping[str, float], now: datetime
) -> Clock:
    """Two parts in one: that it is over, and why it was."""
    told, why = targets.get("q8_resolution_informed"), targets.get("q8_causes_informed")
    days = f", {why / DAY_MIN:g} business days for why" if why else ""
    aim = f"{told:g} min{days}" if told else "no target"
    answer = answered["q8"]
    if answer.minutes is not None:
        return _both(question, answered, targets, answer.minutes, aim)
    told_at = answered["q8_resolution_informed"]
    if answer.state is AnswerState.PENDING and told_at.minutes is not None:
        return Clock(
            question=question,
            state="todo",
            words="why: not yet",
            target=f"the end after {told_at.minutes:.0f} min",
        )
    if answer.state is AnswerState.PENDING and clocks.service_restored_at and told:
        return _running(question, clocks.service_restored_at, told, now)
    state = "todo" if answer.state is AnswerState.PENDING else "none"
    return Clock(question=question, state=state, words=WORDS[answer.state], target=aim)


def _both(
    question: str, answered: Mapping[str, Answer], targets: Mapping[str, float], minutes: float, aim: str
) -> Clock:
    parts = ("q8_resolution_informed", "q8_causes_informed")
    held = [key for key in parts if answered[key].minutes is not None and key in targets]
    late = any((answered[key].minutes or 0) > targets[key] for key in held)
    state = "late" if late else "ok" if held else "none"
    said = f"target {aim}" if late else f"within {aim}" if held else aim
    return Clock(question=question, state=state, minutes=round(minutes), target=said)


def _aim(target: float | None) -> str:
    return "no target" if target is None else f"target {target:g}"
