"""The order of a call: where a circle begins, shares by weight, who has been idle longest, who is able."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncall.hunts.members import MemberState, Standing, logged_out, state_of
from oncall.hunts.order import Candidate, Memory, Policy, Rule, order
from tests.clock import START

KEYS = ("Ann", "Bob", "Cid", "Dee", "Eli")
members = st.lists(st.sampled_from(KEYS), unique=True, min_size=1).map(
    lambda keys: [Candidate(key=key) for key in keys]
)


def test_an_unknown_policy_is_an_error() -> None:
    with pytest.raises(KeyError):
        order(Rule(policy="by_horoscope"), [Candidate(key="Ann")], Memory())


def test_a_pointer_to_somebody_who_left_begins_at_the_top() -> None:
    found = order(Rule(policy="circular"), [Candidate(key="Ann")], Memory(last_answered="Zoe"))
    assert found.members == ("Ann",)


def test_after_a_call_nobody_took_the_circle_begins_after_the_last_one_offered() -> None:
    memory = Memory(last_answered="Ann").offered(["Cid"]).exhausted()
    assert order(Rule(policy="circular"), [Candidate(key=key) for key in KEYS], memory).members[0] == "Dee"


def test_fewest_calls_today_first() -> None:
    given = [Candidate(key="Ann", calls_today=2), Candidate(key="Bob"), Candidate(key="Cid", calls_today=1)]
    assert order(Rule(policy="fewest_calls"), given, Memory()).members == ("Bob", "Cid", "Ann")


def test_a_lottery_draws_by_weight() -> None:
    given = [Candidate(key="Ann", weight=5), Candidate(key="Bob", weight=3), Candidate(key="Cid", weight=2)]

    def first(draw: float) -> str:
        return order(Rule(policy="weighted", draw=draw), given, Memory()).members[0]

    assert Counter(first(draw / 100) for draw in range(100)) == {"Ann": 50, "Bob": 30, "Cid": 20}


@given(found=members, policy=st.sampled_from([p for p in Policy if p is not Policy.SKILLS]))
def test_everybody_is_in_the_order_once(found: list[Candidate], policy: Policy) -> None:
    said = order(Rule(policy=policy), found, Memory(last_answered="Cid")).members
    assert sorted(said) == sorted(one.key for one in found)


@given(weights=st.lists(st.integers(1, 20), min_size=1, max_size=5), rounds=st.integers(1, 3))
def test_shares_are_exactly_the_weights_after_each_full_round(weights: list[int], rounds: int) -> None:
    group = [Candidate(key=key, weight=weight) for key, weight in zip(KEYS, weights, strict=False)]
    memory, counts = Memory(), Counter[str]()
    for _ in range(sum(weights) * rounds):
        found = order(Rule(policy="weighted"), group, memory)
        memory = found.memory
        counts[found.members[0]] += 1
    assert counts == {one.key: one.weight * rounds for one in group}


@given(weights=st.lists(st.integers(1, 20), min_size=2, max_size=5), calls=st.integers(1, 60))
def test_at_any_call_nobody_is_a_whole_round_from_her_share(weights: list[int], calls: int) -> None:
    group = [Candidate(key=key, weight=weight) for key, weight in zip(KEYS, weights, strict=False)]
    memory, counts = Memory(), Counter[str]()
    for _ in range(calls):
        found = order(Rule(policy="weighted"), group, memory)
        memory = found.memory
        counts[found.members[0]] += 1
    for one in group:
        assert abs(counts[one.key] - calls * one.weight / sum(weights)) < len(weights)


@given(ends=st.lists(st.none() | st.integers(0, 50), min_size=1, max_size=5))
def test_the_longest_idle_is_first_and_never_called_is_longest(ends: list[int | None]) -> None:
    group = [Candidate(key=key, idle_since=end) for key, end in zip(KEYS, ends, strict=False)]
    since = {one.key: -1 if one.idle_since is None else one.idle_since for one in group}
    said = order(Rule(policy="longest_idle"), group, Memory()).members
    assert list(said) == sorted(said, key=lambda key: (since[key], KEYS.index(key)))


@given(
    skills=st.lists(st.dictionaries(st.sampled_from(["sql", "net"]), st.integers(1, 5)), max_size=5),
    required=st.dictionaries(st.sampled_from(["sql", "net"]), st.integers(1, 5)),
)
def test_only_the_able_are_tried_the_best_first(
    skills: list[dict[str, int]], required: dict[str, int]
) -> None:
    group = [Candidate(key=key, skills=known) for key, known in zip(KEYS, skills, strict=False)]
    said = order(Rule(policy="skills", required=required), group, Memory()).members
    able = {
        k: s for k, s in zip(KEYS, skills, strict=False) if all(s.get(n, 0) >= v for n, v in required.items())
    }
    assert set(said) == set(able)
    sums = [sum(able[key][name] for name in required) for key in said]
    assert sums == sorted(sums, reverse=True)


def test_what_is_remembered_comes_back() -> None:
    memory = Memory(last_answered="Ann", last_offered="Bob", credits={"Ann": -3})
    assert Memory.from_json(memory.to_json()) == memory


def test_the_states_of_a_member() -> None:
    def state(call_waiting: bool = False, **known: object) -> MemberState:
        return state_of(Standing(**known), wrap_up_s=60, call_waiting=call_waiting, at=START)  # type: ignore[arg-type]

    assert state() is MemberState.IDLE
    assert state(paused=True, ringing=True) is MemberState.PAUSED
    assert state(reachable=False) is state(on_shift=False) is MemberState.OFF_SHIFT
    assert state(ringing=True) is MemberState.BUSY
    assert state(call_waiting=True, ringing=True) is MemberState.IDLE
    assert state(last_end_at=START - timedelta(seconds=59)) is MemberState.WRAP_UP
    assert state(last_end_at=START - timedelta(seconds=60)) is MemberState.IDLE


def test_the_log_out_after_missed_calls() -> None:
    assert [logged_out(missed, 3) for missed in (2, 3, 4)] == [False, True, True]
    assert not logged_out(9, 0)
