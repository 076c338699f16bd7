"""The page of the providers, and the button that ends a rest."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from notifications.models import Attempt, Delivery, ProviderHealth
from tests.staff import hire_everybody

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client: Client) -> Client:
    client.force_login(hire_everybody()["ops_manager"])
    return client


def text_of(client: Client) -> str:
    return " ".join(client.get("/operations/").content.decode().split())


def attempt(state: str, *, provider: str = "twilio", seconds: int = 2) -> None:
    at = timezone.now()
    delivery = Delivery.objects.create(
        key=f"k{Delivery.objects.count()}", kind="page", subject_key="incident:1", recipient="user:1",
        recipient_label="Ann", channel="sms", address="+4477", body="x", created_at=at,
    )  # fmt: skip
    arrived = at + timedelta(seconds=seconds) if state == "delivered" else None
    Attempt.objects.create(
        delivery=delivery, number=1, provider=provider, state=state, asked_at=at, answered_at=at, receipt_at=arrived
    )  # fmt: skip


def test_it_counts_the_last_day(manager: Client) -> None:
    for state in ("delivered", "delivered", "unconfirmed", "refused", "sent"):
        attempt(state)
    page = text_of(manager)
    assert "5 asked in the last day: 2 delivered, 1 without a receipt, 1 failed" in page
    assert "there after 2.0 s on average" in page
    assert "Not set up: vonage, telnyx, aws." in page
    assert "at most 5 in 15 minutes, 11 in an hour, 21 in three hours" in page


def test_a_provider_that_rests_says_until_when_and_can_be_asked_again(manager: Client) -> None:
    until = timezone.now() + timedelta(minutes=5)
    row = ProviderHealth.objects.create(
        channel="sms", provider="twilio", failures=3, rests_until=until, failed_at=timezone.now(), error="Slow."
    )  # fmt: skip
    page = text_of(manager)
    assert "rests after 3 failures in a row; asked last" in page and "Slow." in page
    assert manager.post("/operations/sms/twilio/ask-again").status_code == 302
    row.refresh_from_db()
    assert (row.failures, row.rests_until) == (0, None)
    assert "rests after" not in text_of(manager)
    assert manager.post("/operations/sms/pigeon/ask-again").status_code == 404


def test_only_those_who_keep_it_running_come_in(client: Client) -> None:
    people = hire_everybody()
    for role, allowed in (("ops_manager", True), ("admin", True), ("responder", False), ("csr", False)):
        client.force_login(people[role])
        assert client.get("/operations/").status_code == (200 if allowed else 403)
        assert ("Providers of messages" in client.get("/").content.decode()) is allowed
