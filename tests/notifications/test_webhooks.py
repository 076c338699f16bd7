"""The two addresses that Twilio calls: receipts and answers, genuine, forged, and told twice."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.conf import settings as configured
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings
from twilio.request_validator import RequestValidator

from accounts.models import ContactMethod, User
from notifications import responders
from notifications.models import Delivery, InboundMessage
from notifications.responders import Inbound
from timeline.models import TimelineEntry

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 10, 15, 0, tzinfo=UTC)
PHONE = "+447700900142"


@pytest.fixture(autouse=True)
def twilio_settings(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://storm.example.com"


@pytest.fixture
def jonas() -> User:
    user = User.objects.create(username="jonas", name="Jonas Weil", roles=["responder"])
    ContactMethod.objects.create(user=user, kind="sms", address=PHONE, verified_at=AT)
    return user


@pytest.fixture
def delivery() -> Delivery:
    return Delivery.objects.create(
        key="page:12:jonas", kind="page", subject_key="incident:12", recipient="user:1",
        recipient_label="Jonas Weil", channel="sms", address=PHONE, body="P1", created_at=AT,
    )  # fmt: skip


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Inbound]]:
    """A responder that acknowledges, and what it was asked."""
    asked: list[Inbound] = []

    def acknowledge(inbound: Inbound) -> str | None:
        asked.append(inbound)
        return "It is yours." if inbound.body.startswith("ack") else None

    monkeypatch.setattr(responders, "_responders", [acknowledge])
    return asked


def post(client: Client, path: str, fields: dict[str, str], *, token: str | None = None) -> HttpResponse:
    url = configured.PUBLIC_URL + path
    signature = RequestValidator(token or configured.TWILIO_AUTH_TOKEN).compute_signature(url, fields)
    return client.post(path, fields, headers={"X-Twilio-Signature": signature})


def status(
    client: Client, state: str, *, key: str = "page%3A12%3Ajonas", sid: str = "SM1", code: str = ""
) -> HttpResponse:
    fields = {"MessageSid": sid, "MessageStatus": state, "Whatever": "comes"}
    if code:
        fields["ErrorCode"] = code
    return post(client, f"/providers/twilio/status?delivery={key}", fields)


def text(client: Client, body: str, *, sid: str = "SM9", sender: str = PHONE) -> str:
    answer = post(client, "/providers/twilio/sms", {"MessageSid": sid, "From": sender, "Body": body})
    assert answer.status_code == 200
    return answer.content.decode()


def test_receipts_carry_a_delivery_forward_and_never_back(client: Client, delivery: Delivery) -> None:
    states = []
    for state in ("sent", "delivered", "sent", "queued", "teleported"):
        assert status(client, state).status_code == 204
        delivery.refresh_from_db()
        states.append(delivery.state)
    assert states == ["sent", "delivered", "delivered", "delivered", "delivered"]
    assert (delivery.provider, delivery.provider_id) == ("twilio", "SM1")
    assert delivery.sent_at is not None and delivery.delivered_at is not None


def test_a_receipt_finds_its_delivery_by_the_provider_s_id_too(client: Client, delivery: Delivery) -> None:
    Delivery.objects.update(provider="twilio", provider_id="SM1", state="sent")
    assert status(client, "delivered", key="").status_code == 204
    delivery.refresh_from_db()
    assert delivery.state == "delivered"


def test_a_failure_says_why_and_is_told_once(client: Client, delivery: Delivery) -> None:
    for _ in range(2):
        status(client, "undelivered", code="30005")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error_code) == ("failed", "30005")
    assert delivery.error == "The number is not in use."
    assert [entry.subject for entry in TimelineEntry.objects.filter(kind="message.failed")] == ["incident:12"]


def test_a_receipt_for_nobody_is_taken_and_forgotten(client: Client) -> None:
    assert status(client, "delivered").status_code == 204
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    "path", ["/providers/twilio/status?delivery=page%3A12%3Ajonas", "/providers/twilio/sms"]
)
def test_a_forged_callback_is_refused_and_changes_nothing(
    client: Client, delivery: Delivery, path: str
) -> None:
    fields = {"MessageSid": "SM1", "MessageStatus": "delivered", "From": PHONE, "Body": "ack 12"}
    assert post(client, path, fields, token="guess").status_code == 403
    assert client.post(path, fields).status_code == 403
    delivery.refresh_from_db()
    assert delivery.state == "pending"
    assert not InboundMessage.objects.exists()


def test_without_a_provider_set_up_nobody_can_sign_with_an_empty_key(
    client: Client, settings: Settings
) -> None:
    settings.TWILIO_AUTH_TOKEN = ""
    url = settings.PUBLIC_URL + "/providers/twilio/sms"
    fields = {"MessageSid": "SM1", "From": PHONE, "Body": "ack 12"}
    signature = RequestValidator("").compute_signature(url, fields)
    answer = client.post("/providers/twilio/sms", fields, headers={"X-Twilio-Signature": signature})
    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/providers/twilio/status", "/providers/twilio/sms"])
def test_an_incomplete_callback_is_a_clear_400_and_reading_is_not_offered(client: Client, path: str) -> None:
    assert post(client, path, {"To": PHONE}).status_code == 400
    assert client.get(path).status_code == 405


def test_a_reply_is_answered_by_whoever_registered(client: Client, jonas: User, heard: list[Inbound]) -> None:
    assert "It is yours." in text(client, "ack 12")
    assert [(inbound.user, inbound.body) for inbound in heard] == [(jonas, "ack 12")]


def test_a_replay_gets_the_same_answer_and_acts_once(
    client: Client, jonas: User, heard: list[Inbound]
) -> None:
    assert text(client, "ack 12") == text(client, "ack 12")
    assert len(heard) == InboundMessage.objects.count() == 1


def test_what_nobody_understands_is_kept_and_politely_answered(
    client: Client, jonas: User, heard: list[Inbound]
) -> None:
    assert "did not understand" in text(client, "hello?\x00 größer 🔥")
    message = InboundMessage.objects.get()
    assert message.user == jonas and message.body == "hello? größer 🔥"


def test_a_stranger_is_not_obeyed(client: Client, jonas: User, heard: list[Inbound]) -> None:
    assert "do not know this number" in text(client, "ack 12", sender="+447700900999")
    assert heard == [] and InboundMessage.objects.get().user is None


def test_a_number_that_is_not_verified_is_a_stranger(
    client: Client, jonas: User, heard: list[Inbound]
) -> None:
    ContactMethod.objects.update(verified_at=None)
    assert "do not know this number" in text(client, "ack 12")
    assert heard == []


def test_stop_and_start_are_honoured(client: Client, jonas: User, heard: list[Inbound]) -> None:
    text(client, " Stop ", sid="SM1")
    assert ContactMethod.objects.get().stopped_at is not None
    text(client, "START", sid="SM2")
    assert ContactMethod.objects.get().stopped_at is None
    assert heard == []


def test_a_responder_that_breaks_leaves_the_message_on_record(
    client: Client, jonas: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(inbound: Inbound) -> str:
        InboundMessage.objects.create(provider="x", provider_id="half done", received_at=inbound.at)
        raise RuntimeError("half way")

    monkeypatch.setattr(responders, "_responders", [breaks])
    assert "did not work" in text(client, "ack 12")
    assert [message.provider_id for message in InboundMessage.objects.all()] == ["SM9"]
