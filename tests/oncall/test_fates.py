"""What the panel says of each message: its fate, and every attempt where there is more to tell."""

import pytest

from incidents.models import Incident
from notifications.attempting import suppress
from notifications.models import Attempt, Delivery
from oncall.models import EscalationPath
from oncall.shown.incident import PagedPerson, panel_of, stamp_of
from tests.clock import Clock
from tests.fakes.providers import Providers
from tests.oncall.conftest import Company, detect

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(clock: Clock, company: Company, path: EscalationPath, providers: Providers) -> Incident:
    found = detect()
    clock.settle()
    return found


def text_to_ann(company: Company) -> Delivery:
    return Delivery.objects.get(recipient=company.ann.key, channel="sms")


def ann(incident: Incident, clock: Clock) -> PagedPerson:
    return next(page for page in panel_of(incident, at=clock.now).pages if page.who == "Ann")


def again(delivery: Delivery, state: str, clock: Clock, *, provider: str = "twilio", error: str = "") -> None:
    delivery.attempts += 1
    delivery.save()
    Attempt.objects.create(
        delivery=delivery, number=delivery.attempts, provider=provider, state=state, asked_at=clock.now, error=error
    )  # fmt: skip


def test_what_simply_left_needs_no_further_word(incident: Incident, clock: Clock) -> None:
    assert (ann(incident, clock).words, ann(incident, clock).tries) == ("SMS sent, mail sent", ())


def test_every_attempt_is_told_the_same_ones_in_one_line(
    incident: Incident, clock: Clock, company: Company
) -> None:
    text = text_to_ann(company)
    text.tries.update(state="delayed", error="Slow.")
    again(text, "delayed", clock, error="Slow.")
    again(text, "sent", clock, provider="vonage")
    tries = ann(incident, clock).tries
    assert [(one.words, one.bad) for one in tries] == [
        ("SMS through twilio not taken, 2 times: Slow.", True),
        ("SMS through vonage taken", False),
    ]


def test_silence_and_what_was_held_back_are_told(incident: Incident, clock: Clock, company: Company) -> None:
    text = text_to_ann(company)
    text.tries.update(state="unconfirmed", error="No receipt came within a minute.")
    [line] = ann(incident, clock).tries
    assert line.words.startswith("SMS through twilio taken, no receipt within a minute")
    mail = Delivery.objects.get(recipient=company.ann.key, channel="email")
    mail.sent_at = None
    suppress(mail, "Ben has acknowledged.")
    assert "mail not sent: Ben has acknowledged." in [one.words for one in ann(incident, clock).tries]
    assert ann(incident, clock).words == "SMS sent"


def test_the_panel_is_asked_for_anew_when_an_attempt_changes(
    incident: Incident, clock: Clock, company: Company
) -> None:
    before = stamp_of(incident)
    text_to_ann(company).tries.update(state="unconfirmed")
    assert stamp_of(incident) != before
