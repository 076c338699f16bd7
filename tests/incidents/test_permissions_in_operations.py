"""Each operation refuses each role that may not, whoever calls it: asked of the operations, without any page."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.actors import SYSTEM_ACTOR, actor_of
from accounts.models import User
from accounts.refusals import NotPermitted
from accounts.roles import Role
from incidents import facts
from incidents.models import Appointment, Incident, StepRun, Task
from incidents.operations import (
    classify,
    closure,
    detect,
    ending,
    escalate,
    failover,
    investigate,
    notify,
    record,
    restore,
    rooms,
)
from incidents.operations.acting import UnableToAct
from incidents.operations.reports import Told, attach_report, report
from incidents.permissions import PERMISSIONS, RELATIONS
from tests.staff import hire_everybody

AT = datetime(2026, 3, 10, 14, 0, tzinfo=UTC)
Call = tuple[str, Callable[..., object], Mapping[str, Any]]
WHY = {"reason": "A reason."}
JUDGED = {"judgement": classify.Judgement(impact=2, urgency=2, component_unknown=True)}
# Name in the table of permissions, operation, what else it takes. `early` is asked in Detect, `late` in Investigate.
EARLY: tuple[Call, ...] = (
    ("start_recording", detect.take, {}),
    ("complete_record", record.record_details, {"record": record.Record(title="Another title")}),
    ("complete_record", closure.complete_record, {"culprit": "disk", "unknown": True}),
    ("classify", classify.classify, JUDGED),
    ("report", attach_report, {"told": Told(words="It is down here too.")}),
    ("open_war_room", rooms.open_room, {}),
    ("withhold_status", notify.do_not_publish, WHY),
    ("note", investigate.note, {"text": "Looked at it."}),
    ("investigate", investigate.state_problem, {"statement": "Orders fail."}),
    ("investigate", investigate.suspect, {"component": "unknown"}),
    ("choose_option", investigate.choose_option, {"option": "resolve", "rationale": "It is quick."}),
    ("override_ack", escalate.override_acknowledgement, WHY),
    ("approve_failover", failover.approve_failover, {"cost": "two hours"}),
    ("verify_comms", restore.verify_comms, {"audiences": []}),
    ("mark_restored", restore.mark_restored, {}),
    ("mark_restored", restore.note_resolved, {}),
    ("restore_failed", restore.restore_failed, WHY),
    ("quick_restore", restore.quick_restore, {}),
    ("close", closure.close, {}),
    ("reopen", ending.reopen, WHY),
    ("write_postmortem", closure.write_post_mortem, {"text": "What we learned."}),
    ("write_report", closure.write_customer_report, {"text": "What happened."}),
    ("approve_report", closure.approve_customer_report, {}),
    ("send_report", closure.send_customer_report, {}),
    ("open_problem_ticket", closure.set_problem_ticket, {"ticket": "PRB-1"}),
    ("remove_from_war_room", rooms.remove, {"user_id": 0}),
    ("admit_to_war_room", rooms.admit, {"user_id": 0}),
)


@pytest.fixture
def people(db: None) -> dict[str, User]:
    return hire_everybody()


@pytest.fixture
def incident(people: dict[str, User]) -> Incident:
    """In Detect, taken by nobody, with a room, so that nothing but the role stands in the way."""
    opened = report(actor=actor_of(people["csr"]), at=AT, told=Told(words="Nobody can order."))
    opened.rooms.create(kind="virtual", opened_at=AT)
    return opened


@pytest.fixture
def led(incident: Incident, people: dict[str, User]) -> Incident:
    """The candidate has taken command."""
    candidate = people["im_candidate"]
    escalate.name_im(incident_id=incident.pk, actor=actor_of(candidate), at=AT, user=candidate)
    incident.refresh_from_db()
    return incident


def call(operation: Callable[..., object], incident: Incident, user: User | None, /, **given: Any) -> object:
    actor = actor_of(user) if user else SYSTEM_ACTOR
    return operation(incident_id=incident.pk, actor=actor, at=AT, **given)


@pytest.mark.parametrize("name, operation, given", EARLY, ids=lambda part: getattr(part, "__name__", None))
def test_an_operation_refuses_each_role_that_is_not_in_its_line(
    name: str,
    operation: Callable[..., object],
    given: Mapping[str, Any],
    incident: Incident,
    people: dict[str, User],
) -> None:
    allowed = PERMISSIONS[name] - RELATIONS
    before = Incident.objects.values().get(pk=incident.pk)
    refused = set(Role.values) - allowed
    assert refused
    for role in sorted(refused):
        with pytest.raises(NotPermitted) as refusal:
            call(operation, incident, people[role], **given)
        assert incident.reference in str(refusal.value)
    assert Incident.objects.values().get(pk=incident.pk) == before


@pytest.mark.parametrize("name, operation, given", EARLY, ids=lambda part: getattr(part, "__name__", None))
def test_the_system_decides_nothing_by_itself(
    name: str, operation: Callable[..., object], given: Mapping[str, Any], incident: Incident
) -> None:
    if "system" in PERMISSIONS[name]:
        call(operation, incident, None, **given)
        return
    with pytest.raises(NotPermitted):
        call(operation, incident, None, **given)


def test_every_operation_that_asks_the_table_is_asked_here() -> None:
    elsewhere = {
        "assign_im", "accept_im", "assign_task", "false_alarm", "merge", "reclassify", "waive_step",
        "answer_ledger", "publish_status", "complete_notify", "complete_escalate", "complete_investigate",
        "update_task", "send_all_clear", "link_article", "acknowledge", "decline", "escalate_now",
    }  # fmt: skip
    built_later = {"waive_guard", "page_off_path", "unmerge"}
    settings = {name for name in PERMISSIONS if name.startswith(("configure_", "read"))}
    assert {name for name, *_ in EARLY} | elsewhere | built_later | settings == set(PERMISSIONS)


@pytest.mark.parametrize("role", sorted(set(Role.values) - {"im_candidate"}))
def test_only_the_manager_of_this_incident_gives_tasks(
    role: str, led: Incident, people: dict[str, User]
) -> None:
    with pytest.raises(NotPermitted):
        call(investigate.add_task, led, people[role], title="Restart it", assignee=people["responder"])
    call(investigate.add_task, led, people["im_candidate"], title="Restart it", assignee=people["responder"])
    assert Task.objects.get(incident=led).assignee == people["responder"]


def test_another_candidate_is_not_the_manager_of_this_incident(
    led: Incident, people: dict[str, User]
) -> None:
    other = User.objects.create(username="other", name="Other", roles=["im_candidate"])
    with pytest.raises(NotPermitted):
        call(investigate.add_task, led, other, title="Restart it")
    with pytest.raises(NotPermitted):
        call(restore.mark_restored, led, other)


def test_an_executive_gives_no_tasks_and_csr_does_not_close(led: Incident, people: dict[str, User]) -> None:
    with pytest.raises(NotPermitted):
        call(investigate.add_task, led, people["executive"], title="Hurry")
    with pytest.raises(NotPermitted):
        call(closure.close, led, people["csr"])


def test_a_named_manager_leads_only_after_accepting(incident: Incident, people: dict[str, User]) -> None:
    named = people["im_candidate"]
    call(escalate.name_im, incident, people["csr"], user=named)
    with pytest.raises(NotPermitted):
        call(investigate.choose_option, incident, named, option="resolve", rationale="It is quick.")
    call(escalate.accept_im, incident, named)
    call(investigate.choose_option, incident, named, option="resolve", rationale="It is quick.")


@pytest.mark.parametrize(
    "role", sorted(set(Role.values) - {"csr", "operator", "ops_manager", "im_candidate"})
)
def test_naming_a_manager_is_refused(role: str, incident: Incident, people: dict[str, User]) -> None:
    with pytest.raises(NotPermitted):
        call(escalate.name_im, incident, people[role], user=people["im_candidate"])
    assert not Appointment.objects.exists()


def test_a_candidate_names_herself_and_nobody_else(incident: Incident, people: dict[str, User]) -> None:
    other = User.objects.create(username="other", name="Other", roles=["im_candidate"])
    with pytest.raises(NotPermitted):
        call(escalate.name_im, incident, people["im_candidate"], user=other)


def test_a_responder_classifies_only_when_paged(incident: Incident, people: dict[str, User]) -> None:
    responder = people["responder"]
    call(detect.take, incident, people["csr"])
    with pytest.raises(NotPermitted):
        call(classify.classify, incident, responder, **JUDGED)
    page(incident, responder)
    call(classify.classify, incident, responder, **JUDGED)
    incident.refresh_from_db()
    assert incident.priority == "P2"


def page(incident: Incident, user: User) -> None:
    """The path has paged somebody."""
    incident.pages.create(user=user, key="test:1", purpose="level", paged_at=AT)
    assert user.pk in facts.ask_one("paged", incident.pk)


def test_after_an_acceptance_only_the_manager_reclassifies(led: Incident, people: dict[str, User]) -> None:
    call(detect.take, led, people["csr"])
    call(classify.classify, led, people["csr"], **JUDGED)
    again = {"judgement": classify.Judgement(impact=1, urgency=2, component_unknown=True, reason="Worse.")}
    for role in ("csr", "operator", "ops_manager", "helpdesk_lead"):
        with pytest.raises(NotPermitted):
            call(classify.classify, led, people[role], **again)
    call(classify.classify, led, people["im_candidate"], **again)
    assert led.classifications.count() == 2


@pytest.mark.parametrize("role", sorted(set(Role.values) - {"helpdesk_lead", "ops_manager"}))
def test_a_step_is_not_waived_by(role: str, incident: Incident, people: dict[str, User]) -> None:
    call(detect.take, incident, people["csr"])
    call(classify.classify, incident, people["csr"], **JUDGED)
    step = StepRun.objects.filter(incident=incident).first()
    assert step is not None
    with pytest.raises(NotPermitted):
        call(notify.waive_step, incident, people[role], step_id=step.pk, reason="Nobody reads it.")


@pytest.mark.parametrize("role", sorted(set(Role.values) - {"csr"}))
def test_merging_early_is_for_customer_support(
    role: str, incident: Incident, people: dict[str, User]
) -> None:
    target = report(actor=actor_of(people["csr"]), at=AT, told=Told(words="The same thing."))
    with pytest.raises(NotPermitted):
        call(ending.merge_into, incident, people[role], into_id=target.pk)


@pytest.mark.parametrize("role", sorted(set(Role.values) - {"csr", "operator"}))
def test_reporting_falsely_is_not_said_by(role: str, incident: Incident, people: dict[str, User]) -> None:
    with pytest.raises(UnableToAct) as refusal:
        call(ending.false_alarm, incident, people[role], reason="It is nothing.")
    assert refusal.value.codes == ["FA_ROLE_IM"]
