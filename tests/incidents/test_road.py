"""The road of an incident by its operations: each stage is left only when its guards hold, by whoever may."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from accounts.actors import Actor
from accounts.models import User
from accounts.refusals import Invalid, NotPermitted
from catalog.models import Asset, Customer
from incidents.models import Incident, StepRun
from incidents.operations import (
    classify,
    closure,
    detect,
    ending,
    escalate,
    investigate,
    notify,
    record,
    restore,
)
from incidents.operations.acting import Stale, UnableToAct, advance
from incidents.operations.classify import Judgement
from incidents.operations.opening import Opening
from incidents.operations.reports import Told, report
from incidents.stages import Stage
from notifications.models import Delivery
from outbox.models import Entry
from tests.clock import Clock
from tests.fakes.providers import Providers
from timeline.queries import story

pytestmark = pytest.mark.django_db
As = Callable[[str], Actor]


def opened(
    clock: Clock, asset: str = "uk-prod", response: str = "page", severity: str = "critical"
) -> Incident:
    """An incident as an alert opens it."""
    opening = Opening(
        title="UK production down",
        means="internal_monitoring",
        manifestation="Orders of the UK are refused",
        detected_at=clock.now,
        occurred_at=clock.now - timedelta(minutes=3),
        response=response,
        severity=severity,
        assets=(Asset.objects.get(name=asset),),
        rule_name="OrdersRefused",
        agreed_by="Malcolm Tse",
    )
    return detect.open_incidents([opening], at=clock.now)[0]


def judged(
    incident: Incident,
    clock: Clock,
    actor: Actor,
    impact: int = 2,
    urgency: int = 1,
    asset: str = "uk-prod",
    **more: object,
) -> Incident:
    """Classified by a person."""
    judgement = Judgement(impact=impact, urgency=urgency, assets=[Asset.objects.get(name=asset)], **more)
    return classify.classify(incident_id=incident.pk, actor=actor, at=clock.now, judgement=judgement)


def test_an_alert_that_pages_is_classified_provisionally(clock: Clock, as_: As) -> None:
    incident = opened(clock)
    assert (incident.stage, incident.priority, incident.provisional) == (Stage.DETECT, "P1", True)
    assert incident.customers.count() == 3
    assert incident.classifications.get().version == 0
    assert Entry.objects.filter(topic="oncall.start_escalation").count() == 1
    assert incident.impact_known_at is None


def test_taking_passes_detect_and_record_when_the_alert_filled_them(clock: Clock, as_: As) -> None:
    incident = opened(clock)
    detect.take(incident_id=incident.pk, actor=as_("tomasz"), at=clock.now, seen=0)
    incident = Incident.objects.get()
    assert incident.stage == Stage.CLASSIFY
    with pytest.raises(Stale):
        detect.take(incident_id=incident.pk, actor=as_("grace"), at=clock.now, seen=0)
    with pytest.raises(UnableToAct, match="taken it already"):
        detect.take(incident_id=incident.pk, actor=as_("grace"), at=clock.now)


def test_a_report_starts_in_the_same_queue(clock: Clock, as_: As) -> None:
    customer = Customer.objects.get(name="Corvane Logistics")
    told = Told(words="Nothing goes through. Please call back.", customer=customer, reporter="Dale Corvane")
    incident = report(actor=as_("tomasz"), at=clock.now, told=told)
    assert (incident.stage, incident.response, incident.customer_discovered) == (Stage.DETECT, "queue", True)
    assert [row.customer for row in incident.customers.all()] == [customer]
    with pytest.raises(NotPermitted):
        report(actor=as_("hana"), at=clock.now, told=Told(words="What is going on?", means="internal_staff"))
    with pytest.raises(Invalid):
        report(actor=as_("tomasz"), at=clock.now, told=Told(words=" "))


def test_late_entries_keep_both_times_and_impossible_times_are_refused(clock: Clock, as_: As) -> None:
    incident = opened(clock)
    early = clock.now - timedelta(minutes=20)
    details = record.Record(manifestation="First refused order at 13:40", occurred_at=early)
    record.record_details(incident_id=incident.pk, actor=as_("tomasz"), at=clock.now, record=details)
    began = next(
        line for line in story(incident.key) if line.kind == "incident.it_began" and line.happened_at == early
    )
    assert began.late
    with pytest.raises(Invalid, match="future"):
        record.record_details(
            incident_id=incident.pk,
            actor=as_("tomasz"),
            at=clock.now,
            record=record.Record(occurred_at=clock.now + timedelta(hours=1)),
        )


def test_the_whole_road(clock: Clock, as_: As, providers: Providers) -> None:
    incident = opened(clock)
    tomasz, number = as_("tomasz"), incident.pk
    detect.take(incident_id=number, actor=tomasz, at=clock.now)
    judged(incident, clock, tomasz)
    clock.advance(minutes=1)
    states = dict(StepRun.objects.values_list("step__code", "state"))
    assert states == {
        "email_ops": "done",
        "sms_exec": "done",
        "am_info": "done",
        "status_page": "pending",
        "email_affected": "blocked",
        "email_all": "skipped",
        "am_call_high_value": "blocked",
        "top10_personal": "skipped",
        "partners_affected": "skipped",
        "in_app": "skipped",
    }
    with pytest.raises(UnableToAct) as refusal:
        advance(incident_id=number, actor=tomasz, at=clock.now)
    assert refusal.value.codes == ["NTF_STATUS_FIRST", "NTF_PENDING"]
    assert not Delivery.objects.filter(recipient__startswith="contact:").exists()


def test_reclassifying_needs_a_reason_and_two_grades_down_the_manager(clock: Clock, as_: As) -> None:
    incident = opened(clock)
    tomasz = as_("tomasz")
    detect.take(incident_id=incident.pk, actor=tomasz, at=clock.now)
    judged(incident, clock, tomasz)
    with pytest.raises(UnableToAct, match="Say why"):
        judged(incident, clock, tomasz, impact=3)
    with pytest.raises(UnableToAct, match="two or more grades"):
        judged(incident, clock, tomasz, impact=4, reason="only one customer")
    judged(incident, clock, tomasz, impact=3, urgency=2, reason="fewer orders than we thought")
    incident = Incident.objects.get()
    assert (incident.priority, incident.classifications.count()) == ("P3", 3)


def test_an_incident_manager_is_asked_and_holds_no_tasks(clock: Clock, as_: As) -> None:
    incident = opened(clock)
    ines = User.objects.get(username="ines")
    jonas = User.objects.get(username="jonas")
    with pytest.raises(Invalid):
        escalate.name_im(incident_id=incident.pk, actor=as_("tomasz"), at=clock.now, user=jonas)
    with pytest.raises(UnableToAct):
        escalate.accept_im(incident_id=incident.pk, actor=as_("ines"), at=clock.now)
    escalate.name_im(incident_id=incident.pk, actor=as_("tomasz"), at=clock.now, user=ines)
    escalate.accept_im(incident_id=incident.pk, actor=as_("ines"), at=clock.now)
    incident = Incident.objects.get()
    assert incident.im == ines and incident.im_accepted_at == clock.now
    assert incident.rooms.get().participants.get().user == ines
    with pytest.raises(UnableToAct, match="holds no tasks"):
        investigate.add_task(
            incident_id=incident.pk, actor=as_("ines"), at=clock.now, title="Look at the logs", assignee=ines
        )
    investigate.add_task(
        incident_id=incident.pk, actor=as_("ines"), at=clock.now, title="Look at the logs", assignee=jonas
    )
    with pytest.raises(NotPermitted):
        investigate.add_task(incident_id=incident.pk, actor=as_("hana"), at=clock.now, title="Tell me more")


def test_a_small_incident_takes_three_clicks(clock: Clock, as_: As) -> None:
    incident = opened(clock, asset="cache-node-2", response="queue")
    tomasz, ann = as_("tomasz"), as_("ann")
    detect.take(incident_id=incident.pk, actor=ann, at=clock.now)
    judgement = Judgement(
        impact=4, urgency=3, assets=[Asset.objects.get(name="cache-node-2")], customer_visible=False
    )
    classify.classify(incident_id=incident.pk, actor=ann, at=clock.now, judgement=judgement)
    restore.quick_restore(incident_id=incident.pk, actor=ann, at=clock.now, close=True)
    incident = Incident.objects.get()
    assert incident.stage == Stage.CLOSED, closure
    with pytest.raises(NotPermitted):
        ending.reopen(incident_id=incident.pk, actor=tomasz, at=clock.now, reason="it is back")
    ending.reopen(incident_id=incident.pk, actor=as_("ruth"), at=clock.now, reason="it is back")
    incident = Incident.objects.get()
    assert (incident.stage, incident.episode, incident.episodes.count()) == (Stage.CLASSIFY, 2, 2)


def test_a_small_incident_closes_after_colleagues_were_told_and_they_hear_of_its_end(
    clock: Clock, as_: As, providers: Providers
) -> None:
    incident = opened(clock, asset="cache-node-2", response="queue")
    ann = as_("ann")
    detect.take(incident_id=incident.pk, actor=ann, at=clock.now)
    judgement = Judgement(
        impact=4, urgency=3, assets=[Asset.objects.get(name="cache-node-2")], customer_visible=False
    )
    classify.classify(incident_id=incident.pk, actor=ann, at=clock.now, judgement=judgement)
    clock.advance(seconds=30)
    told = set(Delivery.objects.filter(kind="initial", state="sent").values_list("address", flat=True))
    assert told
    restore.quick_restore(incident_id=incident.pk, actor=ann, at=clock.now, close=True)
    assert Incident.objects.get().stage == Stage.CLOSED
    clock.advance(seconds=30)
    ends = Delivery.objects.filter(kind="all_clear", state="sent")
    assert set(ends.values_list("address", flat=True)) == told
    assert ends.count() == len(told)


def test_a_false_alarm_and_a_merge(clock: Clock, as_: As) -> None:
    first, second = opened(clock), opened(clock, asset="us-prod")
    with pytest.raises(UnableToAct, match="into itself"):
        ending.merge_into(incident_id=first.pk, into_id=first.pk, actor=as_("tomasz"), at=clock.now)
    ending.merge_into(incident_id=second.pk, into_id=first.pk, actor=as_("tomasz"), at=clock.now)
    merged, target = Incident.objects.get(pk=second.pk), Incident.objects.get(pk=first.pk)
    assert (merged.stage, merged.merged_into) == (Stage.MERGED, target)
    assert (target.assets.count(), target.customers.count()) == (2, 8)
    with pytest.raises(UnableToAct, match="false alarm"):
        ending.false_alarm(incident_id=first.pk, actor=as_("leila"), at=clock.now, reason="a test")
    ending.false_alarm(
        incident_id=first.pk, actor=as_("tomasz"), at=clock.now, reason="a test of the monitor"
    )
    assert Incident.objects.get(pk=first.pk).stage == Stage.CANCELLED


def test_nothing_is_published_only_for_a_reason(clock: Clock, as_: As) -> None:
    incident = opened(clock)
    detect.take(incident_id=incident.pk, actor=as_("tomasz"), at=clock.now)
    judged(incident, clock, as_("tomasz"))
    with pytest.raises(UnableToAct):
        notify.do_not_publish(incident_id=incident.pk, actor=as_("tomasz"), at=clock.now, reason=" ")
    with pytest.raises(NotPermitted):
        notify.do_not_publish(incident_id=incident.pk, actor=as_("tomasz"), at=clock.now, reason="too small")
