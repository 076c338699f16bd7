"""The guards: what is missing is named, in order; nothing but the preset and a waiver relaxes one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.guards import (
    GUARDS,
    RELAXABLE,
    SMALL,
    StageFacts,
    blocked_by,
    preset_for,
    quick_restore_blocked_by,
)
from incidents.sentences import SENTENCES
from incidents.stages import Stage

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
RESTORED = StageFacts(
    priority="P1",
    affected=3,
    im="im1",
    service_restored_at=NOON,
    resolved_at=NOON,
    all_clear_on_status_page=True,
    comms_performed_by="csr1",
    comms_verified_by="im1",
    record_complete=True,
    postmortem_done=True,
    rfo_sent=True,
    kb_linked=True,
)


def test_without_facts_every_stage_is_blocked_by_all_its_guards() -> None:
    assert all(blocked_by(stage, None) == list(codes) for stage, codes in GUARDS.items())


def test_every_code_has_a_sentence() -> None:
    assert {code for codes in GUARDS.values() for code in codes} | RELAXABLE <= set(SENTENCES)


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"service_restored_at": None}, ["RST_RESTORED_AT"]),
        ({"all_clear_on_status_page": False}, ["RST_ALLCLEAR"]),
        ({"all_clear_on_status_page": False, "suppressed": True}, []),
        ({"all_clear_on_status_page": False, "went_public": False}, []),
        ({"all_clear_pending": 1}, ["RST_SAME_AUDIENCES"]),
        ({"top10_pending": 2}, ["RST_TOP10"]),
        ({"comms_verified_by": None}, ["RST_IM_VERIFIED"]),
        ({"comms_verified_by": "csr2"}, ["RST_IM_VERIFIED"]),
        ({"im": "im2"}, ["RST_IM_VERIFIED"]),
        ({"im": "im2", "verified_while_im": True}, []),
        ({"comms_performed_by": "im1"}, ["RST_FOUR_EYES"]),
        ({"record_complete": False}, ["CLO_RECORD"]),
        ({"postmortem_done": False, "rfo_sent": False}, ["CLO_POSTMORTEM", "CLO_RFO"]),
        ({"postmortem_done": False, "rfo_sent": False, "priority": "P4"}, []),
        ({"rfo_sent": False, "affected": 0}, []),
        ({"ledger_open": 1}, ["CLO_LEDGER"]),
        ({"kb_linked": False}, ["CLO_KB"]),
        ({"kb_linked": False, "kb_waiver": "minor"}, []),
        ({"resolved_at": None}, ["CLO_PERMANENT"]),
        ({"resolved_at": None, "restore_option": "resolve"}, []),
        ({"resolved_at": None, "problem_ticket": "PRB-7"}, []),
        ({"open_tasks": 1}, ["CLO_TASKS"]),
    ],
)
def test_restore_names_what_is_missing(change: dict[str, object], codes: list[str]) -> None:
    assert blocked_by(Stage.RESTORE, replace(RESTORED, **change)) == codes


def test_small_companies_hold_none_of_the_six_strictly_and_everything_else_still() -> None:
    alone = replace(RESTORED, comms_performed_by="im1", postmortem_done=False, rfo_sent=False, open_tasks=1)
    assert blocked_by(Stage.RESTORE, alone, SMALL) == ["CLO_TASKS"]
    assert blocked_by(Stage.ESCALATE, StageFacts(priority="P1", im="i", responder_ack=True), SMALL) == []


def test_a_waiver_helps_only_where_the_practice_allows_one() -> None:
    facts = replace(RESTORED, postmortem_done=False, record_complete=False)
    waived = replace(facts, waived=frozenset({"CLO_POSTMORTEM", "CLO_RECORD"}))
    assert blocked_by(Stage.RESTORE, waived) == ["CLO_RECORD"]


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (StageFacts(), ["NTF_STATUS_FIRST"]),
        (StageFacts(status_step_due=False), []),
        (StageFacts(do_not_publish=True), []),
        (StageFacts(status_page_published=True, pending_mandatory=1), ["NTF_PENDING"]),
        (StageFacts(status_page_published=True, plan_current=False), ["NTF_PENDING"]),
    ],
)
def test_notify_asks_for_the_status_page_first(facts: StageFacts, codes: list[str]) -> None:
    assert blocked_by(Stage.NOTIFY, facts) == codes


@pytest.mark.parametrize(
    ("stage", "facts", "codes"),
    [
        ("notify", StageFacts(priority="P4", affected=2, service_restored_at=NOON), []),
        ("escalate", StageFacts(priority="P1", affected=0, service_restored_at=NOON), []),
        ("notify", StageFacts(priority="P1", affected=1, service_restored_at=NOON), ["QRS_SMALL"]),
        ("notify", StageFacts(priority="P5"), ["RST_RESTORED_AT"]),
        ("record", StageFacts(priority="P5", service_restored_at=NOON), ["QRS_STAGE"]),
        (
            "classify",
            StageFacts(priority="P5", service_restored_at=NOON, impact=4, urgency=4),
            ["CLS_COMPONENT", "CLS_CUSTOMERS"],
        ),
    ],
)
def test_the_short_way_is_for_small_incidents(stage: str, facts: StageFacts, codes: list[str]) -> None:
    assert quick_restore_blocked_by(stage, facts) == codes


def test_after_a_quiet_quick_restore_there_is_no_all_clear_to_verify() -> None:
    quiet = StageFacts(
        priority="P4", quick_restore=True, service_restored_at=NOON, resolved_at=NOON, record_complete=True,
        kb_waiver="minor",
    )  # fmt: skip
    assert blocked_by(Stage.RESTORE, quiet) == []
    assert blocked_by(Stage.RESTORE, replace(quiet, went_public=True)) == ["RST_ALLCLEAR", "RST_IM_VERIFIED"]
    heard = replace(quiet, status_page_published=True, all_clear_on_status_page=True)
    verified = replace(heard, comms_performed_by="csr1", comms_verified_by="lead1")
    assert blocked_by(Stage.RESTORE, verified) == []
    assert blocked_by(Stage.RESTORE, replace(verified, comms_verified_by="csr1")) == ["RST_FOUR_EYES"]


def test_setup_offers_small_below_six_people() -> None:
    assert (preset_for(5), preset_for(6)) == ("small", "team")


@given(stage=st.sampled_from(list(GUARDS)), means=st.text(), story=st.text(), count=st.integers(0, 3))
def test_codes_come_in_the_order_of_the_page(stage: Stage, means: str, story: str, count: int) -> None:
    facts = StageFacts(means=means, manifestation=story, pending_mandatory=count, open_tasks=count)
    codes = blocked_by(stage, facts)
    assert codes == [code for code in GUARDS[stage] if code in codes]
    assert set(blocked_by(stage, facts, SMALL)) <= set(codes)
