"""The worked cases of the practices, put to the product's own policies.

Only names are changed here: every number, table and decision belongs to the rooms that are imported.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from alerts.correlation import Candidate, IncomingAlert, decide
from catalog.business_hours import hours_to_open, is_open, reaction
from incidents.detection import FirstSigns, closure_question, customer_discovered, queue_step
from incidents.guards import FACT_NAMES, StageFacts, blocked_by
from incidents.how_soon import CLOCK_NAMES, Clocks, answers, colours, downtime_minutes
from incidents.permissions import Circumstances, may_as
from incidents.stages import next_stage
from oncall.paths.escalation import off_path_refusals
from oncall.paths.foresight import after_silence, timeline
from oncall.paths.path import PathSnapshot, sketch
from tests.spec.actions import fsm_actions
from tests.spec.changing import changes
from tests.spec.classifying import classify
from tests.spec.hunting import hunt_group
from tests.spec.practising import practices
from tests.spec.public import comm_dedupe, comm_plan, stale_page, status_page
from tests.spec.reading import calendar, known, moment
from tests.spec.single_failures import spof

Case = Mapping[str, Any]
Answer = dict[str, Any]


def evaluate(section: str, case_input: Case, datasets: Case, parameters: Case) -> Answer:
    """The product's answer to one case; a section that is not built raises KeyError."""
    if section in WITH_DATA:
        return WITH_DATA[section](case_input, datasets, parameters)
    return SECTIONS[section](case_input, parameters)


def fsm(case: Case, parameters: Case) -> Answer:
    codes = blocked_by(case["stage"], StageFacts(**known(case["facts"], FACT_NAMES)))
    following = case["stage"] if codes else next_stage(case["stage"]).value
    return {"allowed": not codes, "next": following, "blocked_by": codes}


def permissions(case: Case, parameters: Case) -> Answer:
    around = Circumstances(**known(case, [field.name for field in fields(Circumstances)]))
    return {"allowed": may_as(case["role"], case["action"], around)}


def business_hours(case: Case, parameters: Case) -> Answer:
    hours = calendar(case["calendar"])
    if "from" in case:
        waited = reaction(hours, moment(case["from"]), moment(case["to"]))
        took, promised = waited.hours
        return {"business_hours": took, "target_2_business_days_hours": promised, "met": waited.met}
    at = moment(case["at"])
    return {"open": is_open(hours, at), "hours_to_open": hours_to_open(hours, at)}


def escalation(case: Case, parameters: Case) -> Answer:
    if "target" in case:
        by_im = case["actor"] == "im"
        codes = off_path_refusals(on_path=case["on_path"], by_im=by_im, reason=case["reason"])
        return {"allowed": not codes, "blocked_by": codes}
    return _silence(case) if "ack_ttl_min" in case else _night(case)


def _path(case: Case) -> PathSnapshot:
    levels = [(level["name"], level.get("timeout_min")) for level in case["levels"]]
    return sketch(levels, repeat=case.get("repeat"), fallback=case.get("fallback"))


def _night(case: Case) -> Answer:
    night = timeline(_path(case), ack_at=case.get("ack_at_min"))
    return {
        "events": [[page.minute, page.name, page.pass_no] for page in night.pages],
        "acked_at_min": night.acknowledged_at_minute,
        "exhausted": night.exhausted,
    }


def _silence(case: Case) -> Answer:
    silence = after_silence(
        _path(case),
        ack_at=case["ack_at_min"],
        progress_at=case.get("last_progress_at_min"),
        ttl_minutes=case["ack_ttl_min"],
    )
    return {
        "repage_at_min": silence.repage_at_minute,
        "level": silence.name,
        "then_next_level_at_min": silence.next_at_minute,
    }


def detect(case: Case, parameters: Case) -> Answer:
    if "alert" in case:
        return _correlated(case)
    return _discovered(case) if "means" in case else _queued(case)


def _correlated(case: Case) -> Answer:
    given = case["alert"]
    alert = IncomingAlert(at=moment(given["at"]), dedup_key=given["dedup_key"], asset=given.get("asset"))
    names = [field.name for field in fields(Candidate)]
    renamed = [{**found, "restored_at": _restored_at(found)} for found in case["open"]]
    decision = decide(alert, [Candidate(**known(found, names)) for found in renamed])
    said = {
        "action": decision.action,
        "incident": decision.incident,
        "why": decision.why,
        "stage": decision.stage,
        "queue": decision.queue,
        "recurrence_of": decision.recurrence_of,
    }
    return {name: said[name] for name in said if said[name] is not None}


def _restored_at(found: Case) -> str | None:
    return found.get("restored_at", found.get("service_restored_at"))


def _discovered(case: Case) -> Answer:
    signs = FirstSigns(
        means=case["means"],
        customer_at=moment(case.get("call_at")),
        alert_at=moment(case.get("first_alert_at")),
        staff_at=moment(case.get("first_staff_report_at")),
    )
    question = closure_question(signs)
    said = {"customer_discovered": customer_discovered(signs)}
    return {**said, "closure_question": question} if question else said


def _queued(case: Case) -> Answer:
    step = queue_step(created_at=moment(case["created_at"]), now=moment(case["now"]), owner=case["owner"])
    return {"action": step.action, "group": step.group} if step.group else {"action": step.action}


def how_soon(case: Case, parameters: Case) -> Answer:
    if "episodes" in case:
        spans = [(moment(start), moment(end)) for start, end in case["episodes"]]
        return {"downtime_min": downtime_minutes(spans)}
    if "answers" in case:
        return colours(case["answers"], case["priority"], parameters["how_soon_targets"])
    clocks = Clocks(**known(case, CLOCK_NAMES))
    return {question: answer.value for question, answer in answers(clocks).items()}


SECTIONS: Mapping[str, Callable[[Case, Case], Answer]] = {
    "fsm": fsm,
    "permissions": permissions,
    "business_hours": business_hours,
    "escalation": escalation,
    "hunt_group": hunt_group,
    "detect": detect,
    "how_soon": how_soon,
    "changes": changes,
    "practices": practices,
    "fsm_actions": fsm_actions,
    "comm_plan": comm_plan,
    "comm_dedupe": comm_dedupe,
    "stale_page": stale_page,
    "status_page": status_page,
}

# Sections whose cases name one of the data sets.
WITH_DATA: Mapping[str, Callable[[Case, Case, Case], Answer]] = {
    "classify": classify,
    "spof": spof,
}
