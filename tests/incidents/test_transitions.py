"""False alarms, merges, reopening, and a restore that did not hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from incidents.transitions import (
    FalseAlarm,
    MergeSide,
    Merging,
    PlanProgress,
    Reopening,
    RestoreFailed,
    entry_refusals,
    escalation_after,
    merged,
    reclassified,
    task_refusals,
)

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ({"stage": "classify", "roles": {"csr"}}, []),
        ({"stage": "escalate", "roles": {"csr"}, "public_post_made": True}, ["FA_ROLE_IM"]),
        ({"stage": "escalate", "roles": {"ops_manager"}}, []),
        ({"stage": "escalate", "roles": {"ops_manager"}, "im_accepted": True}, ["FA_ROLE_IM"]),
        ({"stage": "investigate", "relations": {"im"}, "public_post_made": True}, ["FA_CORRECTION"]),
        (
            {"stage": "notify", "relations": {"im"}, "public_post_made": True, "correction_posted": True},
            [],
        ),
        ({"stage": "restore", "relations": {"im"}}, ["FA_STAGE"]),
    ],
)
def test_a_false_alarm(said: dict[str, object], codes: list[str]) -> None:
    assert FalseAlarm(**said).refusals() == codes  # type: ignore[arg-type]


def test_reopening_has_a_window_of_fourteen_days_inclusive() -> None:
    def asked(stage: str, **later: int) -> Reopening:
        return Reopening(stage=stage, closed_at=NOON, now=NOON + timedelta(**later))

    assert asked("closed", days=14).refusals() == []
    assert asked("closed", days=14, seconds=1).refusals() == ["REO_WINDOW"]
    assert asked("closed", days=15).offer() == "new_incident_with_recurrence_of"
    assert asked("restore", days=1).refusals() == ["REO_STAGE"]


@pytest.mark.parametrize(
    ("merging", "codes"),
    [
        (Merging(source=1, target=1), ["MRG_SELF"]),
        (Merging(source=1, target=2, target_stage="merged", target_root=1), ["MRG_CYCLE"]),
        (Merging(source=1, target=2, target_stage="merged", target_root=3), ["MRG_TARGET_STATE"]),
        (Merging(source=1, target=2, target_stage="closed"), ["MRG_TARGET_STATE"]),
        (Merging(source=1, target=2, source_stage="closed"), ["MRG_SOURCE_STATE"]),
        (Merging(source=1, target=2, target_stage="restore"), []),
    ],
)
def test_merges_go_only_into_an_open_incident_and_never_in_a_circle(
    merging: Merging, codes: list[str]
) -> None:
    assert merging.refusals() == codes


def test_a_merge_keeps_the_earlier_times_everybody_and_the_higher_priority() -> None:
    source = MergeSide(detected_at=NOON, customers=("C2", "C4"), assets=("db",))
    target = MergeSide(detected_at=NOON + timedelta(minutes=9), customers=("C1", "C2"), priority="P1")
    result = merged(source, target)
    assert result.side == MergeSide(
        detected_at=NOON, customers=("C1", "C2", "C4"), assets=("db",), priority="P1"
    )
    assert result.reclassification_suggested


def test_a_restore_that_failed_goes_to_history() -> None:
    later = NOON + timedelta(minutes=15)
    failed = RestoreFailed(stage="restore", service_restored_at=NOON, failed_at=later)
    assert (failed.refusals(), failed.restored_interval()) == ([], (NOON, later))
    assert RestoreFailed(stage="closed", service_restored_at=NOON, failed_at=later).refusals() == [
        "RFL_STAGE"
    ]


def test_tasks_doors_and_changed_priorities() -> None:
    assert (task_refusals("im1", "im1"), task_refusals("a", "im1"), task_refusals("a", None)) == (
        ["TASK_IM"],
        [],
        [],
    )
    assert entry_refusals(on_admit_list=False, admitted_by=None) == ["WR_ADMIT"]
    assert entry_refusals(on_admit_list=False, admitted_by="im1") == []
    assert (escalation_after("P3", "P1"), escalation_after("P1", "P3")) == ("restart_new_path", "continue")


def test_a_higher_priority_adds_steps_and_starts_the_escalation_again() -> None:
    steps = PlanProgress(
        before=("a", "b"), now=("a", "b", "c", "d"), sent=("a", "status_page"), unsent=("b",)
    )
    change = reclassified("P3", "P1", steps, version=4)
    assert (change.version, change.new_pending, change.cancelled_unsent) == (5, ("c", "d"), ())
    assert (change.status_update_required, change.escalation) == (True, "restart_new_path")


def test_a_lower_priority_cancels_what_was_not_sent_and_takes_nothing_back() -> None:
    steps = PlanProgress(before=("a", "b", "c"), now=("a",), sent=("b",), unsent=("a", "c"))
    change = reclassified("P1", "P3", steps)
    assert (change.new_pending, change.cancelled_unsent, change.escalation) == ((), ("c",), "continue")
    assert not change.status_update_required
