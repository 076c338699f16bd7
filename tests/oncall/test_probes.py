"""Test pages: of a path, of each person once a month; how they are confirmed, and what follows where they are not."""

import re
from datetime import timedelta

import pytest
from django.test import Client, override_settings

from accounts.models import ContactMethod, User
from incidents.models import Incident
from notifications.models import Delivery
from oncall.models import EscalationPath, EscalationRun, Page, Probe
from oncall.operations.monthly import plan_month
from oncall.readiness import findings
from outbox.models import Entry
from tests.clock import START, Clock
from tests.fakes.providers import Providers
from tests.oncall.conftest import Company
from timeline.models import TimelineEntry

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def try_path(company: Company, path: EscalationPath, clock: Clock) -> str:
    """Press the button, and let everything leave."""
    answer = signed_in(company.oda).post(f"/oncall/paths/{path.pk}/test/")
    assert answer.status_code == 302
    clock.settle()
    return signed_in(company.oda).get(f"/oncall/paths/{path.pk}/test/").content.decode()


def month(clock: Clock, user: User) -> None:
    """Go to the day of her monthly test."""
    plan_month(at=clock.now)
    entry = Entry.objects.get(topic="oncall.probe_person", payload__user=user.pk)
    clock.advance(seconds=(entry.due_at - clock.now).total_seconds())


def test_a_path_is_tried_by_its_real_ways_and_leaves_no_incident(
    company: Company, path: EscalationPath, clock: Clock, providers: Providers
) -> None:
    shown = try_path(company, path, clock)
    for user, level in ((company.ann, "operators"), (company.dan, "DBA"), (company.max, "the fallback")):
        [text] = providers.phone(user).texts
        assert text.startswith("TEST, nothing is wrong. The path DB response slow was tried")
        assert level in text
        assert len(providers.mails(user)) == 1
    assert providers.phone(company.ben).texts == []
    assert (Incident.objects.count(), EscalationRun.objects.count(), Page.objects.count()) == (0, 0, 0)
    assert "sent, no answer yet" in shown
    assert TimelineEntry.objects.get(kind="path.tested").data["people"] == 4


def test_ok_by_text_message_confirms_and_the_page_says_so(
    company: Company, path: EscalationPath, clock: Clock, providers: Providers
) -> None:
    try_path(company, path, clock)
    assert providers.phone(company.ann).reply(" Ok. ") == "Thank you. You are reached this way."
    probe = Probe.objects.get(user=company.ann, method__kind="sms")
    assert (probe.confirmed_at, probe.confirmed_via) == (clock.now, "sms")
    shown = signed_in(company.oda).get(f"/oncall/paths/{path.pk}/test/").content.decode()
    assert "confirmed by SMS" in shown
    assert "understand" in providers.phone(company.ben).reply("ok")


def test_the_key_1_of_a_test_call_confirms(
    company: Company, path: EscalationPath, clock: Clock, providers: Providers
) -> None:
    number = company.ann.contact_methods.get(kind="sms").address
    ContactMethod.objects.create(user=company.ann, kind="voice", address=number, verified_at=START)
    try_path(company, path, clock)
    phone = providers.phone(company.ann)
    phone.pick_up()
    assert "You are reached this way" in phone.press("1")
    assert Probe.objects.get(user=company.ann, method__kind="voice").confirmed_via == "voice"


def test_the_link_in_a_mail_confirms_only_by_its_button(
    company: Company, path: EscalationPath, clock: Clock, providers: Providers
) -> None:
    try_path(company, path, clock)
    [mail] = providers.mails(company.ann)
    found = re.search(r"(/oncall/tests/\S+/)", mail.replace("=\n", ""))
    assert found is not None
    link = found[1]
    client = Client()
    assert "It came, as Ann" in client.get(link).content.decode()
    assert Probe.objects.filter(confirmed_at=None).count() == Probe.objects.count()
    assert client.post(link).status_code == 302
    assert "You are reached this way" in client.get(link).content.decode()
    assert client.get("/oncall/tests/7.forged/").status_code == 404


