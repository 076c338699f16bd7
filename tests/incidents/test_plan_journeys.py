"""The whole plan carried out: calls, partners, the next channel, the way out; each person told once, and of the end."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.actors import Actor
from accounts.refusals import Invalid, NotPermitted
from catalog.models import Customer, CustomerContact, Partner, PartnerContact
from incidents.models import Incident, NotificationPlan, PlanStep, StepRun, Task
from incidents.next_action import Viewer
from incidents.operations import calls
from incidents.operations.investigate import finish_task
from incidents.queries.audiences import assigned
from incidents.queries.readers import Hurt
from incidents.queries.told import plan_of
from notifications.models import Delivery
from tests.clock import Clock
from tests.fakes.providers import Providers
from tests.incidents.test_ends import CUSTOMER, blocked, over, say
from tests.incidents.test_who_is_told import led

pytestmark = pytest.mark.django_db
As = Callable[[str], Actor]
PHONE = "+447700900777"


def steps(priority: str = "P1") -> list[PlanStep]:
    return list(PlanStep.objects.filter(plan__priority=priority, plan__active=True))


def reached(given: list[PlanStep], hurt: Hurt) -> dict[str, list[str]]:
    found = assigned(given, hurt)
    return {step.code: [one.address for one in found[step.pk]] for step in given}


def key_contact(clock: Clock, name: str = "Wexcombe Rail Freight", **more: object) -> CustomerContact:
    """The customer's contact with a phone, and a customer of the Top 10."""
    Customer.objects.filter(name=name).update(top10=True)
    contact = CustomerContact.objects.get(customer__name=name)
    given = {"phone": PHONE, "is_key_contact": True, "phone_verified_at": clock.now, **more}
    CustomerContact.objects.filter(pk=contact.pk).update(**given)
    contact.refresh_from_db()
    return contact


def test_one_message_a_person_by_the_audience_that_knows_her_best(clock: Clock, as_: As) -> None:
    contact = key_contact(clock)
    second = CustomerContact.objects.create(
        customer=contact.customer, name="Ida Voss", email="ida@wexcombe.example"
    )
    CustomerContact.objects.create(
        customer=contact.customer, name="No Mail", email="none@wexcombe.example", opt_outs=["initial"]
    )
    texted = CustomerContact.objects.create(
        customer=contact.customer, name="Texted", phone="+447700900778", phone_verified_at=clock.now
    )
    CustomerContact.objects.create(customer=contact.customer, name="Unverified", phone="+447700900779")
    partner = Partner.objects.create(name="Reseller")
    Customer.objects.filter(pk=contact.customer_id).update(partner=partner)
    PartnerContact.objects.create(partner=partner, name="Ida Voss", email="Ida@wexcombe.example")
    resold = PartnerContact.objects.create(partner=partner, name="Rea", email="rea@reseller.example")
    found = reached(steps(), Hurt(frozenset({contact.customer_id}), frozenset({contact.customer_id})))
    assert found["top10_personal"] == [PHONE]
    assert found["am_call_high_value"] == []
    assert found["email_affected"] == [second.email, texted.phone]
    assert found["partners_affected"] == [resold.email]
    assert CUSTOMER not in found["email_all"] and len(found["email_all"]) == 9
    assert len(found["am_info"]) == 1


def test_the_plan_of_today_knows_all_audiences_and_an_old_one_is_completed(demo_company: None) -> None:
    assert {step.code for step in steps()} >= {"top10_personal", "email_all", "partners_affected", "in_app"}
    assert [step.later_performer for step in steps() if step.code == "top10_personal"] == ["executive"]
    assert NotificationPlan.objects.filter(active=True).count() == 5


