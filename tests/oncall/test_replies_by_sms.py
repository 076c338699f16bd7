"""A paged person answers by text message, through the provider's own callback."""

import pytest

from incidents.models import Incident
from oncall.models import EscalationPath, EscalationRun
from tests.clock import Clock
from tests.fakes.providers import Providers
from tests.oncall.conftest import Company, detect

pytestmark = pytest.mark.django_db


def test_ack_by_sms(clock: Clock, company: Company, path: EscalationPath, providers: Providers) -> None:
    incident = detect()
    clock.settle()
    phone = providers.phone(company.ann)
    number = incident.number
    [text] = phone.texts
    assert text == (
        f"P1 INC-{number} Checkout down. Status page green, 0 min. "
        f"Reply {number}a to take it, {number}d to pass on."
    )
    answer = phone.reply(f"ack {incident.number}")
    assert answer.startswith(f"INC-{incident.number} is yours. Thank you.")
    assert EscalationRun.objects.get().acknowledged_by == company.ann
    assert Incident.objects.get().handling_started_at == clock.now
    assert "You need not do anything" not in phone.reply("a")
