"""A linear hunt: skips, silences, declines, passes with pauses, and the overflow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncall.hunting import HuntAct, HuntProgress, HuntSettings, begin, next_offer, order

GROUP = ("Ann", "Bob", "Cid", "Dee", "Eli")


@dataclass
class Call:
    """What became of one call."""

    log: list[tuple[float, str, str]] = field(default_factory=list)
    answered_by: str | None = None
    at_s: float = 0
    overflow_to: str | None = None


def call(settings: HuntSettings, answers: Mapping[str, float | None], declines: Mapping[str, float]) -> Call:
    """Play a call; who is in neither mapping is busy."""
    result, progress = Call(), begin(settings, GROUP)
    available = set(answers) | set(declines)
    while True:
        offer = next_offer(settings, progress, available=available, elapsed_s=result.at_s)
        progress = offer.progress
        result.log += [(result.at_s, member, "skipped") for member in offer.skipped]
        if offer.act is HuntAct.OVERFLOW:
            result.overflow_to = offer.overflow_to
            return result
        if offer.member is None:
            result.at_s += offer.wait_s
            continue
        if offer.member in declines:
            result.log.append((result.at_s, offer.member, "declined"))
            result.at_s += declines[offer.member]
            continue
        after = answers[offer.member]
        answered = after is not None and after <= offer.wait_s
        result.log.append((result.at_s, offer.member, "answered" if answered else "no_answer"))
        result.at_s += after if answered and after is not None else offer.wait_s
        if answered:
            result.answered_by = offer.member
            return result


def test_from_the_top_busy_ones_skipped_in_no_time() -> None:
    played = call(HuntSettings(), {"Bob": None, "Cid": 7, "Dee": 3, "Eli": 5}, {})
    assert (played.answered_by, played.at_s) == ("Cid", 27)
    assert played.log == [(0, "Ann", "skipped"), (0, "Bob", "no_answer"), (20, "Cid", "answered")]


def test_nobody_answers_two_passes_with_a_pause_then_overflow() -> None:
    played = call(HuntSettings(max_passes=2, overflow="DBA"), dict.fromkeys(GROUP), {})
    assert (played.at_s, played.overflow_to) == (210, "DBA")
    assert [at for at, _, _ in played.log] == [0, 20, 40, 60, 80, 110, 130, 150, 170, 190]


def test_a_decline_moves_on_at_once() -> None:
    played = call(HuntSettings(), {"Bob": 6}, {"Ann": 2})
    assert (played.answered_by, played.at_s) == ("Bob", 8)


def test_nobody_free_overflows_at_once() -> None:
    played = call(HuntSettings(overflow="DBA"), {}, {})
    assert (played.at_s, played.overflow_to, len(played.log)) == (0, "DBA", 5)


def test_the_total_timeout_cuts_a_ring_short() -> None:
    played = call(HuntSettings(total_timeout_s=50, overflow="DBA"), dict.fromkeys(GROUP), {})
    assert (played.at_s, len(played.log)) == (50, 3)


def test_an_unknown_policy_is_an_error() -> None:
    with pytest.raises(KeyError):
        order("by_horoscope", GROUP)


def test_what_is_stored_comes_back() -> None:
    settings, progress = (
        HuntSettings(max_passes=3, overflow="DBA"),
        HuntProgress(members=GROUP, tried=2, pass_no=2),
    )
    assert HuntSettings.from_json(settings.to_json()) == settings
    assert HuntProgress.from_json(progress.to_json()) == progress


@given(available=st.sets(st.sampled_from(GROUP)), passes=st.integers(1, 4))
def test_everybody_free_is_offered_exactly_once_a_pass(available: set[str], passes: int) -> None:
    played = call(HuntSettings(max_passes=passes), dict.fromkeys(available), {})
    offered = [member for _, member, what in played.log if what == "no_answer"]
    assert offered == [member for member in GROUP if member in available] * passes
