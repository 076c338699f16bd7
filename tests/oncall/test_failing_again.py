"""Restored and failed again: somebody is paged anew, and an old acknowledgement answers for nothing."""

import pytest

from accounts.actors import SYSTEM_ACTOR, actor_of
from incidents import facts
from incidents.models import Incident
from incidents.operations import classify, detect, restore
from oncall.models import EscalationPath, EscalationRun
from oncall.operations.answering import acknowledge
from oncall.operations.audit import audit
from outbox.models import Entry
from tests.clock import Clock
from tests.oncall.conftest import Company, paged
from tests.oncall.conftest import detect as detected
from timeline.models import TimelineEntry
from timeline.operations import record

pytestmark = pytest.mark.django_db


def restored_quickly(clock: Clock, company: Company, *, impact: int = 4) -> Incident:
    """Paged, acknowledged by Ann, classified with nobody affected, and restored by the short way."""
    incident = detected()
    clock.advance(minutes=1)
    ann = actor_of(company.ann)
    acknowledge(incident_id=incident.pk, actor=ann, at=clock.now)
    detect.take(incident_id=incident.pk, actor=ann, at=clock.now)
    judgement = classify.Judgement(impact=impact, urgency=1, component_unknown=True)
    classify.classify(incident_id=incident.pk, actor=ann, at=clock.now, judgement=judgement)
    clock.advance(minutes=1)
    restore.quick_restore(incident_id=incident.pk, actor=ann, at=clock.now)
    clock.advance(minutes=1)
    return incident


def fails(incident: Incident, clock: Clock, company: Company) -> None:
    restore.restore_failed(
        incident_id=incident.pk, actor=actor_of(company.ann), at=clock.now, reason="it is back"
    )


def test_after_a_quick_restore_that_did_not_hold_people_are_paged_again(
    clock: Clock, company: Company, path: EscalationPath
) -> None:
    incident = restored_quickly(clock, company)
    fails(incident, clock, company)
    clock.advance(minutes=6)
    assert paged(incident, clock) == [(0, "ann"), (3, "ann"), (8, "dan")]
    assert audit(at=clock.now) == []


def test_the_old_acknowledgement_answers_for_nothing(
    clock: Clock, company: Company, path: EscalationPath
) -> None:
    incident = restored_quickly(clock, company)
    assert facts.ask_one("responder_ack", incident.pk) is True
    fails(incident, clock, company)
    clock.advance(minutes=1)
    assert facts.ask_one("responder_ack", incident.pk) is False
    acknowledge(incident_id=incident.pk, actor=actor_of(company.ann), at=clock.now)
    assert facts.ask_one("responder_ack", incident.pk) is True


def test_the_watch_demands_an_answer_to_the_new_failure(
    clock: Clock, company: Company, path: EscalationPath
) -> None:
    incident = restored_quickly(clock, company, impact=1)
    fails(incident, clock, company)
    Entry.objects.filter(topic="oncall.page_again").delete()
    clock.advance(minutes=1)
    [finding] = audit(at=clock.now)
    assert (finding.incident_id, "started again" in finding.what) == (incident.pk, True)
    clock.advance(seconds=1)
    assert paged(incident, clock)[-1][1] == "ann"
    assert audit(at=clock.now) == []


def test_whoever_answered_the_alert_after_the_restore_is_not_paged_once_more(
    clock: Clock, company: Company, path: EscalationPath
) -> None:
    incident = restored_quickly(clock, company)
    about = {"incident": incident.pk, "number": incident.number, "response": "page"}
    record(
        "incident.alert_attached", subject=incident.key, actor=SYSTEM_ACTOR.named, at=clock.now, data=about
    )
    clock.advance(minutes=1)
    acknowledge(incident_id=incident.pk, actor=actor_of(company.ann), at=clock.now)
    fails(incident, clock, company)
    clock.advance(minutes=10)
    assert paged(incident, clock) == [(0, "ann"), (3, "ann")]
    assert facts.ask_one("responder_ack", incident.pk) is True
    assert EscalationRun.objects.exclude(state="ended").get().state == "acknowledged"
    assert TimelineEntry.objects.filter(kind="escalation.repaired").count() == 0
