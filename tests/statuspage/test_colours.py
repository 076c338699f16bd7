"""What the public reads from a degradation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.telling.colours import (
    BY_DEGRADATION,
    DEGRADED,
    MAINTENANCE,
    OPERATIONAL,
    PARTIAL,
    STATES,
    component_state,
    in_maintenance,
    outage_minutes,
    page_state,
    update_refusals,
    uptime_percent,
)

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


def span(start: int, end: int) -> tuple[datetime, datetime]:
    return NOON + timedelta(minutes=start), NOON + timedelta(minutes=end)


@pytest.mark.parametrize(
    ("degradation", "shown"),
    [
        ("none", "operational/green"),
        ("at_risk", "operational/green"),
        ("degraded", "degraded_performance/yellow"),
        ("major", "partial_outage/orange"),
        ("down", "major_outage/red"),
    ],
)
def test_the_state_of_a_component(degradation: str, shown: str) -> None:
    assert str(component_state(degradation)) == shown
    assert component_state(degradation, in_maintenance=True) is MAINTENANCE


def test_the_page_is_as_bad_as_its_worst_component() -> None:
    assert page_state([OPERATIONAL, PARTIAL, DEGRADED]) is PARTIAL
    assert page_state([]) is OPERATIONAL


@given(st.lists(st.sampled_from(list(STATES.values())), min_size=1))
def test_a_page_is_never_better_than_any_of_its_components(states: list) -> None:  # type: ignore[type-arg]
    assert all(page_state(states).rank >= state.rank for state in states)


def test_maintenance_begins_and_ends_on_time_and_is_no_outage() -> None:
    window = span(0, 60)
    assert [in_maintenance([window], NOON + timedelta(minutes=m)) for m in (-1, 0, 59, 60)] == [
        False,
        True,
        True,
        False,
    ]
    assert outage_minutes([span(30, 90)], [window]) == 30


def test_overlapping_outages_count_once() -> None:
    assert outage_minutes([span(20, 50), span(0, 30), span(120, 130), span(10, 20)]) == 60


def test_uptime_is_rounded_half_up() -> None:
    assert uptime_percent(90) == 99.931
    assert uptime_percent(0) == 100


def test_a_colour_alone_is_refused() -> None:
    assert (update_refusals(" \n"), update_refusals("We are looking into it.")) == (["STP_TEXT"], [])
    assert set(BY_DEGRADATION) == {"none", "at_risk", "degraded", "major", "down"}
