"""Layers, overrides, swaps and absences over a year with both of its odd nights, and people coming and going."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oncall.rota.coverage import Absence, Override, Plan, Shift, Swap, coverage, gaps, on_call, until
from oncall.rota.rotation import Hours, Layer, Member

YEAR = datetime(2026, 1, 1, tzinfo=UTC)
NEXT = datetime(2027, 1, 1, tzinfo=UTC)
ZONES = st.sampled_from(["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"])


def wall(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)  # type: ignore[misc,arg-type]


# Monday 9 o'clock in London, whatever the season.
WEEKLY = Layer(
    anchor=wall(2026, 3, 16, 9), tz="Europe/London", key="w", members=tuple(Member(user=u) for u in "abc")
)
NIGHTS = Hours(days=(0, 1, 2, 3, 4), opens=time(21), closes=time(6))


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def layer(**drawn: object) -> Layer:
    return replace(WEEKLY, **drawn)


def plan(*layers: Layer, **more: object) -> Plan:
    return replace(Plan(layers=layers or (WEEKLY,)), **more)


@pytest.mark.parametrize(
    ("moment", "user"),
    [
        (at(16, 9), "a"), (at(16, 8, 59), "c"), (at(23, 9), "b"), (at(30, 7, 59), "b"), (at(30, 8), "c"),
        (at(2, 9), "b"),
    ],
)  # fmt: skip
def test_the_hand_over_stays_at_nine_on_the_wall(moment: datetime, user: str) -> None:
    assert on_call(plan(), moment) == (user,)


def test_until_says_when_others_are_on_call() -> None:
    over = Override(user="d", starts_at=at(24, 0), ends_at=at(25, 0))
    drawn = plan(overrides=(over,))
    assert until(plan(), at(23, 12)) == at(30, 8)
    assert until(drawn, at(23, 12)) == at(24, 0)
    assert (on_call(drawn, at(24, 0)), until(drawn, at(24, 12))) == (("d",), at(25, 0))
    assert until(plan(layer(members=WEEKLY.members[:1])), at(23, 12)) is None


def test_the_override_entered_last_wins() -> None:
    both = tuple(Override(user=user, starts_at=at(24, 0), ends_at=at(25, 0)) for user in ("d", "e"))
    assert on_call(plan(overrides=both), at(24, 3)) == ("e",)


def test_nobody_is_a_gap_and_not_an_error() -> None:
    empty = plan(layer(members=()))
    assert on_call(empty, at(20, 0)) == ()
    assert gaps(coverage(empty, YEAR, NEXT)) == [Shift(YEAR, NEXT, (), "none", "")]
    assert on_call(Plan(), at(20, 0)) == ()


def test_the_upper_layer_covers_the_lower_within_its_hours() -> None:
    nights = layer(key="n", members=(Member(user="n"),), hours=(NIGHTS,))
    drawn = plan(WEEKLY, nights)
    # Summer time by then: 21 to 6 on the wall is 20 to 5 UTC. A night belongs to the day on which it begins.
    assert on_call(drawn, at(31, 20)) == ("n",)
    assert on_call(drawn, at(31, 19, 59)) == ("c",)
    assert on_call(drawn, datetime(2026, 4, 4, 4, 59, tzinfo=UTC)) == ("n",)
    assert on_call(drawn, datetime(2026, 4, 5, 4, 59, tzinfo=UTC)) == ("c",)


def test_free_days_spend_nobodys_turn() -> None:
    office = Hours(days=(0, 1, 2, 3, 4), opens=time(9), closes=time(17))
    daily = layer(unit="day", hours=(office,), anchor=wall(2026, 3, 16, 0))
    days = [on_call(plan(daily), at(day, 12)) for day in range(16, 25)]
    assert days == [("a",), ("b",), ("c",), ("a",), ("b",), (), (), ("c",), ("a",)]


def test_several_people_share_a_turn() -> None:
    pairs = plan(layer(at_once=2))
    assert [on_call(pairs, at(day, 12)) for day in (16, 23, 30)] == [("a", "b"), ("c", "a"), ("b", "c")]
    assert set(on_call(plan(layer(at_once=9)), at(16, 12))) == {"a", "b", "c"}


def test_months_and_patterns() -> None:
    monthly = layer(unit="month", anchor=wall(2026, 1, 31, 9))
    begun = [shift.starts_at for shift in coverage(plan(monthly), YEAR, at(30, 0, month=4))]
    assert begun[1:] == [at(31, 9, month=1), at(28, 9, month=2), at(31, 8)]
    # Four days from Monday, three days from Friday.
    pattern = layer(unit="custom", pattern=(96, 72))
    assert [on_call(plan(pattern), at(day, 12)) for day in (16, 19, 20, 22, 23, 27)] == [
        ("a",), ("a",), ("b",), ("b",), ("c",), ("a",),
    ]  # fmt: skip


def test_a_swap_moves_only_what_was_given() -> None:
    swap = Swap(gives="b", takes="c", starts_at=at(22, 0), ends_at=at(25, 0), key="1")
    drawn = plan(swaps=(swap,))
    assert on_call(drawn, at(22, 12)) == ("a",)
    assert (on_call(drawn, at(24, 0)), on_call(drawn, at(25, 0))) == (("c",), ("b",))


def test_who_is_away_leaves_a_gap_or_the_layer_below() -> None:
    away = Absence(user="b", starts_at=at(24, 0), ends_at=at(25, 0))
    below = layer(key="l", members=(Member(user="z"),))
    assert on_call(plan(absences=(away,)), at(24, 3)) == ()
    assert on_call(plan(below, WEEKLY, absences=(away,)), at(24, 3)) == ("z",)
    stand_in = Override(user="b", starts_at=at(24, 0), ends_at=at(25, 0))
    assert on_call(plan(layer(members=()), overrides=(stand_in,), absences=(away,)), at(24, 3)) == ()


def test_an_override_of_a_layer_lies_under_the_layers_above() -> None:
    nights = layer(key="n", members=(Member(user="n"),), hours=(NIGHTS,))
    over = Override(user="d", starts_at=at(17, 0), ends_at=at(18, 0), layer="w")
    drawn = plan(WEEKLY, nights, overrides=(over,))
    assert (on_call(drawn, at(17, 12)), on_call(drawn, at(17, 22))) == (("d",), ("n",))


units = st.one_of(
    st.tuples(st.sampled_from(["hour", "day", "week", "month"]), st.integers(1, 13), st.just(())),
    st.tuples(
        st.just("custom"), st.just(1), st.lists(st.integers(1, 100), min_size=1, max_size=5).map(tuple)
    ),
)
moments = st.integers(0, 365 * 24 * 60 - 1).map(lambda minute: YEAR + timedelta(minutes=minute))
hours = st.builds(
    Hours,
    days=st.lists(st.integers(0, 6), min_size=1, max_size=7, unique=True).map(tuple),
    opens=st.times().map(lambda one: one.replace(second=0, microsecond=0)),
    closes=st.times().map(lambda one: one.replace(second=0, microsecond=0)),
)


@st.composite
def layers(draw: st.DrawFn, *, restricted: bool = True) -> Layer:
    unit, every, pattern = draw(units)
    return Layer(
        key=draw(st.sampled_from(["x", "y", "z"])),
        anchor=wall(2026, 1, 1) + timedelta(minutes=draw(st.integers(-500_000, 500_000))),
        tz=draw(ZONES),
        unit=unit,
        every=every,
        pattern=pattern,
        members=tuple(
            Member(user=user) for user in draw(st.lists(st.sampled_from("abcdef"), max_size=5, unique=True))
        ),
        at_once=draw(st.integers(1, 3)),
        hours=tuple(draw(st.lists(hours, max_size=3))) if restricted else (),
    )


def is_open(one: Layer, moment: datetime) -> bool:
    """Asked of the wall alone, another way than the product asks. Only for zones and nights without a change."""
    wall = moment.astimezone(one.zone).replace(tzinfo=None)
    midnight = wall.replace(hour=0, minute=0, second=0, microsecond=0)
    return not one.hours or any(
        (midnight - timedelta(days=ago)).weekday() in each.days
        and each.span[0] <= wall - midnight + timedelta(days=ago) < each.span[1]
        for each in one.hours
        for ago in (0, 1)
    )


@settings(deadline=None, max_examples=25)
@given(drawn=st.lists(layers(), max_size=3))
def test_every_minute_of_a_year_is_covered_once(drawn: list[Layer]) -> None:
    shifts = coverage(Plan(layers=tuple(drawn)), YEAR, NEXT)
    assert (shifts[0].starts_at, shifts[-1].ends_at) == (YEAR, NEXT)
    assert all(before.ends_at == after.starts_at for before, after in pairwise(shifts))
    assert all(shift.starts_at < shift.ends_at for shift in shifts)
    assert all(bool(shift.users) is (shift.source != "none") for shift in shifts)


@settings(deadline=None)
@given(one=layers(), moment=moments)
def test_each_minute_has_whom_the_turn_says(one: Layer, moment: datetime) -> None:
    turn = one.turn_at(moment)
    assert one.begins_at(turn) <= moment < one.begins_at(turn + 1)
    expected = one.users_of(turn) if is_open(one, moment) else ()
    calm = one.zone.utcoffset(moment.astimezone(one.zone) - timedelta(days=2)) == one.zone.utcoffset(
        moment.astimezone(one.zone) + timedelta(days=2)
    )
    if calm or not one.hours:
        assert on_call(Plan(layers=(one,)), moment) == expected


@settings(deadline=None)
@given(one=layers(), moment=moments, length=st.integers(1, 30_000))
def test_a_part_is_the_same_as_in_the_whole(one: Layer, moment: datetime, length: int) -> None:
    ends_at = moment + timedelta(minutes=length)
    whole = coverage(Plan(layers=(one,)), moment - timedelta(days=30), moment + timedelta(days=30))
    cut = [
        (max(shift.starts_at, moment), min(shift.ends_at, ends_at), shift.users)
        for shift in whole
        if shift.starts_at < ends_at and shift.ends_at > moment
    ]
    assert [
        (shift.starts_at, shift.ends_at, shift.users)
        for shift in coverage(Plan(layers=(one,)), moment, ends_at)
    ] == cut


def worked(one: Layer, moment: datetime) -> list[int]:
    """Some turns before and after a moment, without those in which nothing is asked of anybody."""
    near = range(one.turn_at(moment) - 5, one.turn_at(moment) + 40)
    return [turn for turn in near if one.pieces(one.begins_at(turn), one.begins_at(turn + 1))]


@settings(deadline=None)
@given(one=layers().filter(lambda one: one.members and one.at_once == 1), moment=moments)
def test_who_joins_takes_dates_and_moves_nobodys(one: Layer, moment: datetime) -> None:
    joined = replace(one, members=(*one.members, Member(user="new", joins_at=moment)))
    for turn in worked(one, moment):
        before, after = one.users_of(turn), joined.users_of(turn)
        assert after in (before, ("new",))
        assert one.begins_at(turn) >= moment or after == before


@settings(deadline=None)
@given(
    one=layers().filter(lambda one: len(one.members) > 1 and one.at_once == 1),
    moment=moments,
    who=st.integers(0, 4),
)
def test_who_leaves_gives_dates_away_and_the_others_keep_theirs(
    one: Layer, moment: datetime, who: int
) -> None:
    leaver = one.members[who % len(one.members)]
    stayed = tuple(replace(m, leaves_at=moment) if m is leaver else m for m in one.members)
    left = replace(one, members=stayed)
    for turn in worked(one, moment):
        before, after = one.users_of(turn), left.users_of(turn)
        if before != (leaver.user,) or one.begins_at(turn) < moment:
            assert after == before
        else:
            assert after and after != (leaver.user,)
    follower = replace(one, members=(*stayed, Member(user="new", joins_at=moment)))
    for turn in worked(one, moment)[-3:]:
        before = one.users_of(turn)
        assert follower.users_of(turn) == (("new",) if before == (leaver.user,) else before)


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=7), st.integers(0, 60)
)
def test_as_long_as_anybody_takes_part_every_turn_is_somebodys(
    stays: list[tuple[int, int]], turn: int
) -> None:
    day = timedelta(days=1)
    members = tuple(
        Member(user=str(n), joins_at=YEAR + a * day, leaves_at=YEAR + b * day)
        for n, (a, b) in enumerate(stays)
    )
    daily = Layer(anchor=wall(2026, 1, 1), unit="day", members=members)
    there = {str(n) for n, (a, b) in enumerate(stays) if a <= turn < b}
    assert set(daily.users_of(turn)) <= there
    assert bool(daily.users_of(turn)) is bool(there)
