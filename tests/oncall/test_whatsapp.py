"""A page by WhatsApp, and the answer to it; what leaves is asked of the fake Twilio."""

import json

import pytest
from pytest_django.fixtures import Settings

from accounts.models import ContactMethod
from notifications.channels.protocol import Message
from notifications.channels.twilio_whatsapp import TwilioWhatsApp
from oncall.models import EscalationPath
from oncall.operations.climbing import start_run
from tests.clock import START, Clock
from tests.fakes.providers import Providers
from tests.oncall.conftest import Company, detect

NUMBER = "+447700900188"
pytestmark = pytest.mark.django_db


def test_a_page_by_whatsapp_is_answered_by_whatsapp(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers, settings: Settings
) -> None:
    settings.TWILIO_WHATSAPP_FROM = "+447700900001"
    company.ann.contact_methods.all().delete()
    ContactMethod.objects.create(user=company.ann, kind="whatsapp", address=NUMBER, verified_at=START)
    incident = detect()
    start_run(incident_id=incident.pk, at=clock.now)
    clock.settle()
    [text] = providers.twilio.ledger.texts(to=f"whatsapp:{NUMBER}")
    assert incident.reference in text.body and text.sender == "whatsapp:+447700900001"
    stranger = providers.twilio.network.reply(NUMBER, "a")["answers"]
    assert "do not know this number" in stranger[0]  # as a text it is another way, and not verified
    said = providers.twilio.network.reply(f"whatsapp:{NUMBER}", "a")["answers"]
    assert said[0].startswith(f"{incident.reference} is yours.")
    assert incident.pages.get(user=company.ann).answered_via == "whatsapp"


def test_an_approved_template_carries_the_words(settings: Settings, providers: Providers) -> None:
    channel = TwilioWhatsApp(
        settings.TWILIO_ACCOUNT_SID,
        settings.TWILIO_AUTH_TOKEN,
        sender="+447700900001",
        status_url="https://storm.example.com/providers/twilio/status",
        base_url=providers.twilio.base_url,
        template="HX" + "0" * 32,
    )
    channel.send(Message("", "One\n\ntwo"), NUMBER, idempotency_key="k")
    [text] = providers.twilio.ledger.texts(to=f"whatsapp:{NUMBER}")
    assert json.loads(text.body) == {"1": "One two"}
