"""Rotations over clock changes, with stand-ins, and with people coming and going."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncall.rota import Override, Rota, on_call, turn_at, until

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
# Monday 9 o'clock in London, whatever the season.
ROTA = Rota(anchor=datetime(2026, 3, 16, 9, tzinfo=UTC), tz="Europe/London", members=("ann", "bob", "cid"))
moments = st.integers(-400, 700).flatmap(
    lambda day: st.integers(0, 86_399).map(lambda second: NEW_YEAR + timedelta(days=day, seconds=second))
)


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "user"),
    [
        (at(16, 9), "ann"),
        (at(16, 8, 59), "cid"),
        (at(23, 9), "bob"),
        (at(30, 7, 59), "bob"),
        (at(30, 8), "cid"),
        (at(2, 9), "bob"),
    ],
)
def test_the_hand_over_stays_at_nine_on_the_wall(moment: datetime, user: str) -> None:
    assert on_call(ROTA, moment) == (user,)


def test_until_says_when_it_may_change() -> None:
    assert until(ROTA, at(23, 12)) == at(30, 8)
    override = Override(user="dee", starts_at=at(24, 0), ends_at=at(25, 0))
    rota = replace(ROTA, overrides=(override,))
    assert until(rota, at(23, 12)) == at(24, 0)
    assert on_call(rota, at(24, 0)) == ("dee",)
    assert until(rota, at(24, 12)) == at(25, 0)
    assert on_call(rota, at(25, 0)) == ("bob",)


def test_the_override_entered_last_wins() -> None:
    both = tuple(Override(user=user, starts_at=at(24, 0), ends_at=at(25, 0)) for user in ("dee", "eli"))
    assert on_call(replace(ROTA, overrides=both), at(24, 3)) == ("eli",)


def test_nobody_is_a_gap_and_not_an_error() -> None:
    empty = replace(ROTA, members=())
    assert (on_call(empty, at(20, 0)), until(empty, at(20, 0))) == ((), None)


@pytest.mark.parametrize("members", [("ann",), ("ann", "bob", "cid", "dee")])
def test_people_come_and_go(members: tuple[str, ...]) -> None:
    assert on_call(replace(ROTA, members=members), at(20, 0)) == ("ann",)


@given(
    moment=moments,
    hour=st.integers(0, 23),
    period=st.integers(1, 30),
    zone=st.sampled_from(["Europe/London", "America/New_York", "Australia/Lord_Howe", "UTC"]),
)
def test_turns_follow_each_other_without_gap_or_overlap(
    moment: datetime, hour: int, period: int, zone: str
) -> None:
    rota = Rota(
        anchor=datetime(2026, 3, 16, hour, 30, tzinfo=UTC), tz=zone, period_days=period, members=("a", "b")
    )
    turn = turn_at(rota, moment)
    assert turn.starts_at <= moment < turn.ends_at
    following = turn_at(rota, turn.ends_at)
    assert (following.number, following.starts_at) == (turn.number + 1, turn.ends_at)
    assert turn.ends_at - turn.starts_at >= timedelta(days=period, hours=-1)
