"""Three nights: only those affected hear of it; everybody does; and a partner passes it on."""

from collections import Counter
from collections.abc import Callable

import pytest

from accounts.actors import Actor
from catalog.models import Customer, CustomerContact, Partner, PartnerContact
from incidents.models import Incident, StepRun
from incidents.operations import closure, detect
from incidents.operations.reports import Told, attach_report
from notifications.models import Delivery
from tests.clock import Clock
from tests.fakes.providers import Providers
from tests.incidents.test_ends import over, say
from tests.incidents.test_road import judged, opened
from tests.incidents.test_who_is_told import led

pytestmark = pytest.mark.django_db
As = Callable[[str], Actor]


def customers_told(kind: str = "initial") -> Counter[str]:
    rows = Delivery.objects.filter(kind=kind, recipient__startswith="contact:", state="sent")
    return Counter(rows.values_list("address", flat=True))


def contacts_of(names: list[str]) -> set[str]:
    return set(CustomerContact.objects.filter(customer__name__in=names).values_list("email", flat=True))


def test_only_those_affected_and_who_comes_to_be_affected_hears_it_then(
    clock: Clock, as_: As, providers: Providers
) -> None:
    incident = led(clock, as_)
    say(incident, clock, as_("tomasz"), "We are on it.")
    suffering = list(incident.customers.filter(state="affected").values_list("customer__name", flat=True))
    assert len(suffering) == 3 and customers_told() == Counter(contacts_of(suffering))
    assert StepRun.objects.get(step__code="email_all").state == "skipped"
    later = Customer.objects.exclude(name__in=suffering).order_by("name")[0]
    told = Told(words="Ours, too.", customer=later)
    attach_report(incident_id=incident.pk, actor=as_("tomasz"), at=clock.now, told=told)
    clock.advance(minutes=1)
    assert customers_told() == Counter(contacts_of([*suffering, later.name]))
    assert StepRun.objects.get(step__code="email_affected").recipients == 4


def test_when_nearly_all_are_hurt_everybody_hears_it_once(
    clock: Clock, as_: As, providers: Providers
) -> None:
    incident = opened(clock, asset="single-dc")
    detect.take(incident_id=incident.pk, actor=as_("tomasz"), at=clock.now)
    judged(incident, clock, as_("tomasz"), impact=1, urgency=1, asset="single-dc")
    say(incident, clock, as_("tomasz"), "Nothing works at the moment.")
    everybody = set(CustomerContact.objects.values_list("email", flat=True))
    assert customers_told() == Counter(everybody)
    state = dict(StepRun.objects.values_list("step__code", "state"))
    assert state["email_all"] == "skipped", "whoever is left to tell was told as affected"
    assert state["in_app"] == "skipped", (
        "the application is down with the data centre: nobody would read it there"
    )


def test_a_partner_gets_words_to_pass_on_and_the_letter_about_causes(
    clock: Clock, as_: As, providers: Providers
) -> None:
    partner = Partner.objects.create(name="Reseller")
    Customer.objects.filter(name="Wexcombe Rail Freight").update(partner=partner)
    contact = PartnerContact.objects.create(
        partner=partner, name="Rea", email="rea@reseller.example", language="de"
    )
    incident = led(clock, as_)
    say(incident, clock, as_("tomasz"), "We are on it.")
    first = Delivery.objects.get(recipient=contact.key)
    assert "Ihre betroffenen Kunden: Wexcombe Rail Freight." in first.body
    passed_on = first.body.split("----------")[1]
    assert "We are on it." in passed_on and "Halcyon" not in passed_on
    Incident.objects.filter(pk=incident.pk).update(stage="restore")
    over(incident, clock, as_)
    end = Delivery.objects.get(recipient=contact.key, kind="all_clear")
    assert end.title == "Behoben: Orders are refused" and end.state == "sent"
    closure.write_customer_report(
        incident_id=incident.pk, actor=as_("tomasz"), at=clock.now, text="It was the disk."
    )
    closure.approve_customer_report(incident_id=incident.pk, actor=as_("malcolm"), at=clock.now)
    closure.send_customer_report(incident_id=incident.pk, actor=as_("tomasz"), at=clock.now)
    clock.advance(minutes=1)
    letter = Delivery.objects.get(recipient=contact.key, kind="rfo")
    assert "It was the disk." in letter.body and letter.title == "Was geschehen ist: Orders are refused"
    assert set(customers_told("rfo")) == set(customers_told("initial"))
