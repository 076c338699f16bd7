"""The proof that no letter names what its reader's page would not show: each customer, looked at for every other."""

from itertools import product

import pytest

from catalog.models import Customer, CustomerContact
from incidents.models import Incident, IncidentCustomer
from incidents.operations.reports import Told, attach_report
from statuspage.models import Announcement, Letter, Subscriber
from statuspage.operations.publishing import publish
from tests.fakes.providers import Providers
from tests.statuspage.conftest import Company
from tests.statuspage.test_maintenance import planned
from tests.statuspage.test_pages_of_customers import AFFECTED, CUSTOMERS, customers
from tests.statuspage.test_signing_in import signed_in
from tests.statuspage.test_subscribers_of_pages import letters, subscribes

__all__ = ["customers"]


def mailbox(name: str) -> str:
    return f"kim{CUSTOMERS.index(name)}@example.org"


@pytest.fixture
def readers(company: Company, customers: dict[str, Customer]) -> dict[str, Subscriber]:
    """A contact of each customer, who signed in and subscribed to its page."""
    found = {}
    for name, customer in customers.items():
        CustomerContact.objects.create(customer=customer, name="Kim", email=mailbox(name))
        client = signed_in(company, mailbox(name), f"c-{name.lower()}")
        found[name] = subscribes(company, client, f"c-{name.lower()}", mailbox(name))
    return found


def goes_on(company: Company, word: str) -> None:
    incident = Incident.objects.get(title=f"{word} fails")
    publish(
        incident_id=incident.pk,
        actor=company.actor(),
        at=company.at,
        title=f"The {word} does not work",
        text=f"We have found the {word}.",
        status="identified",
        component_states={},
    )


def test_no_letter_tells_of_an_incident_of_others(
    company: Company, readers: dict[str, Subscriber], providers: Providers
) -> None:
    for word in AFFECTED:
        goes_on(company, word)
    company.clock.settle()
    for name in readers:
        told = "".join(source for _, source in letters(providers, mailbox(name)))
        heard = {word for word in AFFECTED if word in told}
        assert heard == {word for word, names in AFFECTED.items() if name in names}, name
        for other in set(readers) - {name}:
            assert other not in told and other[::-1] not in told, (name, other)
            assert f"c-{other.lower()}" not in told, (name, other)
    made = Announcement.objects.exclude(page=None).values_list("page__customer__name", "said", "payload")
    for (name, said, payload), (word, names) in product(made, AFFECTED.items()):
        assert name in names or word not in f"{said}{payload}", (name, word)


def test_planned_work_is_told_to_whom_it_touches(
    company: Company, readers: dict[str, Subscriber], providers: Providers
) -> None:
    planned(company)
    company.clock.advance(hours=26)
    assert not [name for name in readers if letters(providers, mailbox(name))], "nobody depends on Reports"


def test_an_incident_that_never_touched_the_customer_is_told_no_further(
    company: Company, readers: dict[str, Subscriber], providers: Providers
) -> None:
    goes_on(company, "zebra")
    company.clock.settle_once()
    IncidentCustomer.objects.filter(customer__name="Globex").update(state="excluded")
    company.clock.settle()
    assert letters(providers, mailbox("Globex")) == []
    assert not Letter.objects.filter(state__in=["sent", "waiting"]).exists()


def test_a_customer_who_comes_to_be_affected_is_told_the_newest_word_once(
    company: Company, readers: dict[str, Subscriber], providers: Providers
) -> None:
    goes_on(company, "zebra")
    company.clock.advance(minutes=1)
    incident, late = Incident.objects.get(title="zebra fails"), Customer.objects.get(name="Hooli")
    for words in ("Ours, too.", "Still ours."):
        told = Told(words=words, customer=late)
        attach_report(incident_id=incident.pk, actor=company.actor(), at=company.at, told=told)
        company.clock.advance(minutes=1)
    [(_, source)] = letters(providers, mailbox("Hooli"))
    assert "We have found the zebra" in source
    assert len(letters(providers, mailbox("Globex"))) == 1 and letters(providers, mailbox("Initech")) == []


def test_nobody_comes_late_to_what_is_over(
    company: Company, readers: dict[str, Subscriber], providers: Providers
) -> None:
    goes_on(company, "zebra")
    company.clock.advance(minutes=1)
    incident = Incident.objects.get(title="zebra fails")
    incident.public.update(resolved_at=company.at)
    told = Told(words="Ours, too.", customer=Customer.objects.get(name="Hooli"))
    attach_report(incident_id=incident.pk, actor=company.actor(), at=company.at, told=told)
    company.clock.advance(minutes=1)
    assert letters(providers, mailbox("Hooli")) == []


def test_contacts_of_a_customer_who_left_hear_no_more(
    company: Company, readers: dict[str, Subscriber], providers: Providers
) -> None:
    Customer.objects.filter(name="Globex").update(status="exited")
    goes_on(company, "zebra")
    company.clock.settle()
    assert letters(providers, mailbox("Globex")) == []
