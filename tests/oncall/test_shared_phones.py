"""A phone that goes from hand to hand with the duty: what it answers counts for whom it was asked."""

import pytest

from accounts.models import ContactMethod
from incidents.models import Incident
from oncall.models import Bundle, EscalationPath, Probe
from tests.clock import START, Clock
from tests.fakes.providers import Phone, Providers
from tests.oncall.conftest import Company
from tests.oncall.test_bundles import incidents, phone
from tests.oncall.test_probes import try_path

pytestmark = pytest.mark.django_db
__all__ = ["incidents", "phone"]
THANKS = "Thank you. You are reached this way."


def share(company: Company, *names: str) -> None:
    """Ann's phone belongs to all of these, the first of them longest."""
    address = company.ann.contact_methods.get(kind="sms").address
    ContactMethod.objects.filter(kind="sms", user__username__in=(*names, "ann")).delete()
    for name in names:
        user = company.people[name]
        ContactMethod.objects.create(user=user, kind="sms", address=address, verified_at=START)


def answered_by(incident: Incident) -> str:
    return str(incident.runs.get().acknowledged_by)


def test_all_of_a_bundle_is_taken_by_whom_it_was_sent_to(
    clock: Clock, company: Company, phone: Phone, incidents: list[Incident]
) -> None:
    share(company, "ben", "ann")
    clock.advance(minutes=15)
    assert phone.reply("2aa") == "You were sent no bundle 2."
    assert phone.reply("1aa").startswith("They are yours: ")
    assert {answered_by(one) for one in incidents} == {"Ann"}
    assert phone.reply("1aa") == "Nothing of it waits for an answer any more."


def test_of_two_bundles_of_a_number_the_newest_that_waits_is_meant(
    clock: Clock, company: Company, phone: Phone, incidents: list[Incident]
) -> None:
    share(company, "ben", "ann")
    clock.advance(minutes=15)
    ids = [one.pk for one in incidents]
    Bundle.objects.create(user=company.ben, number=1, incidents=ids, sent_at=clock.now)
    assert phone.reply("aa").startswith("They are yours: ")
    assert {answered_by(one) for one in incidents} == {"Ann"}, "Ben was not asked"


def test_ok_confirms_the_test_of_whomever_it_was_sent_to(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    share(company, "ben", "ann")
    try_path(company, path, clock)
    assert providers.phone(company.ann).reply("OK") == THANKS
    probe = Probe.objects.get(user=company.ann, method__kind="sms")
    assert (probe.confirmed_at, probe.confirmed_via) == (clock.now, "sms")


def test_where_two_were_tested_each_ok_confirms_one(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    share(company, "dan", "ann")
    try_path(company, path, clock)
    phone = providers.phone(company.ann)
    waiting = Probe.objects.filter(method__address=phone.number, confirmed_at=None)
    left = []
    for _ in range(3):
        left.append(waiting.count())
        assert phone.reply("ok") == THANKS
    assert (left, waiting.count()) == ([2, 1, 0], 0)
