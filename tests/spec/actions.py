"""The worked cases of the arrows outside the ordinary road: one function for each kind, told apart by their keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, Protocol

from incidents.guards import FACT_NAMES, StageFacts
from incidents.permissions import standing
from incidents.plan import default_plan
from incidents.transitions import (
    FalseAlarm,
    MergeSide,
    Merging,
    PlanProgress,
    QuickRestore,
    Removal,
    Reopening,
    RestoreFailed,
    entry_refusals,
    merged,
    reclassified,
    task_refusals,
)
from tests.spec.reading import known, moment, written

Case = Mapping[str, Any]
Answer = dict[str, Any]


class Asked(Protocol):
    def refusals(self) -> list[str]: ...


def fsm_actions(case: Case, parameters: Case) -> Answer:
    kind = next(key for key in KINDS if key in case)
    return KINDS[kind](case, parameters)


def _answer(asked: Asked, **granted: Any) -> Answer:
    codes = asked.refusals()
    return {"allowed": not codes, "blocked_by": codes} if codes else {"allowed": not codes, **granted}


def _verdict(codes: list[str]) -> Answer:
    return {"allowed": not codes, "blocked_by": codes}


def _reclassify(case: Case, parameters: Case) -> Answer:
    steps = PlanProgress(
        before=_steps(case, case["from"]),
        now=_steps(case, case["to"]),
        sent=tuple(case.get("already_sent", ())),
        unsent=tuple(case.get("pending_unsent", ())),
    )
    change = reclassified(case["from"], case["to"], steps)
    said = {
        "stage": case["stage"],
        "classification_version": change.version,
        "new_pending": list(change.new_pending),
        "status_page_update_required": change.status_update_required,
        "escalation": change.escalation,
    }
    return {**said, "cancelled_unsent": list(change.cancelled_unsent)} if "pending_unsent" in case else said


def _steps(case: Case, priority: str) -> tuple[str, ...]:
    given = case.get(f"plan_steps_{priority}")
    return tuple(given) if given else tuple(line.code for line in default_plan(priority))


def _false_alarm(case: Case, parameters: Case) -> Answer:
    who = standing(case["actor"])
    names = {field.name for field in fields(FalseAlarm)}
    alarm = FalseAlarm(roles=who.roles, relations=who.relations, **known(case, names))
    return _answer(alarm, state=alarm.target.value, correction_required=alarm.correction_required)


def _merge(case: Case, parameters: Case) -> Answer:
    source, target = case["source"], case["target"]
    names = [field.name for field in fields(MergeSide)]
    after = merged(MergeSide(**known(source, names)), MergeSide(**known(target, names)))
    whole = {
        **target,
        "detected_at": written(after.side.detected_at),
        "customers": list(after.side.customers),
        "priority": after.side.priority,
        "reclassification_suggested": after.reclassification_suggested,
    }
    return {"source_state": Merging.goal.value, "target": whole}


def _attempts(case: Case, parameters: Case) -> Answer:
    codes = [_merging(attempt).refusals() for attempt in case["attempts"]]
    return {
        "allowed": [not found for found in codes],
        "blocked_by": [code for found in codes for code in found],
    }


def _merging(attempt: Case) -> Merging:
    named = {
        **attempt,
        "source_stage": attempt.get("source_state"),
        "target_stage": attempt.get("target_state"),
    }
    return Merging(**known(named, [field.name for field in fields(Merging)]))


def _reopen(case: Case, parameters: Case) -> Answer:
    asked = Reopening(
        stage=case["stage"],
        closed_at=moment(case["closed_at"]),
        now=moment(case["now"]),
        reopen_days=parameters["reopen_days"],
    )
    said = _answer(asked, stage=asked.target.value, episode=asked.next_episode)
    return {**said, "offer": asked.offer()} if asked.offer() else said


def _restore_failed(case: Case, parameters: Case) -> Answer:
    failed = RestoreFailed(**known(case, [field.name for field in fields(RestoreFailed)]))
    interval = [written(edge) for edge in failed.restored_interval()]
    return {"stage": failed.target.value, "service_restored_at": None, "restored_intervals": [interval]}


def _task(case: Case, parameters: Case) -> Answer:
    return _verdict(task_refusals(case["assignee"], case["im"]))


def _removal(case: Case, parameters: Case) -> Answer:
    removal = Removal(actor=case["actor"], im=case["im"])
    return _answer(removal, logged=removal.logged)


def _entry(case: Case, parameters: Case) -> Answer:
    return _verdict(entry_refusals(on_admit_list=case["on_admit_list"], admitted_by=case["admitted_by"]))


def _quick(case: Case, parameters: Case) -> Answer:
    quick = QuickRestore(stage=case["stage"], facts=StageFacts(**known(case, FACT_NAMES)))
    return _answer(quick, stage=quick.target.value, im_required=quick.im_required, verifier=quick.verifier)


KINDS: Mapping[str, Callable[[Case, Case], Answer]] = {
    "from": _reclassify,
    "public_post_made": _false_alarm,
    "attempts": _attempts,
    "source": _merge,
    "closed_at": _reopen,
    "failed_at": _restore_failed,
    "assignee": _task,
    "remove": _removal,
    "on_admit_list": _entry,
    "priority": _quick,
}
