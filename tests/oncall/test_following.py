"""The escalation follows its incident: classified, restored, cancelled, alerts that come and go."""

from datetime import datetime

import pytest

from accounts.actors import SYSTEM_ACTOR, actor_of
from incidents.models import Incident
from oncall.models import EscalationLevel, EscalationPath, EscalationRun
from oncall.operations.answering import acknowledge
from tests.clock import Clock
from tests.fakes.providers import Providers
from tests.oncall.conftest import Company, detect, paged
from timeline.operations import record

pytestmark = pytest.mark.django_db


@pytest.fixture
def grave(company: Company, path: EscalationPath) -> EscalationPath:
    """P1 has a path of its own, before the other: the duty manager at once."""
    made = EscalationPath.objects.create(name="P1", position=1, priorities=["P1"])
    EscalationLevel.objects.create(path=made, position=0, name="duty", ack_minutes=5).users.add(company.max)
    return made


def told(incident: Incident, kind: str, at: datetime, **data: object) -> None:
    """A fact about the incident, as its own room records it."""
    about = {"incident": incident.pk, "number": incident.number}
    record(kind, subject=incident.key, actor=SYSTEM_ACTOR.named, at=at, data={**about, **data})


def classified(incident: Incident, priority: str, clock: Clock, *, raised: bool = False) -> None:
    Incident.objects.filter(pk=incident.pk).update(priority=priority, provisional=False)
    told(incident, "incident.classified", clock.now, priority=priority, raised=raised, version=1)
    clock.settle()


def test_raised_starts_again_on_the_matching_path(
    clock: Clock, company: Company, grave: EscalationPath, path: EscalationPath
) -> None:
    incident = detect(severity="error")
    clock.advance(minutes=1)
    classified(incident, "P1", clock, raised=True)
    assert paged(incident, clock) == [(0, "ann"), (1, "max")]
    runs = EscalationRun.objects.order_by("id").values_list("path_name", "state")
    assert list(runs) == [("DB response slow", "ended"), ("P1", "running")]


def test_confirming_and_lowering_change_nothing(clock: Clock, company: Company, path: EscalationPath) -> None:
    incident = detect()
    clock.advance(minutes=1)
    classified(incident, "P1", clock)
    classified(incident, "P3", clock)
    clock.advance(minutes=5)
    assert paged(incident, clock) == [(0, "ann"), (5, "dan")]


def test_the_first_human_p1_starts_a_run(clock: Clock, company: Company, path: EscalationPath) -> None:
    incident = detect(response="queue", severity="warning")
    clock.advance(minutes=3)
    assert paged(incident, clock) == []
    classified(incident, "P2", clock)
    assert paged(incident, clock) == [(3, "ann")]


def test_a_lower_one_starts_when_the_plan_is_done_or_after_a_quarter_of_an_hour(
    clock: Clock, company: Company, path: EscalationPath
) -> None:
    slow, quick = (detect(response="queue", severity="warning") for _ in range(2))
    classified(slow, "P4", clock)
    classified(quick, "P4", clock)
    clock.advance(minutes=2)
    told(quick, "incident.stage_passed", clock.now, stage="notify", next="escalate")
    clock.advance(minutes=13)
    assert (paged(quick, clock)[0], paged(slow, clock)[0]) == ((2, "ann"), (15, "ann"))


def test_a_false_alarm_ends_it_and_whoever_was_paged_is_told(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    incident = detect()
    clock.advance(minutes=6)
    Incident.objects.filter(pk=incident.pk).update(stage="cancelled", cancelled_reason="a test")
    told(incident, "incident.cancelled", clock.now, reason="a test")
    clock.advance(minutes=60)
    assert paged(incident, clock) == [(0, "ann"), (5, "dan")]
    for name in ("ann", "dan"):
        assert "was a false alarm: a test" in providers.phone(company.people[name]).texts[-1]
    assert len(providers.phone(company.lea).texts) == 0


def test_restored_ends_it(clock: Clock, company: Company, path: EscalationPath) -> None:
    incident = detect()
    clock.advance(minutes=1)
    Incident.objects.filter(pk=incident.pk).update(service_restored_at=clock.now)
    told(incident, "incident.restored", clock.now, option="workaround")
    clock.advance(minutes=60)
    assert paged(incident, clock) == [(0, "ann")]
    assert EscalationRun.objects.get().state == "ended"


def test_a_further_alert_tells_who_has_it_and_pages_again_after_the_restore(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    incident = detect()
    clock.advance(minutes=1)
    acknowledge(incident_id=incident.pk, actor=actor_of(company.ann), at=clock.now)
    told(incident, "incident.alert_attached", clock.now, response="page", title="Disk full")
    clock.settle()
    assert providers.phone(company.ann).texts[-1].endswith("A further alert: Disk full")
    clock.advance(minutes=1)
    Incident.objects.filter(pk=incident.pk).update(service_restored_at=clock.now)
    told(incident, "incident.restored", clock.now, option="workaround")
    clock.advance(minutes=1)
    told(incident, "incident.alert_attached", clock.now, response="page", title="Disk full")
    clock.advance(minutes=6)
    assert paged(incident, clock) == [(0, "ann"), (3, "ann"), (8, "dan")]


def test_when_all_alerts_recover_p1_goes_on_saying_so(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    incident = detect()
    clock.advance(minutes=2)
    told(incident, "incident.alerts_recovered", clock.now)
    clock.advance(minutes=4)
    assert "The alerts have recovered." in providers.phone(company.dan).texts[0]


def test_when_all_alerts_recover_a_lower_one_waits_in_the_queue(
    clock: Clock, company: Company, path: EscalationPath
) -> None:
    incident = detect(severity="error")
    clock.advance(minutes=2)
    told(incident, "incident.alerts_recovered", clock.now)
    clock.advance(minutes=60)
    assert paged(incident, clock) == [(0, "ann")]
    assert EscalationRun.objects.get().end_reason == "recovered"
