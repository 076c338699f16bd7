"""Pages that were too many for one phone: one message about all, and one answer for all."""

from datetime import timedelta

import pytest

from accounts.models import ContactMethod
from catalog.models import Asset
from incidents.models import Incident, IncidentAsset
from notifications.models import Delivery
from notifications.operations import Outgoing, send
from notifications.texts import segments
from oncall.models import Bundle, EscalationPath
from oncall.paging.words import bundle
from tests.clock import Clock
from tests.fakes.providers import Phone, Providers
from tests.oncall.conftest import Company, detect

pytestmark = pytest.mark.django_db


def nag(clock: Clock, phone: Phone, incident: Incident, times: int) -> None:
    """Page her again and again for the same incident."""
    page = incident.pages.get(user__username="ann")
    for number in range(times):
        message = Outgoing(
            key=f"{page.key}:sms:{1000 + number}", kind="page", subject_key=incident.key, recipient=page.user.key,
            recipient_label="Ann", channel="sms", address=phone.number, body="again", urgent=True,
        )  # fmt: skip
        send([message], at=clock.now)
    clock.settle()


@pytest.fixture
def phone(company: Company, providers: Providers) -> Phone:
    return providers.phone(company.ann)


@pytest.fixture
def incidents(clock: Clock, path: EscalationPath, phone: Phone) -> list[Incident]:
    """Three open incidents, and more pages than the phone may get."""
    path.levels.update(ack_minutes=600)
    found = [detect(title=title) for title in ("Checkout down", "Refunds down", "Payouts down")]
    clock.settle()
    nag(clock, phone, found[0], 4)
    return found


def test_one_message_names_all_that_is_open(clock: Clock, phone: Phone, incidents: list[Incident]) -> None:
    assert len(phone.texts) == 5
    clock.advance(minutes=15)
    numbers = [one.number for one in incidents]
    names = ", ".join(f"INC-{number}" for number in numbers)
    assert phone.texts[5:] == [f"3 open: {names}. Reply 1aa to take all, {numbers[0]}a for one."]


def test_one_answer_takes_all(clock: Clock, phone: Phone, incidents: list[Incident]) -> None:
    clock.advance(minutes=15)
    assert phone.reply("2aa") == "You were sent no bundle 2."
    said = phone.reply("1aa")
    assert said.startswith("They are yours: ") and all(one.reference in said for one in incidents)
    runs = [one.runs.get() for one in incidents]
    assert {(run.state, str(run.acknowledged_by)) for run in runs} == {("acknowledged", "Ann")}
    assert phone.reply("aa") == "Nothing of it waits for an answer any more."


def test_what_was_answered_meanwhile_needs_no_bundle(
    clock: Clock, phone: Phone, incidents: list[Incident]
) -> None:
    for one in incidents:
        phone.reply(f"{one.number}a")
    clock.advance(minutes=20)
    assert not Bundle.objects.exists()


def test_without_a_bundle_nothing_is_taken(company: Company, phone: Phone) -> None:
    assert phone.reply("aa") == "You were sent no bundle yet."


def test_many_held_back_are_one_bundle(clock: Clock, phone: Phone, incidents: list[Incident]) -> None:
    nag(clock, phone, incidents[1], 0)
    page = incidents[1].pages.get(user__username="ann")
    held = Delivery.objects.filter(state="cancelled", address=phone.number).count()
    assert held == 2
    clock.advance(minutes=30)
    assert Bundle.objects.get().user == page.user


def test_the_asset_that_all_touch_is_named(clock: Clock, phone: Phone, incidents: list[Incident]) -> None:
    payments = Asset.objects.create(name="Payments", kind="service")
    IncidentAsset.objects.bulk_create(
        [IncidentAsset(incident=one, asset=payments, since=clock.now) for one in incidents]
    )
    clock.advance(minutes=15)
    assert phone.texts[-1].startswith("3 open on Payments: ")


def test_whoever_has_no_number_any_more_gets_a_letter(
    clock: Clock, company: Company, phone: Phone, incidents: list[Incident], providers: Providers
) -> None:
    ContactMethod.objects.filter(user=company.ann, kind="sms").update(stopped_at=clock.now)
    clock.advance(minutes=15)
    [letter] = [mail for mail in providers.mails(company.ann) if mail.startswith("3 open")]
    assert "1aa" in letter


def test_the_words_fit_into_one_segment() -> None:
    text = bundle(5, numbers=list(range(100, 180)), shared="Payments and everything that belongs to them")
    assert segments(text) == 1 and text.startswith("80 open on Payments") and "Reply 5aa" in text


def test_a_bundle_counts_and_waits_for_room_itself(
    clock: Clock, phone: Phone, incidents: list[Incident]
) -> None:
    clock.advance(minutes=14)
    for number in range(5):
        detect(title=f"One more {number}")
    clock.settle()
    assert len(phone.texts) == 10
    clock.advance(minutes=1)
    assert not Bundle.objects.exists()
    clock.advance(minutes=14)
    assert len(Bundle.objects.get().incidents) == 8
    assert Bundle.objects.get().sent_at == clock.start + timedelta(minutes=29)
