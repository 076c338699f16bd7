"""The running escalation: every level, every pass, the fallback, the last resort, and acknowledgements that fade."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncall.paths.escalation import (
    START,
    Hold,
    HoldAct,
    Phase,
    Position,
    is_in_time,
    next_hold_step,
    next_step,
    off_path_refusals,
    repage_step,
)
from oncall.paths.foresight import after_silence, timeline
from oncall.paths.path import PathSnapshot, TargetSnapshot, sketch

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
PATH = sketch([("operators", 5), ("DBA", 10), ("lead", 15)], repeat=1, fallback="duty manager")
OWNER = TargetSnapshot(kind="user", key="1", label="owner")


def pages(path: PathSnapshot = PATH, **said: object) -> list[tuple[float, str, int | str]]:
    return [(page.minute, page.name, page.pass_no) for page in timeline(path, **said).pages]  # type: ignore[arg-type]


def test_nobody_answers_every_level_is_paged_twice_and_then_the_fallback() -> None:
    assert pages() == [
        (0, "operators", 1),
        (5, "DBA", 1),
        (15, "lead", 1),
        (30, "operators", 2),
        (35, "DBA", 2),
        (45, "lead", 2),
        (60, "duty manager", "fallback"),
    ]
    assert timeline(PATH).exhausted


@pytest.mark.parametrize(
    ("minute", "count"), [(0, 1), (3, 1), (5, 1), (5.1, 2), (12, 2), (17, 3), (59, 6), (70, 7)]
)
def test_an_acknowledgement_stops_it(minute: float, count: int) -> None:
    night = timeline(PATH, ack_at=minute)
    assert len(night.pages) == count
    assert (night.acknowledged_at_minute, night.exhausted) == (minute, False)


@pytest.mark.parametrize(("repeat", "minute"), [(0, 30), (1, 60), (9, 300), (12, 300)])
def test_repeats_are_passes_up_to_nine_more(repeat: int, minute: float) -> None:
    assert pages(replace(PATH, repeat=repeat))[-1] == (minute, "duty manager", "fallback")


def test_an_empty_level_is_skipped_at_once_and_named() -> None:
    step = next_step(PATH, START, empty={0})
    assert (step.name, step.skipped) == ("DBA", (Position(phase=Phase.LEVEL, level=0),))
    nobody = next_step(PATH, START, empty={0, 1, 2})
    assert (nobody.name, len(nobody.skipped)) == ("duty manager", 6)


def test_after_the_fallback_the_last_resort_repeats_for_ever() -> None:
    path = replace(PATH, last_resort=(OWNER,))
    first = next_step(path, Position(phase=Phase.FALLBACK), priority="P1")
    assert (first.name, first.wait_s, first.position.round) == ("owner, duty manager", 900, 1)
    again = next_step(path, first.position, priority="P3")
    assert (again.name, again.wait_s, again.position.round) == ("owner", 3600, 2)


def test_with_nobody_left_it_says_so() -> None:
    step = next_step(PathSnapshot(repeat=0), START)
    assert (step.targets, step.wait_s, step.exhausted) == ((), None, True)


def test_a_level_never_has_less_than_a_minute() -> None:
    assert next_step(sketch([("a", 0)], repeat=0, fallback=None), START).wait_s == 60


def test_default_timeouts_are_five_ten_fifteen() -> None:
    path = sketch([(name, None) for name in "abcd"], repeat=None, fallback=None)
    assert ([level.timeout_s for level in path.levels], path.passes) == ([300, 600, 900, 900], 2)


def test_exactly_at_the_timeout_is_in_time() -> None:
    late = NOON + timedelta(seconds=301)
    assert is_in_time(paged_at=NOON, timeout_s=300, acknowledged_at=NOON + timedelta(seconds=300))
    assert not is_in_time(paged_at=NOON, timeout_s=300, acknowledged_at=late)


@pytest.mark.parametrize(
    ("minute", "said", "act"),
    [
        (24, {}, HoldAct.WAIT),
        (25, {}, HoldAct.REMIND),
        (26, {"reminded_at": NOON + timedelta(minutes=25)}, HoldAct.WAIT),
        (30, {}, HoldAct.REPAGE),
        (30, {"progress_at": NOON + timedelta(minutes=20)}, HoldAct.WAIT),
        (50, {"progress_at": NOON + timedelta(minutes=20)}, HoldAct.REPAGE),
        (90, {"im_accepted": True}, HoldAct.OVER),
    ],
)
def test_an_acknowledgement_without_progress_fades(
    minute: int, said: dict[str, object], act: HoldAct
) -> None:
    hold = Hold(acknowledged_at=NOON, **said)  # type: ignore[arg-type]
    assert next_hold_step(hold, NOON + timedelta(minutes=minute)).act is act


@pytest.mark.parametrize(
    ("ack", "progress", "expected"),
    [(3, 3, (33, "operators", 38)), (12, None, (42, "DBA", 52)), (5, 10, (40, "operators", 45))],
)
def test_the_level_that_acknowledged_is_paged_again_and_then_the_next(
    ack: float, progress: float | None, expected: tuple[float, str, float]
) -> None:
    silence = after_silence(PATH, ack_at=ack, progress_at=progress)
    assert (silence.repage_at_minute, silence.name, silence.next_at_minute) == expected


def test_the_fallback_can_be_paged_again_too() -> None:
    assert repage_step(PATH, Position(phase=Phase.FALLBACK)).name == "duty manager"


def test_off_the_path_only_the_incident_manager_pages_and_says_why() -> None:
    assert off_path_refusals(on_path=False, by_im=True, reason=" ") == ["ESC_OFF_PATH_REASON"]
    assert off_path_refusals(on_path=False, by_im=False, reason="we need her") == ["ESC_OFF_PATH_REASON"]
    assert off_path_refusals(on_path=False, by_im=True, reason="vendor contract") == []
    assert off_path_refusals(on_path=True, by_im=False, reason="") == []


levels = st.lists(st.tuples(st.text(min_size=1), st.one_of(st.none(), st.integers(1, 90))), max_size=5)


@given(levels=levels, repeat=st.integers(0, 9), fallback=st.one_of(st.none(), st.text(min_size=1)))
def test_every_level_is_paged_once_a_pass_and_time_never_runs_back(
    levels: list[tuple[str, float | None]], repeat: int, fallback: str | None
) -> None:
    path = sketch(levels, repeat=repeat, fallback=fallback)
    night = timeline(path)
    assert len(night.pages) == len(levels) * (repeat + 1) + bool(fallback)
    assert [page.minute for page in night.pages] == sorted(page.minute for page in night.pages)


@given(levels=levels, repeat=st.integers(0, 9), fallback=st.one_of(st.none(), st.text(min_size=1)))
def test_a_snapshot_survives_being_stored(
    levels: list[tuple[str, float | None]], repeat: int, fallback: str | None
) -> None:
    path = sketch(levels, repeat=repeat, fallback=fallback)
    assert PathSnapshot.from_json(path.to_json()) == path
    position = next_step(path, START).position
    assert Position.from_json(position.to_json()) == position