def test_a_key_contact_is_called_and_called_again_when_it_is_over(
    clock: Clock, as_: As, providers: Providers
) -> None:
    contact = key_contact(clock)
    incident = led(clock, as_)
    assert not Task.objects.exists(), "nobody calls before the page is published"
    say(incident, clock, as_("tomasz"), "We are on it.")
    call = Task.objects.get(run__step__code="top10_personal")
    assert call.contact == contact.key and PHONE in call.script and "We are on it." in call.script
    assert call.assignee is not None and call.assignee.has_role("account_manager")
    manager = Delivery.objects.filter(recipient=call.assignee.key, kind="note")
    assert {row.channel for row in manager} == {"sms", "email"}
    assert "Wexcombe Rail Freight" in Delivery.objects.get(recipient=call.assignee.key, kind="initial").body
    with pytest.raises(Invalid, match="say how it went"):
        finish_task(incident_id=incident.pk, actor=as_("ines"), at=clock.now, task_id=call.pk)
    calls.report_call(
        incident_id=incident.pk,
        actor=as_("ines"),
        at=clock.now,
        task_id=call.pk,
        outcome="reached",
        note="ok",
    )
    assert StepRun.objects.get(step__code="top10_personal").state == "done"
    clock.advance(minutes=61)
    later = Task.objects.get(call="later")
    assert later.assignee and later.assignee.has_role("executive")
    with pytest.raises(NotPermitted):
        calls.report_call(
            incident_id=incident.pk, actor=as_("tomasz"), at=clock.now, task_id=later.pk, outcome="reached"
        )
    calls.report_call(
        incident_id=incident.pk, actor=as_("hana"), at=clock.now, task_id=later.pk, outcome="not_reached"
    )
    Incident.objects.filter(pk=incident.pk).update(stage="restore")
    over(incident, clock, as_)
    again = Task.objects.get(call="all_clear")
    assert "RST_TOP10" in blocked(incident, clock)
    calls.report_call(
        incident_id=incident.pk, actor=as_("ines"), at=clock.now, task_id=again.pk, outcome="left_word"
    )
    assert "RST_TOP10" not in blocked(incident, clock)
    assert CUSTOMER not in [letter.recipient for letter in providers.mailbox.letters()]
    plan = plan_of(incident, Viewer())
    rows = {row.audience: row.how for group in plan.groups for row in group.rows} if plan else {}
    assert rows["Key contacts, called"] == "called by a person, 1 of 1 told"


def test_who_cannot_be_reached_by_phone_is_written_to(clock: Clock, as_: As, providers: Providers) -> None:
    key_contact(clock)
    incident = led(clock, as_)
    say(incident, clock, as_("tomasz"), "We are on it.")
    call = Task.objects.get(run__step__code="top10_personal")
    calls.report_call(
        incident_id=incident.pk, actor=as_("ines"), at=clock.now, task_id=call.pk, outcome="not_reached"
    )
    clock.advance(minutes=1)
    assert CUSTOMER in [letter.recipient for letter in providers.mailbox.letters()]


def test_after_three_retries_the_next_channel_of_the_contact(
    clock: Clock, as_: As, providers: Providers
) -> None:
    contact = key_contact(clock, email="piers+451@wexcombe.example", is_key_contact=False)
    Customer.objects.filter(pk=contact.customer_id).update(top10=False, tier="silver")
    incident = led(clock, as_)
    say(incident, clock, as_("tomasz"), "We are on it.")
    assert not Delivery.objects.filter(recipient=contact.key, channel="sms").exists()
    clock.advance(minutes=25)
    mail = Delivery.objects.get(recipient=contact.key, channel="email")
    assert (mail.state, mail.attempts) == ("failed", 4)
    assert "Orders are refused" in Delivery.objects.get(recipient=contact.key, channel="sms").body
    clock.advance(minutes=2)
    assert StepRun.objects.get(step__code="email_affected").state == "done"
    assert not Task.objects.filter(title__startswith="Reach by other means").exists()


def test_a_step_says_how_it_stands_as_often_as_the_plan_asks(
    clock: Clock, as_: As, providers: Providers
) -> None:
    PlanStep.objects.filter(code="sms_exec").update(repeat_minutes=30)
    incident = led(clock, as_)
    clock.advance(minutes=61)
    said = Delivery.objects.filter(kind="update", recipient=as_("hana").named.key)
    assert said.count() == 2 and all("Goes on" in row.body for row in said)
    Incident.objects.filter(pk=incident.pk).update(service_restored_at=clock.now)
    clock.advance(minutes=61)
    assert said.count() == 2


def test_one_press_of_the_mail_program_is_the_end_of_such_mails(
    clock: Clock, as_: As, providers: Providers, client: Client
) -> None:
    incident = led(clock, as_)
    say(incident, clock, as_("tomasz"), "We are on it.")
    letter = next(one for one in providers.mailbox.letters() if one.recipient == CUSTOMER)
    opened = providers.mailbox.open(letter.id)
    assert opened is not None and "/no-more-mail/" in opened.text
    headers = dict(opened.headers)
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = "/no-more-mail/" + headers["List-Unsubscribe"].strip("<>").split("/no-more-mail/")[1]
    assert b"No more such mails?" in client.get(address).content
    contact = CustomerContact.objects.get(email=CUSTOMER)
    assert contact.opt_outs == []
    client.post(address, {"List-Unsubscribe": "One-Click"})
    contact.refresh_from_db()
    assert contact.opt_outs == ["initial"]
    Incident.objects.filter(pk=incident.pk).update(stage="restore")
    over(incident, clock, as_)
    assert Delivery.objects.get(recipient=contact.key, kind="all_clear").state == "cancelled"
    assert "RST_SAME_AUDIENCES" not in blocked(incident, clock)
    client.post(address, {"again": "1"})
    contact.refresh_from_db()
    assert contact.opt_outs == []
    assert client.post("/no-more-mail/forged/").status_code == 404
