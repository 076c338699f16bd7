"""The worked cases of what is told to whom, and of the status page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from incidents.plan import Situation, StepState, default_plan, is_suppressed, most_specific, steps_due
from statuspage.telling.colours import (
    BY_DEGRADATION,
    STATES,
    component_state,
    in_maintenance,
    outage_minutes,
    page_state,
    update_refusals,
    uptime_percent,
)
from statuspage.telling.freshness import freshness, next_due
from tests.spec.reading import moment, written

Case = Mapping[str, Any]
Answer = dict[str, Any]


def comm_plan(case: Case, parameters: Case) -> Answer:
    now = Situation(
        affected=case["affected"],
        reach=case["reach"],
        customer_visible=case["customer_visible"],
        customer_reported=case["customer_reported"],
        eta_minutes=case["eta_min"],
        elapsed_minutes=case["elapsed_min"],
        high_value_affected=case["high_value_affected"],
        top10_affected=case["top10_affected"],
        partners_affected=case["partners_affected"],
        app_down=case["app_down"],
    )
    minutes = parameters["suppress_minutes"]
    steps = steps_due(default_plan(case["prio"]), now, suppress_minutes=minutes)

    def codes(state: StepState) -> list[str]:
        return [step.line.code for step in steps if step.state is state]

    return {
        "suppressed": is_suppressed(now, minutes),
        "due_now": codes(StepState.NOW),
        "blocked_until_status_page": codes(StepState.BLOCKED),
        "skipped": codes(StepState.SKIPPED),
    }


def comm_dedupe(case: Case, parameters: Case) -> Answer:
    return {person: most_specific(steps) for person, steps in case.items()}


def stale_page(case: Case, parameters: Case) -> Answer:
    due_at = next_due(
        priority=case["priority"],
        last_update=moment(case["last_update"]),
        promised_next=moment(case["promised_next"]),
        intervals=parameters["status_interval_min"],
    )
    found = freshness(due_at, moment(case["now"]))
    return {"due_at": written(found.due_at), "state": found.state, "nag": list(found.nag)}


def status_page(case: Case, parameters: Case) -> Answer:
    if "degradations" in case:
        return {degradation: str(component_state(degradation)) for degradation in case["degradations"]}
    if "components" in case:
        by_text = {str(state): state for state in STATES.values()}
        return {"page": str(page_state(by_text[shown] for shown in case["components"]))}
    if "text" in case:
        codes = update_refusals(case["text"])
        return {"allowed": not codes, "blocked_by": codes}
    if "maintenance" in case:
        return _maintenance(case)
    return {"uptime_percent": uptime_percent(sum(case["outage_min"]), case["days"])}


def _maintenance(case: Case) -> Answer:
    start, end = (moment(edge) for edge in case["maintenance"])
    planned = in_maintenance([(start, end)], moment(case["now"]))
    state = component_state(case.get("degradation", next(iter(BY_DEGRADATION))), in_maintenance=planned)
    outages = [(moment(a), moment(b)) for a, b in case.get("outages", [])]
    return {"colour": str(state), "outage_minutes": outage_minutes(outages, [(start, end)])}
