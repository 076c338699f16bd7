"""An address of a customer's contact that does not exist: marked, passed over, shown, and taken back when edited."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actors import Actor
from accounts.models import User
from catalog.models import Customer, CustomerContact
from catalog.operations.contacts import change_contact, verify_channel
from incidents.models import Incident, StepRun, Task
from incidents.next_action import Viewer
from incidents.operations.returning import note_mail_returned
from incidents.queries.told import plan_of
from notifications.models import Delivery
from tests.clock import Clock
from tests.fakes.providers import Providers
from tests.incidents.test_ends import CUSTOMER, over, say
from tests.incidents.test_who_is_told import led
from timeline.queries import story

pytestmark = pytest.mark.django_db
As = Callable[[str], Actor]
GONE = "piers+550@wexcombe.example"
NUMBER = "+447700900123"


def contact_at(address: str, clock: Clock, phone: str = "") -> CustomerContact:
    row = CustomerContact.objects.get(email=CUSTOMER)
    row.email, row.phone, row.phone_verified_at = address, phone, clock.now if phone else None
    row.is_key_contact = False
    row.save()
    # Nobody is called: she is written to.
    Customer.objects.filter(pk=row.customer_id).update(top10=False, tier="silver")
    return row


def ways(contact: CustomerContact, kind: str = "initial") -> list[tuple[str, str]]:
    rows = Delivery.objects.filter(recipient=contact.key, kind=kind).order_by("pk")
    return list(rows.values_list("channel", "state"))


def test_a_mailbox_that_is_refused_is_marked_and_the_next_word_goes_another_way_at_once(
    clock: Clock, as_: As, providers: Providers
) -> None:
    contact = contact_at(GONE, clock, NUMBER)
    incident = led(clock, as_)
    say(incident, clock, as_("tomasz"), "We are on it.")
    assert [channel for channel, _ in ways(contact)] == ["email", "sms"]
    contact.refresh_from_db()
    assert contact.mail_comes_back and "No such user" in contact.email_refused_why
    assert "contact.channel_refused" in [line.kind for line in story(f"customer:{contact.customer_id}")]
    plan = plan_of(incident, Viewer())
    assert plan is not None and plan.unreachable == (f"{contact}: mail comes back",)
    Incident.objects.filter(pk=incident.pk).update(stage="restore")
    over(incident, clock, as_)
    assert [channel for channel, _ in ways(contact, "all_clear")] == ["sms"]


def test_it_stands_on_the_customers_page_and_in_the_seat_until_the_address_is_edited(
    clock: Clock, as_: As, providers: Providers
) -> None:
    contact = contact_at(GONE, clock)
    incident = led(clock, as_)
    say(incident, clock, as_("tomasz"), "We are on it.")
    assert Task.objects.filter(
        title__contains=contact.name, title__startswith="Reach by other means"
    ).exists()
    client = Client()
    client.force_login(User.objects.get(username="tomasz"))
    page, seat = (
        reverse("catalog:customer", args=[contact.customer_id]),
        f"/support/?caller={GONE.replace('+', '%2B')}",
    )
    assert "does not exist" in client.get(page).content.decode()
    assert f"Mails to {GONE} come back" in client.get(seat).content.decode()
    assert f"{contact}: mail comes back" in client.get(f"/incidents/{incident.number}/").content.decode()
    given = {"email": "piers@wexcombe.example"}
    change_contact(
        model=CustomerContact, contact_id=contact.pk, given=given, actor=as_("tomasz"), at=clock.now
    )
    contact.refresh_from_db()
    assert not contact.mail_comes_back and contact.email_refused == ""
    assert "does not exist" not in client.get(page).content.decode()


def test_whoever_verifies_the_same_address_anew_takes_the_mark_back(
    clock: Clock, as_: As, providers: Providers
) -> None:
    contact = contact_at(GONE, clock)
    assert note_mail_returned(address=GONE.upper(), why="No such user", at=clock.now) == 1
    assert note_mail_returned(address=GONE, why="No such user", at=clock.now) == 0, "known already"
    about = {"model": CustomerContact, "contact_id": contact.pk, "actor": as_("tomasz"), "at": clock.now}
    verify_channel(channel="email", how="She wrote from it.", **about)
    contact.refresh_from_db()
    assert not contact.mail_comes_back


def test_a_mail_that_comes_back_hours_later_goes_another_way_still(
    clock: Clock, as_: As, providers: Providers
) -> None:
    contact = contact_at("piers@wexcombe.example", clock, NUMBER)
    incident = led(clock, as_)
    say(incident, clock, as_("tomasz"), "We are on it.")
    assert (
        ways(contact) == [("email", "sent")]
        and StepRun.objects.get(step__code="email_affected").state == "done"
    )
    assert note_mail_returned(address=contact.email, why="The mail came back: 5.1.1", at=clock.now) == 1
    clock.advance(minutes=1)
    assert ways(contact)[0] == ("email", "failed") and ways(contact)[1][0] == "sms"
    assert note_mail_returned(address="nobody@example.org", why="gone", at=clock.now) == 0


def test_a_mail_that_comes_back_from_whoever_has_no_other_way_is_a_task(
    clock: Clock, as_: As, providers: Providers
) -> None:
    contact = contact_at("piers@wexcombe.example", clock)
    incident = led(clock, as_)
    say(incident, clock, as_("tomasz"), "We are on it.")
    note_mail_returned(address=contact.email, why="The mail came back: 5.1.1", at=clock.now)
    clock.advance(minutes=1)
    assert ways(contact) == [("email", "failed")]
    assert Task.objects.filter(
        title__contains=contact.name, title__startswith="Reach by other means"
    ).exists()
