"""A subscriber who is one of the plan's people, too, hears each piece of news once, whichever way was first."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from accounts.actors import Actor
from catalog.models import Customer, CustomerContact, Partner, PartnerContact
from incidents.models import Incident, StepRun
from incidents.operations.reports import Told, attach_report
from notifications.models import Delivery
from outbox.handling import TryAgain
from outbox.models import Entry
from outbox.operations import ToDo, put
from statuspage.models import Announcement, Letter, Subscriber
from statuspage.subscribing import bouncing, heard, lanes, standing
from tests.clock import Clock
from tests.fakes.providers import Providers
from tests.incidents.test_ends import CUSTOMER, over, say
from tests.incidents.test_who_is_told import led
from tests.statuspage.test_subscribers_staff import REPORT

pytestmark = pytest.mark.django_db
As = Callable[[str], Actor]


def subscribe(clock: Clock, address: str, channel: str = "email") -> Subscriber:
    before = clock.now - timedelta(days=1)
    given = {"state": "confirmed", "confirmed_at": before, "created_at": before}
    return Subscriber.objects.create(channel=channel, address=address, **given)


def arrived(providers: Providers, address: str) -> list[str]:
    return [one.subject for one in providers.mailbox.letters() if one.recipient == address]


def letters(row: Subscriber) -> list[str]:
    return list(row.letters.order_by("pk").values_list("state", flat=True))


def test_the_plan_tells_her_and_her_letter_stays_but_for_what_only_the_page_says(
    clock: Clock, as_: As, providers: Providers
) -> None:
    contact = CustomerContact.objects.get(email=CUSTOMER)
    CustomerContact.objects.filter(pk=contact.pk).update(email=CUSTOMER.title())
    row, other = subscribe(clock, CUSTOMER), subscribe(clock, "other@example.org")
    incident = led(clock, as_)
    say(incident, clock, as_("tomasz"), "We are on it.")
    assert len(arrived(providers, CUSTOMER.title())) == 1 and arrived(providers, CUSTOMER) == []
    assert (letters(row), letters(other)) == (["heard"], ["sent"])
    assert standing.progress()[0].words == "1 of 2 told, 1 by the notification plan"
    say(incident, clock, as_("tomasz"), "We restart it.", status="identified")
    assert letters(row) == ["heard", "sent"], "the plan says nothing of updates"
    Incident.objects.filter(pk=incident.pk).update(stage="restore")
    over(incident, clock, as_)
    assert letters(row) == ["heard", "sent", "heard"] and letters(other) == ["sent"] * 3
    ends = Delivery.objects.filter(recipient=contact.key, kind="all_clear")
    assert [one.state for one in ends] == ["sent"]


def test_who_read_it_in_a_letter_before_she_was_affected_is_not_told_the_same_by_the_plan(
    clock: Clock, as_: As, providers: Providers
) -> None:
    incident = led(clock, as_)
    suffering = incident.customers.filter(state="affected").values("customer")
    later = Customer.objects.exclude(pk__in=suffering).order_by("name")[0]
    contact = later.contacts.get()
    row = subscribe(clock, contact.email)
    say(incident, clock, as_("tomasz"), "We are on it.")
    assert letters(row) == ["sent"]
    told = Told(words="Ours, too.", customer=later)
    attach_report(incident_id=incident.pk, actor=as_("tomasz"), at=clock.now, told=told)
    clock.advance(minutes=1)
    assert len(arrived(providers, contact.email)) == 1
    assert not Delivery.objects.filter(recipient=contact.key).exists()
    say(incident, clock, as_("tomasz"), "We restart it.", status="identified")
    assert letters(row) == ["sent", "heard"], "from now on the plan knows her better"
    assert len(arrived(providers, contact.email)) == 2
    Incident.objects.filter(pk=incident.pk).update(stage="restore")
    over(incident, clock, as_)
    assert len(arrived(providers, contact.email)) == 3 and letters(row)[-1] == "heard"


def test_a_step_whose_people_have_all_read_it_is_done(clock: Clock, as_: As, providers: Providers) -> None:
    incident = led(clock, as_)
    say(incident, clock, as_("tomasz"), "We are on it.")
    partner = Partner.objects.create(name="Reseller")
    contact = PartnerContact.objects.create(partner=partner, name="Rea", email="rea@reseller.example")
    row = subscribe(clock, contact.email)
    update = Announcement.objects.get(kind="incident")
    Letter.objects.create(
        announcement=update,
        subscriber=row,
        channel="email",
        state="sent",
        not_before=clock.now,
        sent_at=clock.now,
    )
    run = StepRun.objects.get(step__code="partners_affected")
    StepRun.objects.filter(pk=run.pk).update(state="pending", started_at=None)
    affected = incident.customers.filter(state="affected")[0].customer
    Customer.objects.filter(pk=affected.pk).update(partner=partner)
    told = Told(words="Ours, too.", customer=affected)
    attach_report(incident_id=incident.pk, actor=as_("tomasz"), at=clock.now, told=told)
    clock.advance(minutes=1)
    run.refresh_from_db()
    assert (run.state, run.reason) == ("done", "read_in_a_letter")
    assert arrived(providers, contact.email) == []


def test_her_phone_is_hers_as_well_when_it_is_proven(clock: Clock, as_: As, providers: Providers) -> None:
    contact, number = CustomerContact.objects.get(email=CUSTOMER), "+447700900999"
    row = subscribe(clock, number, channel="sms")
    incident = led(clock, as_)
    say(incident, clock, as_("tomasz"), "We are on it.")
    assert letters(row) == ["sent"]
    CustomerContact.objects.filter(pk=contact.pk).update(phone=number)
    assert number not in heard._people_at({number}), "a number that nobody proved may be anybody's"
    CustomerContact.objects.filter(pk=contact.pk).update(phone_verified_at=clock.now)
    Incident.objects.filter(pk=incident.pk).update(stage="restore")
    over(incident, clock, as_)
    assert letters(row) == ["sent", "heard"]


def test_a_letter_waits_while_the_plan_tells_and_leaves_when_the_plan_could_not(
    clock: Clock, as_: As, providers: Providers
) -> None:
    row = subscribe(clock, CUSTOMER)
    contact = CustomerContact.objects.get(email=CUSTOMER)
    incident = led(clock, as_)
    say(incident, clock, as_("tomasz"), "We are on it.")
    mine = Delivery.objects.filter(recipient=contact.key, kind="initial")
    Letter.objects.update(state="waiting")
    announcement = Announcement.objects.get(kind="incident")

    def again() -> str:
        lanes.begin(announcement, at=clock.now)
        announcement.save()
        clock.settle()
        return row.letters.get().state

    mine.update(state="pending")
    assert again() == "waiting" and row.letters.get().not_before > clock.now
    mine.update(state="failed")
    clock.advance(minutes=1)
    assert row.letters.get().state == "sent"


def test_letters_let_the_plan_go_first_but_not_for_ever(clock: Clock, as_: As, providers: Providers) -> None:
    subscribe(clock, "ann@example.org")
    incident = led(clock, as_)
    say(incident, clock, as_("tomasz"), "We are on it.")
    announcement = Announcement.objects.get(kind="incident")
    Announcement.objects.update(told_at=clock.now)
    Letter.objects.update(state="waiting")
    announcement.refresh_from_db()
    lanes.begin(announcement, at=clock.now)
    announcement.save()
    todo = ToDo(topic="incidents.run_plan", key="stuck", due_at=clock.now, payload={"incident": incident.pk})
    put(todo, at=clock.now)
    with pytest.raises(TryAgain, match="goes first"):
        lanes.work(announcement.pk, "mail-1", announcement.round, now=lambda: clock.now)
    assert Letter.objects.get().state == "waiting"
    late = clock.now + heard.PATIENCE
    assert Entry.objects.filter(key="stuck", done_at=None).exists()
    lanes.work(announcement.pk, "mail-1", announcement.round, now=lambda: late)
    assert Letter.objects.get().state == "sent"


def hears_later(incident: Incident, clock: Clock, as_: As, contact: CustomerContact) -> list[tuple[str, str]]:
    """Her customer comes to be affected after the word was published: by which ways the plan told her."""
    told = Told(words="Ours, too.", customer=contact.customer)
    attach_report(incident_id=incident.pk, actor=as_("tomasz"), at=clock.now, told=told)
    clock.advance(minutes=1)
    mine = Delivery.objects.filter(recipient=contact.key, kind="initial")
    return list(mine.order_by("pk").values_list("channel", "address"))


def unaffected(incident: Incident, **given: object) -> CustomerContact:
    """A contact of a customer whom this incident does not affect yet, and who is only written to."""
    suffering = incident.customers.filter(state="affected").values("customer")
    customer = Customer.objects.exclude(pk__in=suffering).order_by("name")[0]
    Customer.objects.filter(pk=customer.pk).update(top10=False, tier="silver")
    contact = customer.contacts.get()
    CustomerContact.objects.filter(pk=contact.pk).update(**given)
    contact.refresh_from_db()
    return contact


@pytest.mark.parametrize("state", ["failed", "cancelled"])
def test_a_text_that_never_arrived_was_not_read(
    clock: Clock, as_: As, providers: Providers, state: str
) -> None:
    incident, number = led(clock, as_), "+447700900999"
    contact = unaffected(incident, phone=number, phone_verified_at=clock.now)
    row = subscribe(clock, number, channel="sms")
    say(incident, clock, as_("tomasz"), "We are on it.")
    assert letters(row) == ["sent"] and contact.key in heard.in_a_letter([incident.pk])[incident.pk]
    Delivery.objects.filter(kind="subscriber").update(state=state)
    assert hears_later(incident, clock, as_, contact) == [("email", contact.email)]


def test_a_text_that_is_lost_after_the_plan_passed_her_over_lets_the_plan_tell_her(
    clock: Clock, as_: As, providers: Providers
) -> None:
    incident, number = led(clock, as_), "+447700900999"
    contact = unaffected(incident, phone=number, phone_verified_at=clock.now)
    subscribe(clock, number, channel="sms")
    say(incident, clock, as_("tomasz"), "We are on it.")
    assert hears_later(incident, clock, as_, contact) == []
    text = Delivery.objects.get(kind="subscriber")
    Delivery.objects.filter(pk=text.pk).update(state="failed", error_code="30003")
    bouncing.note_message_failed(delivery_id=text.pk, at=clock.now)
    clock.advance(minutes=1)
    assert Delivery.objects.get(recipient=contact.key, kind="initial").address == contact.email


@pytest.mark.parametrize("skipped_before", [False, True])
def test_a_letter_that_came_back_was_not_read(
    clock: Clock, as_: As, providers: Providers, skipped_before: bool
) -> None:
    incident, number = led(clock, as_), "+447700900123"
    contact = unaffected(incident, phone=number, phone_verified_at=clock.now)
    row = subscribe(clock, contact.email)
    say(incident, clock, as_("tomasz"), "We are on it.")
    assert letters(row) == ["sent"]
    if skipped_before:
        assert hears_later(incident, clock, as_, contact) == []
    report = REPORT.replace(b"Ann@example.org", contact.email.encode()) % b"5.1.1"
    bouncing.take_report(report, at=clock.now)
    clock.advance(minutes=1)
    assert hears_later(incident, clock, as_, contact) == [("sms", number)]
