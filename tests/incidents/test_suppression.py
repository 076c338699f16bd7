"""Silence where nobody could notice: it holds back what goes outside, never what stays inside, and ends by itself."""

from collections.abc import Callable

import pytest

from accounts.actors import Actor
from catalog.models import Asset, Customer
from incidents.models import Incident, StepRun
from incidents.operations import classify, detect, notify, restore
from incidents.operations.reports import Told, attach_report
from incidents.queries.clocks import questions_of
from notifications.models import Delivery
from statuspage.operations.publishing import publish
from tests.clock import Clock
from tests.fakes.providers import Providers
from tests.incidents.test_road import opened
from timeline.queries import story

pytestmark = pytest.mark.django_db
As = Callable[[str], Actor]


def silent(clock: Clock, as_: As, **more: object) -> Incident:
    """A P3 that nobody outside can notice, over in ten minutes, they say."""
    incident = opened(clock, asset="cache-node-2", response="queue")
    detect.take(incident_id=incident.pk, actor=as_("tomasz"), at=clock.now)
    given = {
        "impact": 4,
        "urgency": 1,
        "customer_visible": False,
        "eta_minutes": 10,
        "reason": "The cache is cold",
        **more,
    }
    judgement = classify.Judgement(assets=[Asset.objects.get(name="cache-node-2")], **given)  # type: ignore[arg-type]
    classify.classify(incident_id=incident.pk, actor=as_("tomasz"), at=clock.now, judgement=judgement)
    clock.advance(seconds=30)
    return Incident.objects.get(pk=incident.pk)


def states(incident: Incident) -> dict[str, str]:
    return dict(StepRun.objects.filter(incident=incident).values_list("step__code", "state"))


def told(incident: Incident) -> list[str]:
    return [line.words for line in story(incident.key)]


def test_nothing_goes_outside_and_everything_inside(clock: Clock, as_: As, providers: Providers) -> None:
    incident = silent(clock, as_)
    assert (incident.suppressed, incident.stage) == (True, "escalate")
    assert (states(incident)["status_page"], states(incident)["email_ops"]) == ("suppressed", "done")
    assert any(words.startswith("Nothing goes outside until 14:15 UTC") for words in told(incident))
    answers = {question.code: question.state for question in questions_of(incident, affected=0)}
    assert answers["q2_inform_customers"] == "suppressed"


@pytest.mark.parametrize(
    "change", [{"eta_minutes": 16}, {"eta_minutes": None}, {"customer_visible": True}], ids=str
)
def test_each_condition_is_needed(
    clock: Clock, as_: As, providers: Providers, change: dict[str, object]
) -> None:
    incident = silent(clock, as_, **change)
    assert (incident.suppressed, incident.stage, states(incident)["status_page"]) == (
        False,
        "notify",
        "pending",
    )


def test_it_ends_by_itself_after_a_quarter_of_an_hour(clock: Clock, as_: As, providers: Providers) -> None:
    incident = silent(clock, as_)
    clock.advance(minutes=14)
    assert Incident.objects.get().suppressed
    clock.advance(minutes=1)
    assert not Incident.objects.get().suppressed
    assert states(incident)["status_page"] == "pending"
    assert "No longer held back: 15 minutes have passed" in told(incident)


def test_it_ends_when_a_customer_tells_us(clock: Clock, as_: As, providers: Providers) -> None:
    incident = silent(clock, as_)
    customer = Customer.objects.get(name="Corvane Logistics")
    attach_report(
        incident_id=incident.pk,
        actor=as_("tomasz"),
        at=clock.now,
        told=Told(words="Slow.", customer=customer),
    )
    clock.advance(seconds=30)
    assert not Incident.objects.get().suppressed
    assert (states(incident)["status_page"], states(incident)["email_affected"]) == ("pending", "blocked")
    assert states(incident)["am_info"] == "done", "the account manager hears before the customer calls"


def test_restored_in_time_it_stays_silent(clock: Clock, as_: As, providers: Providers) -> None:
    incident = silent(clock, as_)
    restore.quick_restore(incident_id=incident.pk, actor=as_("ann"), at=clock.now)
    clock.advance(minutes=30)
    assert states(incident)["status_page"] == "suppressed"
    assert "No longer held back: 15 minutes have passed" not in told(incident)


def test_when_the_fix_did_not_hold_what_was_left_out_is_due(
    clock: Clock, as_: As, providers: Providers
) -> None:
    incident = silent(clock, as_, eta_minutes=None)
    restore.quick_restore(incident_id=incident.pk, actor=as_("ann"), at=clock.now)
    assert states(incident)["status_page"] == "cancelled"
    restore.restore_failed(incident_id=incident.pk, actor=as_("ann"), at=clock.now, reason="it is back")
    assert states(incident)["status_page"] == "pending"


def test_not_to_publish_stays_a_choice_of_its_own(clock: Clock, as_: As, providers: Providers) -> None:
    incident = silent(clock, as_, eta_minutes=None)
    notify.do_not_publish(incident_id=incident.pk, actor=as_("tomasz"), at=clock.now, reason="a test")
    clock.advance(minutes=20)
    found = Incident.objects.get()
    assert (found.suppressed, found.do_not_publish_reason) == (False, "a test")
    run = StepRun.objects.get(step__code="status_page")
    assert (run.state, run.reason) == ("suppressed", "a test")
    publish(
        incident_id=incident.pk,
        actor=as_("tomasz"),
        at=clock.now,
        title="Orders are slow",
        text="We are on it.",
        status="investigating",
        component_states={},
    )
    assert states(incident)["status_page"] == "done"
    assert not Delivery.objects.filter(recipient__startswith="contact:").exists()
