"""Two providers of text messages: what one refuses, loses or never confirms goes through the other."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import requests
from django.test import Client
from pytest_django import Settings

from accounts.models import ContactMethod, User
from notifications.attempting import Taken, note_sent
from notifications.beginning import begin_attempts
from notifications.channels.protocol import Receipt, ReceiptUpdate
from notifications.channels.twilio_errors import failure_for
from notifications.models import Attempt, Delivery, InboundMessage, ProviderHealth
from notifications.operations import Outgoing, send
from notifications.reporting import doubt, record_receipt
from tests.clock import Clock
from tests.fakes.providers import Providers
from tests.fakes.sms_providers import (
    ELSEWHERE,
    KEY,
    SECRET,
    SIGNATURE,
    FakeProvider,
    FakeTelnyx,
    FakeVonage,
    listening,
)
from timeline.models import TimelineEntry

pytestmark = pytest.mark.django_db
ANN = "+447700900142"


@pytest.fixture
def vonage(settings: Settings, providers: Providers) -> Iterator[FakeProvider]:
    """Asked after Twilio."""
    with listening(FakeVonage()) as server:
        settings.VONAGE_API_KEY, settings.VONAGE_API_SECRET = KEY, SECRET
        settings.VONAGE_SIGNATURE_SECRET, settings.VONAGE_FROM = SIGNATURE, "+447700900001"
        settings.VONAGE_BASE_URL = server.base_url
        yield server


def page(clock: Clock, *, to: str = ANN, key: str = "page:1:sms:1") -> None:
    send(
        [
            Outgoing(
                key=key, kind="page", subject_key="incident:1", recipient="user:1", recipient_label="Ann",
                channel="sms", address=to, body="P1 INC-1", urgent=True,
            )
        ],
        at=clock.now,
    )  # fmt: skip
    clock.settle()


def mood(providers: Providers, name: str, count: int = 0) -> None:
    asked = {"mood": name, "count": count}
    requests.post(f"{providers.twilio.base_url}/_fake/mood", json=asked, timeout=5).raise_for_status()


def tries() -> list[tuple[str, str]]:
    texts = Attempt.objects.filter(delivery__channel="sms").order_by("delivery", "number")
    return list(texts.values_list("provider", "state"))


def delivery() -> Delivery:
    return Delivery.objects.get(kind="page")


def hears(state: str, *, by: str, code: str = "") -> None:
    """A receipt from the provider, for its newest attempt."""
    attempt = Attempt.objects.filter(provider=by).latest("number")
    error = failure_for(code) if code else None
    record_receipt(update=ReceiptUpdate(by, attempt.provider_id, state, error), at=attempt.asked_at)


def facts(kind: str) -> list[dict[str, object]]:
    return list(TimelineEntry.objects.filter(kind=kind).order_by("id").values_list("data", flat=True))


def test_a_region_that_one_may_not_reach_goes_through_the_other_at_once(
    clock: Clock, vonage: FakeProvider
) -> None:
    page(clock, to="+15005550002")
    assert tries() == [("twilio", "refused"), ("vonage", "sent")]
    assert vonage.texts() == ["P1 INC-1"]
    assert (delivery().state, delivery().provider, delivery().error) == ("sent", "vonage", "")


def test_an_invalid_number_is_tried_nowhere_else_and_used_no_more(clock: Clock, vonage: FakeProvider) -> None:
    ann = User.objects.create(username="ann")
    method = ContactMethod.objects.create(user=ann, kind="sms", address="+15005550001", verified_at=clock.now)
    page(clock, to="+15005550001")
    assert tries() == [("twilio", "hopeless")]
    assert (delivery().state, len(facts("message.failed"))) == ("failed", 1)
    method.refresh_from_db()
    assert method.verified_at is None


def test_whoever_asked_to_stop_is_left_alone(clock: Clock, vonage: FakeProvider) -> None:
    ann = User.objects.create(username="ann")
    method = ContactMethod.objects.create(user=ann, kind="sms", address="+15005550004", verified_at=clock.now)
    page(clock, to="+15005550004")
    method.refresh_from_db()
    assert method.stopped_at == clock.now and vonage.texts() == []


def test_wrong_credentials_alarm_managers_and_the_other_carries_it(
    clock: Clock, vonage: FakeProvider, settings: Settings
) -> None:
    oda = User.objects.create(username="oda", name="Oda", roles=["ops_manager"])
    ContactMethod.objects.create(user=oda, kind="email", address="oda@example.org", verified_at=clock.now)
    settings.TWILIO_AUTH_TOKEN = "x" * 32
    page(clock)
    assert tries()[:2] == [("twilio", "refused"), ("vonage", "sent")]
    alarm = Delivery.objects.exclude(kind="page").get()
    assert alarm.address == "oda@example.org" and "credentials" in alarm.body


def test_trouble_opens_the_breaker_and_then_the_other_is_asked(
    clock: Clock, providers: Providers, vonage: FakeProvider
) -> None:
    mood(providers, "500")
    page(clock)
    clock.advance(seconds=7)
    assert tries() == [("twilio", "delayed")] * 3 + [("vonage", "sent")]
    health = ProviderHealth.objects.get()
    assert (health.provider, health.failures) == ("twilio", 3)
    assert health.rests_until == clock.now + timedelta(seconds=60)
    assert [said["provider"] for said in facts("provider.rests")] == ["twilio"]


def test_while_it_rests_nobody_waits_for_it_and_afterwards_it_is_tried_again(
    clock: Clock, providers: Providers, vonage: FakeProvider
) -> None:
    ProviderHealth.objects.create(
        channel="sms", provider="twilio", failures=3, rests_until=clock.now + timedelta(seconds=60)
    )
    page(clock)
    assert tries() == [("vonage", "sent")]
    clock.advance(seconds=59)
    page(clock, key="page:2:sms:1")
    assert tries() == [("vonage", "sent")] * 2
    clock.advance(seconds=1)
    page(clock, key="page:3:sms:1")
    assert tries()[-1] == ("twilio", "sent")
    hears("delivered", by="twilio")
    assert ProviderHealth.objects.get(provider="twilio").failures == 0


def test_without_a_receipt_it_goes_through_the_other_after_a_minute(
    clock: Clock, vonage: FakeProvider
) -> None:
    page(clock)
    clock.advance(seconds=59)
    assert tries() == [("twilio", "sent")]
    clock.advance(seconds=1)
    assert tries() == [("twilio", "unconfirmed"), ("vonage", "sent")]
    assert facts("message.unconfirmed")[0]["following"] == "vonage"
    clock.advance(seconds=60)
    assert [said["exhausted"] for said in facts("message.unconfirmed")] == [False, True]
    assert delivery().state == "sent"
    hears("delivered", by="twilio")
    assert (delivery().state, delivery().provider) == ("delivered", "twilio")


def test_a_receipt_in_time_is_the_end_of_it(clock: Clock, vonage: FakeProvider) -> None:
    page(clock)
    hears("delivered", by="twilio")
    clock.advance(minutes=5)
    assert tries() == [("twilio", "delivered")] and facts("message.unconfirmed") == []


def test_what_was_lost_after_it_was_taken_goes_through_the_other(clock: Clock, vonage: FakeProvider) -> None:
    page(clock)
    hears("undelivered", by="twilio", code="30007")
    clock.settle()
    assert tries() == [("twilio", "refused"), ("vonage", "sent")]
    hears("failed", by="vonage", code="30003")
    clock.settle()
    assert tries()[-1] == ("vonage", "lost") and delivery().state == "pending"
    clock.advance(seconds=2)
    hears("failed", by="vonage", code="30003")
    assert (delivery().state, len(facts("message.failed"))) == ("failed", 1)


def test_an_old_failure_does_not_undo_what_is_under_way(clock: Clock, vonage: FakeProvider) -> None:
    page(clock)
    clock.advance(seconds=60)
    hears("delivered", by="vonage")
    hears("undelivered", by="twilio", code="30007")
    assert delivery().state == "delivered"
    assert tries() == [("twilio", "refused"), ("vonage", "delivered")]


def test_a_failure_reported_before_the_answer_is_not_lost(clock: Clock, providers: Providers) -> None:
    """The callback is quicker than the request: whoever made the request carries on."""
    page(clock)
    Attempt.objects.update(state="asking", provider_id="")
    Delivery.objects.update(state="pending", provider="", provider_id="", sent_at=None)
    update = ReceiptUpdate("twilio", "SMearly", "failed", failure_for("30008"), "page:1:sms:1")
    record_receipt(update=update, at=clock.now)
    assert (delivery().state, Attempt.objects.get().state) == ("pending", "lost")
    assert begin_attempts(["page:1:sms:1"], at=clock.now)


def test_a_sender_that_notes_late_does_not_end_the_doubt(clock: Clock, vonage: FakeProvider) -> None:
    page(clock)
    first = Attempt.objects.get()
    assert doubt(attempt_id=first.pk, at=clock.now)
    note_sent([Taken(first, Receipt("twilio", first.provider_id), confirms=True)], at=clock.now)
    clock.settle()
    assert tries() == [("twilio", "unconfirmed"), ("vonage", "sent")]


def test_an_answer_leaves_through_the_provider_it_was_asked_by(
    client: Client, clock: Clock, providers: Providers, vonage: FakeProvider
) -> None:
    ann = User.objects.create(username="ann", name="Ann")
    ContactMethod.objects.create(user=ann, kind="sms", address=ANN, verified_at=clock.now)
    fields = FakeVonage.signed(
        {"msisdn": ANN[1:], "to": "447700900001", "messageId": "V9", "text": "hello", "type": "text"}
    )
    for _ in range(2):
        assert client.post("/providers/vonage/sms", fields).status_code == 200
    clock.settle()
    assert InboundMessage.objects.get().user == ann
    assert len(vonage.texts(ANN)) == 1 and "did not understand" in vonage.texts(ANN)[0]
    assert providers.texts() == []


def test_callbacks_of_vonage_by_each_method_and_forged(
    client: Client, clock: Clock, vonage: FakeProvider
) -> None:
    page(clock, to="+15005550002")
    sent = Attempt.objects.get(provider="vonage")
    fields = FakeVonage.signed({"messageId": sent.provider_id, "status": "accepted"})
    assert client.get("/providers/vonage/status", fields).status_code == 204
    done = FakeVonage.signed({"messageId": sent.provider_id, "status": "delivered"})
    assert client.post("/providers/vonage/status", {**done, "sig": "0"}).status_code == 403
    assert delivery().state == "sent"
    answer = client.post("/providers/vonage/status", done, content_type="application/json")
    assert (answer.status_code, delivery().state) == (204, "delivered")
    nonsense = client.post("/providers/vonage/status", "[1", content_type="application/json")
    assert nonsense.status_code == 403


def test_callbacks_of_telnyx(client: Client, clock: Clock, settings: Settings) -> None:
    settings.TELNYX_API_KEY, settings.TELNYX_FROM = KEY, "+447700900002"
    settings.TELNYX_PUBLIC_KEY, settings.SMS_PROVIDERS = FakeTelnyx.public_key(), ["telnyx", "twilio"]
    with listening(FakeTelnyx()) as server:
        settings.TELNYX_BASE_URL = server.base_url
        page(clock)
        assert server.texts(ANN) == ["P1 INC-1"]
        page_id = Attempt.objects.get().provider_id
    with_age = {"id": page_id, "to": [{"status": "delivered"}]}
    body, headers = FakeTelnyx.event(with_age)
    for given, status in (({}, 403), (headers, 204)):
        answer = client.post("/providers/telnyx/status", body, content_type="application/json", headers=given)
        assert answer.status_code == status
    assert delivery().state == "delivered"


def test_a_provider_that_is_not_set_up_is_left_out(clock: Clock, settings: Settings) -> None:
    settings.TWILIO_FROM = ""
    page(clock, to=ELSEWHERE)
    assert (delivery().state, delivery().error_code, tries()) == (
        "failed",
        "unconfigured",
        [("", "hopeless")],
    )
