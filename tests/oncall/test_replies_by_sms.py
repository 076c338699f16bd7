"""A paged person answers by text message, through the provider's own callback."""

import pytest

from accounts.models import ContactMethod
from incidents.models import Incident
from oncall.models import EscalationPath, EscalationRun
from tests.clock import START, Clock
from tests.fakes.providers import Phone, Providers
from tests.oncall.conftest import Company, detect, paged

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(clock: Clock, company: Company, path: EscalationPath, providers: Providers) -> Incident:
    """Ann has been paged."""
    found = detect()
    clock.settle()
    return found


def test_the_text_fits_and_its_answer_acknowledges(
    incident: Incident, clock: Clock, company: Company, providers: Providers
) -> None:
    phone, number = providers.phone(company.ann), incident.number
    [text] = phone.texts
    assert text == (
        f"P1 INC-{number} Checkout down. Status page green, 0 min. Reply {number}a to take it, {number}d to pass on."
    )
    assert phone.reply(f"ack {number}").startswith(f"INC-{number} is yours. Thank you.")
    assert EscalationRun.objects.get().acknowledged_by == company.ann
    assert Incident.objects.get().handling_started_at == clock.now


@pytest.mark.parametrize("words", ["a", "A", "{n}a", "ack {n}", "Ack inc-{n}", "1"])
def test_every_way_of_saying_yes(
    incident: Incident, company: Company, providers: Providers, words: str
) -> None:
    providers.phone(company.ann).reply(words.format(n=incident.number))
    assert EscalationRun.objects.get().state == "acknowledged"


def test_decline_and_escalate_move_on_at_once(
    incident: Incident, clock: Clock, company: Company, providers: Providers
) -> None:
    assert providers.phone(company.ann).reply("d").startswith("Understood.")
    clock.advance(minutes=1)
    assert (
        providers.phone(company.dan).reply(f"e {incident.number}").endswith("goes on to the next level now.")
    )
    clock.settle()
    assert paged(incident, clock) == [(0, "ann"), (0, "dan"), (1, "lea")]


def test_with_several_pages_it_asks_which_one(
    incident: Incident, clock: Clock, company: Company, providers: Providers
) -> None:
    other = detect(title="Search slow")
    clock.settle()
    phone = providers.phone(company.ann)
    answer = phone.reply("a")
    assert answer.startswith("Which one?")
    assert f"INC-{incident.number}" in answer
    assert f"INC-{other.number}" in answer
    assert phone.reply(f"{other.number}a").startswith(f"INC-{other.number} is yours")
    assert phone.reply("a").startswith(f"INC-{incident.number} is yours")


def test_what_is_over_is_answered_politely_and_changes_nothing(
    incident: Incident, clock: Clock, company: Company, providers: Providers
) -> None:
    Incident.objects.update(stage="cancelled")
    phone = providers.phone(company.ann)
    assert "is cancelled. There is nothing more to do." in phone.reply(f"{incident.number}a")
    assert phone.reply("a") == "No page waits for your answer."
    assert EscalationRun.objects.get().acknowledged_by is None


def test_only_who_was_paged_and_never_a_stranger(
    incident: Incident, company: Company, providers: Providers
) -> None:
    number = incident.number
    assert providers.phone(company.lea).reply(f"{number}a") == f"You were not paged for INC-{number}."
    assert "do not know this number" in Phone("+447700900999", providers.twilio).reply(f"{number}a")
    ContactMethod.objects.filter(user=company.ann).update(verified_at=None)
    assert "do not know" in Phone("+447700900101", providers.twilio).reply(f"{number}a")
    assert EscalationRun.objects.get().state == "running"


def test_closing_is_refused_with_the_link(incident: Incident, company: Company, providers: Providers) -> None:
    number = incident.number
    answer = providers.phone(company.ann).reply(f"c {number}")
    assert answer == f"INC-{number} cannot be closed by text message: http://testserver/incidents/{number}/"


def test_a_second_yes_says_who_has_it(
    incident: Incident, clock: Clock, company: Company, providers: Providers
) -> None:
    clock.advance(minutes=5)
    number = incident.number
    providers.phone(company.ann).reply(f"{number}a")
    assert providers.phone(company.dan).reply(f"{number}a").startswith(f"Ann took INC-{number}.")
    assert providers.phone(company.ann).reply(f"{number}a").startswith(f"INC-{number} is yours already.")


def test_stop_and_start(incident: Incident, company: Company, providers: Providers, clock: Clock) -> None:
    phone = providers.phone(company.ann)
    phone.reply("STOP")
    assert ContactMethod.objects.get(user=company.ann, kind="sms").stopped_at == clock.now
    clock.advance(minutes=31)
    assert len(phone.texts) == 1 + len([text for text in phone.texts if "no more messages" in text])
    assert len(providers.mails(company.ann)) == 2
    phone.reply("START")
    assert ContactMethod.objects.get(user=company.ann, kind="sms").stopped_at is None


def test_on_a_phone_that_two_people_share_the_answer_is_from_whoever_was_paged(
    incident: Incident, company: Company, providers: Providers, clock: Clock
) -> None:
    duty_phone = company.ben.contact_methods.get(kind="sms").address
    company.ann.contact_methods.filter(kind="sms").delete()
    ContactMethod.objects.create(user=company.dan, kind="sms", address=duty_phone, verified_at=START)
    clock.advance(minutes=5)
    said = providers.phone(company.ben).reply(f"{incident.number}a")
    assert said.startswith(f"{incident.reference} is yours.")
    assert incident.pages.get(user=company.dan).answer == "acknowledged"
    assert not incident.pages.filter(user=company.ben).exists()
