"""Who is told when: the status page first, silence only where nobody could notice, one message a person."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.plan import (
    CONDITION_WORDS,
    CONDITIONS,
    PRECEDENCE,
    Situation,
    StepState,
    default_plan,
    is_suppressed,
    most_specific,
    steps_due,
    why_not_suppressed,
)
from incidents.priority import Priority

AFFECTED = Situation(affected=3)
QUIET = Situation(customer_visible=False, eta_minutes=10)


def states(priority: str, now: Situation) -> dict[str, str]:
    return {step.line.code: step.state.value for step in steps_due(default_plan(priority), now)}


def in_state(priority: str, now: Situation, state: StepState) -> list[str]:
    return [step.line.code for step in steps_due(default_plan(priority), now) if step.state is state]


def test_what_goes_outside_waits_for_the_status_page() -> None:
    assert in_state("P1", AFFECTED, StepState.NOW) == ["email_ops", "sms_exec", "am_info", "status_page"]
    assert in_state("P1", AFFECTED, StepState.BLOCKED) == ["email_affected", "in_app"]
    published = replace(AFFECTED, status_published=True)
    assert in_state("P1", published, StepState.BLOCKED) == []
    assert in_state("P1", replace(AFFECTED, do_not_publish=True), StepState.BLOCKED) == []
    assert states("P1", replace(AFFECTED, do_not_publish=True))["email_affected"] == "suppressed"
    assert states("P1", replace(AFFECTED, released=frozenset({"email_affected"})))["email_affected"] == "now"
    assert states("P1", replace(AFFECTED, internal_only=True))["status_page"] == "conditional"


def test_conditions_are_met_or_explained() -> None:
    everybody = Situation(
        affected=9,
        reach=0.75,
        high_value_affected=True,
        top10_affected=True,
        partners_affected=True,
        app_down=True,
    )
    assert in_state("P1", everybody, StepState.CONDITIONAL) == []
    assert in_state("P1", everybody, StepState.SKIPPED) == ["in_app"]
    reasons = {
        step.reason for step in steps_due(default_plan("P1"), AFFECTED) if step.state is StepState.CONDITIONAL
    }
    assert reasons <= set(CONDITION_WORDS.values())
    assert set(CONDITIONS) == set(CONDITION_WORDS)


@pytest.mark.parametrize(
    "change",
    [
        {"affected": 1},
        {"eta_minutes": None},
        {"eta_minutes": 15.1},
        {"customer_visible": True},
        {"customer_reported": True},
        {"elapsed_minutes": 15.1},
    ],
)
def test_silence_ends_with_the_first_condition_that_fails(change: dict[str, object]) -> None:
    assert is_suppressed(replace(QUIET, eta_minutes=15, elapsed_minutes=15))
    assert why_not_suppressed(replace(QUIET, **change))
    assert not is_suppressed(replace(QUIET, **change))
    assert in_state("P2", QUIET, StepState.SUPPRESSED) == ["status_page"]


def test_a_p4_publishes_once_a_customer_is_affected() -> None:
    assert states("P4", Situation()) == {"email_ops": "now", "status_page": "conditional"}
    assert states("P4", Situation(affected=1)) == {"email_ops": "now", "status_page": "now"}
    assert states("P5", Situation(affected=1)) == {"email_ops": "now"}


@given(
    priority=st.sampled_from([priority.value for priority in Priority]),
    now=st.builds(
        Situation,
        affected=st.integers(0, 3),
        customer_visible=st.booleans(),
        eta_minutes=st.one_of(st.none(), st.integers(0, 60)),
        elapsed_minutes=st.integers(0, 60),
        app_down=st.booleans(),
    ),
)
def test_nothing_goes_outside_before_the_page_and_nothing_inside_waits(priority: str, now: Situation) -> None:
    for step in steps_due(default_plan(priority), now):
        outside = step.line.external and step.line.code != "status_page"
        assert not (outside and step.state is StepState.NOW)
        assert step.line.external or step.state in {StepState.NOW, StepState.CONDITIONAL}


def test_the_page_is_known_by_its_channel_whatever_its_step_is_called() -> None:
    page, mail = default_plan("P1")[3:5]
    assert (page.channel, mail.channel) == ("status_page", "email")
    plan = [replace(page, code="x"), replace(mail, code="status_page")]
    assert [step.state for step in steps_due(plan, AFFECTED)] == [StepState.NOW, StepState.BLOCKED]
    inside = replace(AFFECTED, internal_only=True)
    assert steps_due(plan, inside)[0].state is StepState.CONDITIONAL


def test_one_message_a_person() -> None:
    assert most_specific(["email_all", "email_affected", "top10_personal"]) == "top10_personal"
    assert most_specific(["in_app", "email_all"]) == "email_all"
    assert [most_specific(PRECEDENCE[place:]) for place in range(len(PRECEDENCE))] == list(PRECEDENCE)
