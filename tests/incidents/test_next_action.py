"""What the panel of the next action says, to whom, and which clocks run."""

from datetime import UTC, datetime, timedelta

import pytest

from incidents.faces import Clock, faces, restore_target
from incidents.guards import GUARDS
from incidents.how_soon import Clocks
from incidents.next_action import Viewer, Where, next_action, who_may
from incidents.permissions import Circumstances
from incidents.places import PLACES
from incidents.sentences import SENTENCES
from incidents.stages import OPEN_STAGES, Stage

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
LED = Circumstances(stage="investigate", im_accepted=True)
INES = Viewer(frozenset({"im_candidate"}), frozenset({"im"}), LED)
TOMASZ = Viewer(frozenset({"csr"}), frozenset(), LED)


def test_every_code_has_its_place_and_its_sentence() -> None:
    codes = {code for guards in GUARDS.values() for code in guards}
    assert codes == set(PLACES)
    assert codes <= set(SENTENCES)


@pytest.mark.parametrize("stage", OPEN_STAGES)
def test_every_stage_says_what_is_next_whatever_blocks_it(stage: Stage) -> None:
    for codes in [tuple(GUARDS[stage]), *((code,) for code in GUARDS[stage]), ()]:
        found = next_action(Where(stage=stage, codes=codes), TOMASZ)
        assert found is not None
        assert found.title


@pytest.mark.parametrize("stage", ["closed", "cancelled", "merged"])
def test_an_ended_incident_asks_nothing(stage: str) -> None:
    assert next_action(Where(stage=stage), INES) is None


def test_the_first_point_says_for_whom_it_is() -> None:
    where = Where(
        stage="investigate", codes=("INV_OPTION", "INV_OPTION_WHY"), im="Ines Okafor", im_accepted=True
    )
    hers, his = next_action(where, INES), next_action(where, TOMASZ)
    assert hers and his
    assert [point.code for point in hers.blocked_by] == ["INV_OPTION"]
    assert (hers.who, hers.mine) == ("you", True)
    assert (his.who, his.mine) == ("Ines Okafor, Incident Manager", False)


def test_what_holds_is_ticked_with_its_time_and_what_was_never_owed_is_not() -> None:
    where = Where(
        stage="restore",
        codes=("CLO_RECORD",),
        moments={"incident.restored": NOON, "incident.all_clear_published": NOON + timedelta(minutes=7)},
    )
    found = next_action(where, INES)
    assert found and [done.words for done in found.done] == [
        "The service works again",
        "All-clear on the status page",
    ]


def test_support_comes_in_herself_and_others_see_the_door() -> None:
    where = Where(stage="investigate", codes=("INV_CSR_PRESENT",))
    support, bob = (
        next_action(where, TOMASZ),
        next_action(where, Viewer(frozenset({"operator"}), frozenset(), LED)),
    )
    assert support and support.blocked_by[0].goes_to == "enter_room"
    assert bob and (bob.who, bob.mine) == ("customer support", False)


def test_only_who_was_paged_is_told_that_it_waits_for_her() -> None:
    where = Where(stage="escalate", codes=("ESC_ACK",))
    paged = next_action(where, Viewer(frozenset({"responder"}), frozenset({"responder_paged"})))
    other = next_action(where, Viewer(frozenset({"responder"})))
    assert paged and other
    assert (paged.who, other.who) == ("you", "whoever was paged")


def test_the_report_goes_from_hand_to_hand() -> None:
    def label(state: str) -> str:
        found = next_action(Where(stage="restore", codes=("CLO_RFO",), report_state=state), INES)
        assert found
        return found.blocked_by[0].label

    assert [label(state) for state in ("", "draft", "approved")] == ["Write it", "Approve it", "Send it"]


def test_papers_wait_until_everybody_has_heard_that_it_is_over() -> None:
    everything = tuple(GUARDS[Stage.RESTORE])
    action = next_action(Where(stage="restore", codes=everything), TOMASZ)
    assert action is not None
    first, later = action.in_turn
    assert {point.code[:3] for point in first} == {"RST"} and {point.code[:3] for point in later} == {"CLO"}
    papers = next_action(Where(stage="restore", codes=("CLO_KB", "CLO_TASKS")), TOMASZ)
    assert papers is not None and [point.code for point in papers.in_turn[0]] == ["CLO_KB", "CLO_TASKS"]


def test_who_may_is_said_in_words() -> None:
    early = Circumstances(stage="detect")
    assert who_may("approve_report", early) == "the operations manager"
    assert who_may("note", early) == "anybody on the staff"
    assert who_may(None, early) == ""


def clock(question: str, clocks: Clocks, priority: str | None = "P1", minutes: float = 20) -> Clock:
    shown = faces(clocks, priority, now=NOON + timedelta(minutes=minutes))
    assert len(shown) == 8
    return next(face for face in shown if face.question == question)


DETECTED = Clocks(detected_at=NOON)


def test_a_clock_runs_until_its_question_is_answered() -> None:
    assert clock("work begun", DETECTED, minutes=9).target == "1 min left of 10"
    late = clock("work begun", DETECTED, minutes=12)
    assert (late.state, late.target, late.running_from) == ("late", "2 over target 10", NOON)
    begun = clock("work begun", Clocks(detected_at=NOON, handling_started_at=NOON + timedelta(minutes=10)))
    assert (begun.state, begun.minutes, begun.target) == ("ok", 10, "within 10")


def test_nothing_is_held_against_a_target_before_a_person_has_judged() -> None:
    assert clock("customers informed", DETECTED, priority=None).target == "no target"
    assert clock("found out", DETECTED).words == "unknown"
    assert clock("told the end and why", DETECTED).words == "not yet"


def test_the_last_question_runs_from_the_restored_service_and_has_two_parts() -> None:
    back = Clocks(detected_at=NOON, service_restored_at=NOON)
    assert clock("told the end and why", back, minutes=16).state == "late"
    told = Clocks(
        detected_at=NOON, service_restored_at=NOON, resolution_informed_at=NOON + timedelta(minutes=7)
    )
    assert clock("told the end and why", told).words == "why: not yet"
    both = Clocks(
        detected_at=NOON,
        service_restored_at=NOON,
        resolution_informed_at=NOON + timedelta(minutes=7),
        causes_informed_at=NOON + timedelta(days=2),
    )
    assert (clock("told the end and why", both).state, clock("told the end and why", both).minutes) == (
        "ok",
        2880,
    )


def test_an_ended_incident_has_no_running_clock() -> None:
    assert all(face.running_from is None for face in faces(DETECTED, "P1", now=NOON, ended=True))


def test_a_target_of_a_day_is_a_day_of_work() -> None:
    friday = datetime(2026, 3, 13, 16, tzinfo=UTC)
    assert restore_target("P3", friday) == datetime(2026, 3, 16, 16, tzinfo=UTC)
    assert restore_target("P1", NOON) == NOON + timedelta(hours=2)
    assert restore_target(None, NOON) is None
