"""Which provider is asked next: never an end while one is untried, never without an end, and the breaker's rests."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.breaker import FAILURES_IN_A_ROW, RESTS_S, Health, after_failure, after_success, rests
from notifications.failover import (
    MOST_UNREPORTED,
    URGENT_WAITS_S,
    Next,
    Outcome,
    Provider,
    Tried,
    next_try,
)

NOW = datetime(2026, 3, 10, 14, 0, tzinfo=UTC)
NAMES = ("first", "second", "third", "fourth")
BAD = [one for one in Outcome if one not in (Outcome.SENT, Outcome.DELIVERED)]
SENT, DELAYED, LOST = Outcome.SENT, Outcome.DELAYED, Outcome.LOST


def asked(providers: list[Provider], *tried: tuple[str, Outcome]) -> Next | None:
    return next_try(providers, [Tried(*one) for one in tried], waits=URGENT_WAITS_S)


TWO = [Provider("first"), Provider("second")]


def test_the_first_of_the_settings_is_the_first_asked() -> None:
    assert asked(TWO) == Next("first", 0)
    assert asked([Provider("first", rests=True), Provider("second")]) == Next("second", 0)
    assert asked([Provider("first", rests=True)]) == Next("first", 0)


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.UNCONFIRMED])
def test_a_refusal_or_silence_goes_to_the_next_at_once(outcome: Outcome) -> None:
    assert asked(TWO, ("first", outcome)) == Next("second", 0)
    assert asked(TWO, ("first", outcome), ("second", outcome)) is None


def test_what_no_provider_can_mend_ends_it() -> None:
    assert asked(TWO, ("first", Outcome.HOPELESS)) is None


def test_a_temporary_failure_is_given_2_5_and_15_seconds_and_then_the_next_provider() -> None:
    tried = [("first", DELAYED)] * 4
    waits = [asked(TWO, *tried[:count]) for count in range(1, 5)]
    assert waits == [Next("first", 2), Next("first", 5), Next("first", 15), Next("second", 0)]


def test_while_it_rests_the_others_are_asked_without_waiting() -> None:
    resting = [Provider("first", rests=True), Provider("second")]
    assert asked(resting, ("first", DELAYED)) == Next("second", 0)
    assert asked(resting, ("first", DELAYED), ("second", Outcome.REFUSED)) == Next("first", 0)


def test_a_loss_is_tried_once_more_elsewhere_if_there_is_an_elsewhere() -> None:
    assert asked(TWO, ("first", LOST)) == Next("second", 0)
    assert asked(TWO[:1], ("first", LOST)) == Next("first", 2)
    assert asked(TWO[:1], ("first", LOST), ("first", LOST)) is None


def test_attempts_that_nobody_lived_to_report_end_too() -> None:
    tried = [("first", Outcome.ASKING)] * MOST_UNREPORTED
    assert asked(TWO[:1], *tried[1:]) == Next("first", 0)
    assert asked(TWO[:1], *tried) is None


@given(st.integers(1, 4), st.data())
def test_it_never_ends_while_a_provider_is_untried_and_always_ends(count: int, data: st.DataObject) -> None:
    tried: list[Tried] = []
    for _ in range(count * (MOST_UNREPORTED + 10)):
        providers = [Provider(name, rests=data.draw(st.booleans())) for name in NAMES[:count]]
        following = next_try(providers, tried, waits=URGENT_WAITS_S)
        if following is None:
            break
        assert 0 <= following.wait_s <= max(URGENT_WAITS_S)
        fresh = [p for p in providers if not any(one.provider == p.name for one in tried)]
        if fresh and any(not p.rests for p in fresh) and len(tried) > 0:
            chosen = next(p for p in providers if p.name == following.provider)
            assert not chosen.rests
        tried.append(Tried(following.provider, data.draw(st.sampled_from(BAD))))
    else:
        raise AssertionError("it never ends")
    hopeless = any(one.outcome is Outcome.HOPELESS for one in tried)
    assert hopeless or {one.provider for one in tried} == set(NAMES[:count])


def test_the_breaker_opens_after_failures_in_a_row_and_rests_longer_each_time() -> None:
    health, now = after_success(), NOW
    for _ in range(FAILURES_IN_A_ROW - 1):
        health = after_failure(health, now)
    assert not rests(health, now)
    for seconds in (*RESTS_S, RESTS_S[-1]):
        health = after_failure(health, now)
        assert health.rests_until == now + timedelta(seconds=seconds)
        assert rests(health, now) and after_failure(health, now) == health
        now += timedelta(seconds=seconds)
        assert not rests(health, now)
    assert after_success() == Health()
