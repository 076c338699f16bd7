"""A hunt: skips, silences, declines, passes with pauses, what follows a silence, ringing all, and the overflow."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncall.hunts.hunting import HuntAct, HuntProgress, HuntSettings, Line, Then, next_offer

GROUP = ("Ann", "Bob", "Cid", "Dee", "Eli")


@dataclass
class Call:
    """What became of one call."""

    log: list[tuple[float, str, str]] = field(default_factory=list)
    answered_by: str | None = None
    at_s: float = 0
    overflow_to: str | None = None
    ended: HuntAct | None = None

    @property
    def offered(self) -> list[str]:
        return [name for _, names, what in self.log if what != "skipped" for name in names.split("+")]


def call(
    settings: HuntSettings,
    answers: Mapping[str, float | None],
    declines: Mapping[str, float] | None = None,
    away: Collection[str] = (),
) -> Call:
    """Play a call in which one member is rung at a time; who is in no mapping is busy, or away."""
    result, progress, silent, refuse = Call(), HuntProgress(members=GROUP), False, declines or {}
    available = set(answers) | set(refuse)
    busy = set(GROUP) - available - set(away)
    while True:
        offer = next_offer(
            settings, progress, available=available, busy=busy, elapsed_s=result.at_s, silent=silent
        )
        progress = offer.progress
        result.log += [(result.at_s, member, "skipped") for member in offer.skipped]
        if offer.act in (HuntAct.OVERFLOW, HuntAct.STOP):
            result.overflow_to, result.ended = offer.overflow_to, offer.act
            return result
        if offer.act is HuntAct.PAUSE:
            result.at_s, silent = result.at_s + offer.wait_s, False
            continue
        [first, *_] = offer.members
        after = refuse[first] if first in refuse else answers[first]
        heard = after is not None and after <= offer.wait_s
        what = ("declined" if first in refuse else "answered") if heard else "no_answer"
        result.log.append((result.at_s, "+".join(offer.members), what))
        result.at_s += after if heard and after is not None else offer.wait_s
        silent = what == "no_answer"
        if what == "answered":
            result.answered_by = first
            return result


def test_from_the_top_busy_ones_skipped_in_no_time() -> None:
    played = call(HuntSettings(), {"Bob": None, "Cid": 7, "Dee": 3, "Eli": 5})
    assert (played.answered_by, played.at_s) == ("Cid", 27)
    assert played.log == [(0, "Ann", "skipped"), (0, "Bob", "no_answer"), (20, "Cid", "answered")]


def test_nobody_answers_two_passes_with_a_pause_then_overflow() -> None:
    played = call(HuntSettings(max_passes=2, overflow="DBA"), dict.fromkeys(GROUP))
    assert (played.at_s, played.overflow_to) == (210, "DBA")
    assert [at for at, _, _ in played.log] == [0, 20, 40, 60, 80, 110, 130, 150, 170, 190]


def test_a_decline_moves_on_at_once_whatever_follows_a_silence() -> None:
    played = call(HuntSettings(on_no_answer="stop"), {"Bob": 6}, {"Ann": 2})
    assert (played.answered_by, played.at_s) == ("Bob", 8)


def test_nobody_free_overflows_at_once() -> None:
    played = call(HuntSettings(overflow="DBA"), {})
    assert (played.at_s, played.overflow_to, len(played.log)) == (0, "DBA", 5)


def test_the_total_timeout_cuts_a_ring_short() -> None:
    played = call(HuntSettings(total_timeout_s=50, overflow="DBA"), dict.fromkeys(GROUP))
    assert (played.at_s, len(played.log)) == (50, 3)


@pytest.mark.parametrize(
    ("rule", "ended"), [("next_group", HuntAct.OVERFLOW), ("stop", HuntAct.STOP), ("next_member", None)]
)
def test_what_follows_a_silence(rule: str, ended: HuntAct | None) -> None:
    played = call(HuntSettings(on_no_answer=rule, overflow="DBA"), {"Ann": None, "Bob": 4})
    assert played.ended is ended
    assert played.at_s == (24 if ended is None else 20)
    assert played.overflow_to == ("DBA" if ended is HuntAct.OVERFLOW else None)


def test_busy_and_away_have_rules_of_their_own() -> None:
    busy = call(HuntSettings(on_busy="next_group", overflow="DBA"), {"Bob": 4})
    assert (busy.ended, busy.at_s, busy.overflow_to) == (HuntAct.OVERFLOW, 0, "DBA")
    away = call(HuntSettings(on_busy="next_group", overflow="DBA"), {"Bob": 4}, away=["Ann"])
    assert away.answered_by == "Bob"
    gone = call(HuntSettings(on_unavailable="stop"), {"Bob": 4}, away=["Ann"])
    assert (gone.ended, gone.log) == (HuntAct.STOP, [(0, "Ann", "skipped")])


def test_ring_all_rings_whoever_is_free_once_a_pass() -> None:
    settings = HuntSettings(policy="ring_all", max_passes=2, overflow="DBA")
    played = call(settings, {"Ann": None, "Cid": None})
    assert played.log == [(0, "Ann+Cid", "no_answer"), (30, "Ann+Cid", "no_answer")]
    assert (played.at_s, played.overflow_to) == (50, "DBA")


def test_what_is_stored_comes_back() -> None:
    settings = HuntSettings(max_passes=3, overflow="DBA", on_busy="stop")
    progress = HuntProgress(members=GROUP, tried=2, pass_no=2)
    assert HuntSettings.from_json(settings.to_json()) == settings
    assert HuntProgress.from_json(progress.to_json()) == progress


@given(
    available=st.sets(st.sampled_from(GROUP)),
    passes=st.integers(1, 4),
    policy=st.sampled_from(["linear", "ring_all"]),
)
def test_everybody_free_is_offered_exactly_once_a_pass(available: set[str], passes: int, policy: str) -> None:
    played = call(HuntSettings(policy=policy, max_passes=passes), dict.fromkeys(available))
    assert played.offered == [member for member in GROUP if member in available] * passes


@given(
    line=st.sampled_from(Line),
    on_busy=st.sampled_from(Then),
    on_unavailable=st.sampled_from(Then),
    tried=st.integers(0, len(GROUP)),
    free=st.sets(st.sampled_from(GROUP)),
)
def test_what_the_network_says_of_a_line_follows_the_rule_for_busy_or_away(
    line: Line, on_busy: Then, on_unavailable: Then, tried: int, free: set[str]
) -> None:
    settings = HuntSettings(on_busy=on_busy, on_unavailable=on_unavailable)
    progress = HuntProgress(members=GROUP, tried=tried)
    offer = next_offer(settings, progress, available=free, busy=set(GROUP) - free, line=line)
    rule = {Line.BUSY: on_busy, Line.DEAD: on_unavailable, Line.FREE: Then.NEXT_MEMBER}[line]
    ends = {Then.STOP: HuntAct.STOP, Then.NEXT_GROUP: HuntAct.OVERFLOW}
    if rule in ends:
        assert (offer.act, offer.members) == (ends[rule], ())
    else:
        assert offer == next_offer(settings, progress, available=free, busy=set(GROUP) - free)
        assert set(offer.members) <= set(GROUP[tried:]) & free
