"""By which ways a page leaves, and when: rules, quiet hours, and what never may happen."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncall.paging.reaching import (
    LOUDNESS,
    Departure,
    Habits,
    Rule,
    Urgency,
    departures,
    quiet_end,
    urgency_of,
)

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
NIGHT = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)
HIGH, LOW = Urgency.HIGH, Urgency.LOW
QUIET = (time(22), time(7))


def ways(kinds: list[str], habits: Habits, urgency: Urgency, at: datetime = NOON) -> list[tuple[str, int]]:
    return [(one.kind, one.after_s) for one in departures(kinds, habits, urgency=urgency, at=at)]


@pytest.mark.parametrize(
    ("priority", "urgency"), [("", HIGH), ("P1", HIGH), ("P2", HIGH), ("P3", LOW), ("P4", LOW), ("P5", LOW)]
)
def test_urgency(priority: str, urgency: Urgency) -> None:
    assert urgency_of(priority) is urgency


def test_without_rules_everything_at_once_and_a_call_later_when_it_is_urgent() -> None:
    kinds = ["sms", "email", "voice"]
    assert ways(kinds, Habits(), HIGH) == [("sms", 0), ("email", 0), ("voice", 60)]
    assert ways(kinds, Habits(), LOW) == [("sms", 0), ("email", 0)]
    assert ways(["voice"], Habits(), LOW) == ways(["voice"], Habits(), HIGH) == [("voice", 0)]


def test_own_rules_are_followed() -> None:
    habits = Habits(high=(Rule("email"), Rule("sms", 120)), low=(Rule("email", 300),))
    assert ways(["sms", "email", "voice"], habits, HIGH) == [("email", 0), ("sms", 120)]
    assert ways(["sms", "email", "voice"], habits, LOW) == [("email", 300)]


def test_rules_that_lead_nowhere_fall_back_to_the_phone() -> None:
    assert ways(["email", "sms"], Habits(high=(Rule("voice"),)), HIGH) == [("sms", 0)]


def test_a_hunt_waits_for_no_rule() -> None:
    habits = Habits(high=(Rule("sms"), Rule("voice", 600)))
    found = departures(["sms", "voice"], habits, urgency=HIGH, at=NOON, rings=True)
    assert {one.after_s for one in found} == {0}


def test_quiet_hours_hold_what_is_not_urgent_until_morning() -> None:
    habits = Habits(quiet=QUIET, zone="Europe/London")
    assert departures(["sms"], habits, urgency=LOW, at=NIGHT) == (
        Departure("sms", 4 * 3600 + 1800, held=True),
    )
    assert departures(["sms"], habits, urgency=HIGH, at=NIGHT) == (Departure("sms", 0),)
    assert departures(["sms"], habits, urgency=LOW, at=NOON) == (Departure("sms", 0),)


@pytest.mark.parametrize(
    ("here", "ends"),
    [
        ("2026-03-10T22:00", "2026-03-11T07:00"),
        ("2026-03-10T21:59", None),
        ("2026-03-11T06:59", "2026-03-11T07:00"),
        ("2026-03-11T07:00", None),
        ("2026-03-28T23:00", "2026-03-29T07:00"),  # the clocks go forward in between
        ("2026-10-24T23:00", "2026-10-25T07:00"),  # and back
    ],
)
def test_the_end_of_quiet_hours_is_on_the_persons_clock(here: str, ends: str | None) -> None:
    zone = ZoneInfo("Europe/London")
    found = quiet_end(
        Habits(quiet=QUIET, zone="Europe/London"), datetime.fromisoformat(here).replace(tzinfo=zone)
    )
    assert (found.replace(tzinfo=None).isoformat(timespec="minutes") if found else None) == ends


kinds_lists = st.lists(st.sampled_from(sorted(LOUDNESS)), unique=True, min_size=1)
rule_lists = st.lists(
    st.builds(Rule, st.sampled_from(sorted(LOUDNESS)), st.integers(0, 30).map(lambda n: n * 60)),
    max_size=4,
).map(tuple)
quiets = st.none() | st.tuples(st.times(), st.times()).filter(lambda pair: pair[0] != pair[1])
zones = st.sampled_from(["UTC", "Europe/London", "America/New_York", "Australia/Lord_Howe"])
habits_of_people = st.builds(Habits, high=rule_lists, low=rule_lists, quiet=quiets, zone=zones)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(kinds=kinds_lists, habits=habits_of_people, at=moments)
def test_what_is_urgent_always_leaves_and_is_never_held(
    kinds: list[str], habits: Habits, at: datetime
) -> None:
    found = departures(kinds, habits, urgency=HIGH, at=at)
    assert found and not any(one.held for one in found)
    quietless = Habits(high=habits.high, low=habits.low, zone=habits.zone)
    assert found == departures(kinds, quietless, urgency=HIGH, at=at)


@given(kinds=kinds_lists, habits=habits_of_people, at=moments)
def test_low_is_never_louder_nor_earlier_than_high(kinds: list[str], habits: Habits, at: datetime) -> None:
    high = departures(kinds, habits, urgency=HIGH, at=at)
    low = departures(kinds, habits, urgency=LOW, at=at)
    assert low, "nobody is left without any word"
    for one in low:
        assert any(
            LOUDNESS[other.kind] >= LOUDNESS[one.kind] and other.after_s <= one.after_s for other in high
        )


@given(kinds=kinds_lists, habits=habits_of_people, at=moments)
def test_nothing_leaves_within_quiet_hours_but_what_is_urgent(
    kinds: list[str], habits: Habits, at: datetime
) -> None:
    for one in departures(kinds, habits, urgency=LOW, at=at):
        leaves = at + timedelta(seconds=one.after_s)
        if one.held:
            assert timedelta(0) <= leaves - at <= timedelta(days=1, hours=2)
        else:
            assert quiet_end(habits, leaves) is None
