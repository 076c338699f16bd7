"""Who may do what: the table, its circumstances, and that no group makes anybody Incident Manager."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.permissions import PERMISSIONS, RELATIONS, ROLES, Circumstances, allowed, may, may_as


@pytest.mark.parametrize(
    ("name", "action", "answer"),
    [
        ("customer", "report", True),
        ("customer", "classify", False),
        ("responder", "classify", False),
        ("responder_paged", "classify", True),
        ("responder", "publish_status", False),
        ("csr", "close", False),
        ("executive", "assign_task", False),
        ("system", "start_recording", False),
        ("system", "report", True),
        ("im_candidate", "accept_im", True),
        ("responder", "acknowledge", True),
        ("executive", "acknowledge", False),
        ("admin", "classify", False),
        ("admin", "configure_sources", True),
    ],
)
def test_one_line_of_the_table(name: str, action: str, answer: bool) -> None:
    assert may_as(name, action) is answer


@given(action=st.sampled_from(sorted(PERMISSIONS)), roles=st.sets(st.sampled_from(sorted(ROLES | RELATIONS))))
def test_a_group_named_like_a_relation_grants_nothing(action: str, roles: set[str]) -> None:
    assert may(action, roles=roles) == may(action, roles=roles - RELATIONS)


def around(**said: object) -> Circumstances:
    return Circumstances(**said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("action", "circumstances", "who"),
    [
        ("reclassify", around(im_accepted=True), {"im"}),
        ("reclassify", around(im_accepted=True, quick_restored=True), {"im", "operator", "helpdesk_lead"}),
        ("false_alarm", around(stage="classify"), {"csr", "operator", "responder_paged", "im"}),
        ("false_alarm", around(stage="notify"), {"im", "ops_manager"}),
        ("false_alarm", around(stage="investigate", im_accepted=True), {"im"}),
        ("merge", around(stage="record"), {"csr", "im"}),
        ("merge", around(stage="notify"), {"im"}),
        ("waive_step", around(im_accepted=True), {"im"}),
        ("waive_step", around(), {"im", "helpdesk_lead", "ops_manager"}),
        ("mark_restored", around(quick_restored=True), {"im", "operator", "helpdesk_lead"}),
        ("assign_task", around(war_room_open=False), {"im", "helpdesk_owner"}),
        ("accept_im", around(for_herself=False), set()),
        ("assign_im", around(for_herself=False), {"csr", "operator", "ops_manager", "im"}),
    ],
)
def test_circumstances_narrow_and_widen(action: str, circumstances: Circumstances, who: set[str]) -> None:
    assert allowed(action, circumstances) == who


def test_an_unknown_action_is_an_error_and_not_a_no() -> None:
    with pytest.raises(KeyError):
        may("shout", roles={"csr"})


def test_configuration_is_not_for_everybody_who_acts() -> None:
    configure = [action for action in PERMISSIONS if action.startswith("configure_")]
    assert not any(may(action, roles={"responder"}, relations={"im"}) for action in configure)