def test_a_path_is_not_tried_twice_within_five_minutes(
    company: Company, path: EscalationPath, clock: Clock, providers: Providers
) -> None:
    try_path(company, path, clock)
    client, url = signed_in(company.oda), f"/oncall/paths/{path.pk}/test/"
    refused = client.post(url)
    assert refused.status_code == 409
    assert "Wait five minutes" in refused.content.decode()
    clock.advance(minutes=6)
    assert client.post(url).status_code == 302
    assert signed_in(company.ann).post(url).status_code == 403


def test_everybody_on_call_is_tested_once_a_month(
    company: Company, path: EscalationPath, clock: Clock, providers: Providers
) -> None:
    plan_month(at=clock.now)
    planned = Entry.objects.filter(topic="oncall.probe_person")
    assert planned.count() == 5  # Ann, Dan, Lea, the fallback, and the last resort
    month(clock, company.ann)
    [text] = providers.phone(company.ann).texts
    assert "Once a month" in text
    assert len(providers.mails(company.ann)) == 1
    assert clock.now.hour == 10 and clock.now.weekday() < 5
    plan_month(at=clock.now)
    assert planned.count() == 5
    clock.advance(hours=24 * 20)
    assert Probe.objects.filter(user=company.ann, cause="month").count() == 2
    assert providers.phone(company.ben).texts == []


def test_what_is_not_confirmed_within_a_day_is_told_by_another_way_and_shown(
    company: Company, path: EscalationPath, clock: Clock, providers: Providers
) -> None:
    month(clock, company.ann)
    probe = Probe.objects.get(user=company.ann, method__kind="email")
    Probe.objects.filter(pk=probe.pk).update(confirmed_at=clock.now, confirmed_via="email")
    clock.advance(hours=25)
    told = providers.mails(company.ann)[-1]
    assert "monthly test by SMS was not confirmed" in told.replace("=\n", "")
    assert len(providers.phone(company.ann).texts) == 1
    words = [one.words for one in findings(at=clock.now)]
    assert "Ann did not confirm the monthly test by SMS." in words
    assert "Ann did not confirm the monthly test by mail." not in words
    providers.phone(company.ann).reply("ok")
    assert "Ann did not confirm the monthly test by SMS." not in [one.words for one in findings(at=clock.now)]


def test_whoever_confirmed_everything_hears_no_more(
    company: Company, path: EscalationPath, clock: Clock, providers: Providers
) -> None:
    month(clock, company.ann)
    Probe.objects.filter(user=company.ann).update(confirmed_at=clock.now)
    clock.advance(hours=30)
    assert len(providers.mails(company.ann)) == 1
    assert not TimelineEntry.objects.filter(kind="test.unconfirmed", subject=company.ann.key).exists()


@override_settings(SELF_TEST=False)
def test_an_installation_may_do_without(company: Company, path: EscalationPath, clock: Clock) -> None:
    assert plan_month(at=clock.now) == 0
    assert not Entry.objects.filter(topic="oncall.probe_person").exists()
    assert "Switched off" in signed_in(company.ann).get("/oncall/readiness/").content.decode()


def test_a_provider_is_tried_by_whoever_looks_after_it(
    company: Company, clock: Clock, providers: Providers
) -> None:
    client = signed_in(company.oda)
    assert "Twilio (SMS) has carried nothing yet" in " ".join(one.words for one in findings(at=clock.now))
    assert client.post("/operations/sms/twilio/test").status_code == 302
    clock.settle()
    assert len(providers.phone(company.oda).texts) == 1
    assert Delivery.objects.get(kind="test").provider == "twilio"
    assert "Twilio (SMS)" not in " ".join(one.words for one in findings(at=clock.now))
    late = findings(at=clock.now + timedelta(days=31))
    assert "Twilio (SMS) last carried a message" in " ".join(one.words for one in late)
    assert client.post("/operations/sms/nobody/test").status_code == 404
    company.oda.contact_methods.all().delete()
    said = client.post("/operations/sms/twilio/test", follow=True).content.decode()
    assert "no verified SMS of your own" in said
