"""What leaves late is asked once more whether it holds: no end that was none, no failure that was none."""

from collections.abc import Callable

import pytest

from accounts.actors import Actor
from catalog.models import Customer, CustomerContact
from incidents.models import Incident, PlanStep, StepRun, Task
from incidents.operations import ending, restore
from incidents.operations.otherwise import reach_otherwise
from incidents.operations.repeating import call_once_more
from notifications.models import Delivery
from tests.clock import Clock
from tests.fakes.providers import Providers
from tests.incidents.test_ends import CUSTOMER, at_restore, over, say
from tests.incidents.test_plan_journeys import key_contact
from tests.incidents.test_who_is_told import led

pytestmark = pytest.mark.django_db
As = Callable[[str], Actor]


def mailed(clock: Clock, **more: object) -> CustomerContact:
    """A contact who is mailed and has a phone, too."""
    contact = key_contact(clock, is_key_contact=False, **more)
    Customer.objects.filter(pk=contact.customer_id).update(top10=False, tier="silver")
    return contact


def told(contact: CustomerContact, kind: str) -> list[tuple[str, str]]:
    rows = Delivery.objects.filter(recipient=contact.key, kind=kind).order_by("id")
    return list(rows.values_list("channel", "state"))


def test_an_end_that_was_none_reaches_nobody_late(clock: Clock, as_: As, providers: Providers) -> None:
    contact = mailed(clock)
    incident = at_restore(clock, as_)
    Delivery.objects.filter(recipient=contact.key).update(address="piers+451@wexcombe.example")
    over(incident, clock, as_)
    assert told(contact, "all_clear") == [("email", "pending")]
    restore.restore_failed(incident_id=incident.pk, actor=as_("ines"), at=clock.now, reason="it is back")
    say(incident, clock, as_("tomasz"), "It is not over.", kind="correction")
    clock.advance(minutes=25)
    assert told(contact, "all_clear") == [("email", "cancelled")]
    assert Delivery.objects.filter(kind="correction", state="sent").exists()
    assert told(contact, "correction") == []


def test_a_failure_that_was_none_reaches_nobody_late(clock: Clock, as_: As, providers: Providers) -> None:
    contact = mailed(clock, email="piers+451@wexcombe.example")
    incident = led(clock, as_)
    say(incident, clock, as_("tomasz"), "We are on it.")
    say(incident, clock, as_("tomasz"), "Nothing was wrong.", kind="correction")
    ending.false_alarm(incident_id=incident.pk, actor=as_("ines"), at=clock.now, reason="a wrong threshold")
    clock.advance(minutes=25)
    assert told(contact, "initial") == [("email", "cancelled")]
    assert told(contact, "false_alarm") == []


def test_who_wants_no_such_mails_gets_none_about_a_false_alarm(
    clock: Clock, as_: As, providers: Providers
) -> None:
    contact = mailed(clock)
    incident = led(clock, as_)
    say(incident, clock, as_("tomasz"), "We are on it.")
    CustomerContact.objects.filter(pk=contact.pk).update(opt_outs=["initial"])
    say(incident, clock, as_("tomasz"), "Nothing was wrong.", kind="correction")
    ending.false_alarm(incident_id=incident.pk, actor=as_("ines"), at=clock.now, reason="a wrong threshold")
    clock.advance(minutes=1)
    assert told(contact, "false_alarm") == [("email", "cancelled")]


def lost(contact: CustomerContact, clock: Clock) -> Delivery:
    """The provider had taken her mail; now it comes back."""
    row = Delivery.objects.get(recipient=contact.key)
    assert row.state == "sent" and StepRun.objects.get(step__code="email_affected").state == "done"
    Delivery.objects.filter(pk=row.pk).update(state="failed", failed_at=clock.now)
    return row


def test_what_is_lost_after_its_step_was_done_goes_by_the_next_channel(
    clock: Clock, as_: As, providers: Providers
) -> None:
    contact = mailed(clock)
    say(led(clock, as_), clock, as_("tomasz"), "We are on it.")
    row = lost(contact, clock)
    assert reach_otherwise(delivery_id=row.pk, at=clock.now)
    clock.advance(minutes=1)
    assert told(contact, "initial") == [("email", "failed"), ("sms", "sent")]
    assert not reach_otherwise(delivery_id=row.pk, at=clock.now), "she has it"
    assert not Task.objects.exists()


def test_whoever_has_no_other_channel_stands_in_a_task(clock: Clock, as_: As, providers: Providers) -> None:
    contact = mailed(clock, phone="")
    incident = led(clock, as_)
    say(incident, clock, as_("tomasz"), "We are on it.")
    row = lost(contact, clock)
    assert reach_otherwise(delivery_id=row.pk, at=clock.now)
    assert Task.objects.get().title.startswith("Reach by other means (Affected customers): Piers Langley")
    Incident.objects.filter(pk=incident.pk).update(service_restored_at=clock.now)
    Task.objects.all().delete()
    assert not reach_otherwise(delivery_id=row.pk, at=clock.now), "it is over"


def test_what_a_plan_repeats_outlives_a_fix_that_did_not_hold(
    clock: Clock, as_: As, providers: Providers
) -> None:
    PlanStep.objects.filter(code__in=("sms_exec", "email_affected")).update(repeat_minutes=30)
    incident = at_restore(clock, as_)
    clock.advance(minutes=20)
    over(incident, clock, as_)
    clock.advance(minutes=12)
    updates = Delivery.objects.filter(kind="update")
    assert not updates.exists(), "it is over"
    restore.restore_failed(incident_id=incident.pk, actor=as_("ines"), at=clock.now, reason="it is back")
    clock.advance(minutes=30)
    inside = updates.filter(recipient=as_("hana").named.key)
    outside = updates.filter(address=CUSTOMER)
    assert (inside.count(), outside.count()) == (1, 0), "the page says still that it is over"
    say(incident, clock, as_("tomasz"), "It is not over.", kind="correction")
    clock.advance(minutes=90)
    assert (inside.count(), outside.count()) == (4, 3)


def test_the_executive_calls_after_a_fix_that_did_not_hold(
    clock: Clock, as_: As, providers: Providers
) -> None:
    key_contact(clock)
    incident = at_restore(clock, as_)
    clock.advance(minutes=50)
    over(incident, clock, as_)
    clock.advance(minutes=10)
    assert not Task.objects.filter(call="later").exists(), "it is over"
    restore.restore_failed(incident_id=incident.pk, actor=as_("ines"), at=clock.now, reason="it is back")
    say(incident, clock, as_("tomasz"), "It is not over.", kind="correction")
    clock.advance(minutes=20)
    later = Task.objects.get(call="later")
    assert "It is not over." in later.script
    assert call_once_more(incident_id=incident.pk, step_id=later.run_id or 0, at=clock.now) == 0
