"""Which path an incident takes: conditions by asset, signal, priority and time of the week, the first that holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oncall.paths.choosing import Conditions, Situation, Week, first_match, fits, keeps_a_catch_all
from oncall.paths.words import conditions_in_words

MONDAY = datetime(2026, 3, 9, tzinfo=UTC)
NIGHTS = Week(days=(0, 1, 2, 3, 4), opens=time(22), closes=time(6), tz="Europe/London")
ALL = Conditions(key="all")
KINDS = st.sampled_from([frozenset(), frozenset({"database"}), frozenset({"database", "server"})])
situations = st.builds(
    Situation,
    at=st.integers(0, 7 * 24 * 60 * 60).map(lambda second: MONDAY + timedelta(seconds=second)),
    priority=st.sampled_from([None, "P1", "P2", "P3"]),
    asset_kinds=KINDS,
    signals=st.sampled_from(
        [frozenset(), frozenset({"db_latency", "db_full"}), frozenset({"HighErrorRate"})]
    ),
)
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
conditions = st.builds(
    Conditions,
    key=st.sampled_from(["a", "b", "c"]),
    priorities=st.sampled_from([frozenset(), frozenset({"P1"}), frozenset({"P1", "P2"})]),
    asset_kinds=KINDS,
    signals=st.sampled_from([frozenset(), frozenset({"db_*"}), frozenset({"db_*", "higherrorrate"})]),
    week=st.sampled_from([None, NIGHTS, replace(NIGHTS, outside=True)]),
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


@calm
@given(st.lists(conditions, max_size=3), situations)
def test_with_a_catch_all_every_incident_takes_a_path_and_the_first_that_holds(
    paths: list[Conditions], situation: Situation
) -> None:
    numbered = [replace(path, key=str(number)) for number, path in enumerate([*paths, ALL])]
    holding = [path.key for path in numbered if not path.misses(situation)]
    assert first_match(numbered, situation) == holding[0]


@calm
@given(conditions, situations)
def test_a_path_is_meant_exactly_when_no_condition_of_its_own_misses(
    one: Conditions, situation: Situation
) -> None:
    assert set(one.misses(situation)) <= set(one.reasons)
    assert one.is_catch_all == (one == Conditions(key=one.key))


@calm
@given(situations)
def test_hours_and_the_rest_of_the_week_are_each_others_opposite(situation: Situation) -> None:
    inside = Conditions(key="in", week=NIGHTS)
    outside = Conditions(key="out", week=replace(NIGHTS, outside=True))
    assert bool(inside.misses(situation)) is not bool(outside.misses(situation))


@pytest.mark.parametrize(
    ("moment", "holds"),
    [
        (at(9, 22), True),
        (at(9, 21, 59), False),
        (at(10, 5, 59), True),
        (at(10, 6), False),
        (at(14, 5), True),  # Saturday morning belongs to Friday's night
        (at(14, 22), False),
        (at(30, 21), True),  # British summer: ten in the evening is 21:00 UTC
        (at(30, 5, 30), False),
    ],
)
def test_a_night_belongs_to_the_day_it_begins_on_and_follows_the_clock_on_the_wall(
    moment: datetime, holds: bool
) -> None:
    assert NIGHTS.holds_at(moment) is holds


def test_any_of_the_named_assets_groups_and_kinds_will_do() -> None:
    path = Conditions(key="x", asset_kinds=frozenset({"database"}), assets=frozenset({"7"}))
    here = Situation(at=MONDAY, assets=frozenset({"7"}), asset_kinds=frozenset({"server"}))
    assert not path.misses(here)
    assert path.misses(replace(here, assets=frozenset({"8"}))) == ("asset",)
    assert not Conditions(asset_groups=frozenset({"1"})).misses(replace(here, asset_groups=frozenset({"1"})))


def test_what_misses_is_named() -> None:
    path = Conditions(key="x", priorities=frozenset({"P1"}), signals=frozenset({"db_*"}), week=NIGHTS)
    seen = Situation(at=at(9, 12), priority="P2", signals=frozenset({"HighErrorRate"}))
    assert path.misses(seen) == ("priority", "signal", "time")


def test_signals_know_no_capitals_and_a_star_is_any_letters() -> None:
    assert fits("DB_*", "db_latency") and not fits("db_*", "mydb_latency")


def test_without_a_catch_all_it_is_said() -> None:
    assert not keeps_a_catch_all([Conditions(priorities=frozenset({"P1"}))])
    assert first_match([Conditions(key="x", priorities=frozenset({"P1"}))], Situation(at=MONDAY)) is None


def test_conditions_in_words() -> None:
    path = Conditions(
        priorities=frozenset({"P1", "P2", "P3"}),
        asset_kinds=frozenset({"communication_line"}),
        assets=frozenset({"7"}),
        signals=frozenset({"db_*"}),
        week=replace(NIGHTS, outside=True),
    )
    assert conditions_in_words(path, {"asset:7": "Orders"}) == (
        "P1 to P3, communication lines or Orders, alert db_*, outside Mon to Fri 22:00 to 06:00 London"
    )
    assert conditions_in_words(Conditions(), {}) == "every incident that no path before it takes"
