"""The eight questions: numbers, the states that stand for missing ones, and colours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.how_soon import (
    QUESTIONS,
    TARGETS,
    AnswerState,
    Clocks,
    answers,
    colour,
    colours,
    downtime_minutes,
    felt_minutes,
)

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NEW = Clocks(detected_at=NOON)


def test_a_new_incident_waits_for_its_answers_and_does_not_know_when_it_began() -> None:
    states = {question: answer.state for question, answer in answers(NEW).items()}
    assert states.pop("q1_find_out") is AnswerState.UNKNOWN
    assert set(states.values()) == {AnswerState.PENDING}
    assert set(answers(NEW)) == set(QUESTIONS)


def test_suppressed_is_not_late_and_resolved_directly_needs_no_workaround() -> None:
    quiet = replace(NEW, suppressed=True, restore_option="resolve", resolved_at=NOON + MINUTE)
    said = answers(quiet)
    assert {said[name].value for name in ("q2_inform_customers", "q8", "q8_causes_informed")} == {
        "suppressed"
    }
    assert said["q6_workaround"].value == "not_needed"
    told = replace(quiet, customers_informed_at=NOON + 4 * MINUTE)
    assert answers(told)["q2_inform_customers"].value == 4


def test_the_slower_part_answers_the_eighth_question() -> None:
    over = replace(NEW, service_restored_at=NOON, resolution_informed_at=NOON + 7 * MINUTE)
    assert answers(over)["q8"].state is AnswerState.PENDING
    assert answers(replace(over, causes_informed_at=NOON + 90 * MINUTE))["q8"].value == 90
    assert answers(replace(over, causes_owed=False))["q8"].value == 7


def test_as_the_customer_felt_it() -> None:
    assert felt_minutes(NEW).state is AnswerState.UNKNOWN
    began = replace(NEW, occurred_at=NOON - 18 * MINUTE, service_restored_at=NOON + 67 * MINUTE)
    assert felt_minutes(began).minutes == 85


@pytest.mark.parametrize(
    ("value", "shown"), [(15, "green"), (15.01, "red"), (None, "grey"), ("pending", "grey")]
)
def test_exactly_on_target_is_green(value: float | str | None, shown: str) -> None:
    assert colour(value, 15) == shown


def test_only_questions_with_a_target_are_coloured() -> None:
    assert set(colours({}, "P3")) == set(TARGETS["P3"])
    assert colours({}, "P4") == colours({}, None) == {}


def test_downtime_is_the_sum_of_the_episodes() -> None:
    episodes = [(NOON, NOON + 90 * MINUTE), (NOON + 105 * MINUTE, None)]
    assert downtime_minutes(episodes) == 90
    assert downtime_minutes(episodes, NOON + 140 * MINUTE) == 125


@given(minutes=st.integers(0, 100_000))
def test_minutes_are_elapsed_minutes(minutes: int) -> None:
    assert answers(replace(NEW, extent_known_at=NOON + minutes * MINUTE))["q3_extent"].value == minutes
