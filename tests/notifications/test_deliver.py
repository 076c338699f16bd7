"""A delivery leaves once, comes back after trouble, gives up in time, and never loses what the provider took."""

from datetime import timedelta

import pytest
import requests

from notifications import vetoes
from notifications.attempting import Taken, note_failure, note_sent
from notifications.beginning import begin_attempts
from notifications.channels.protocol import Receipt, ReceiptUpdate, TemporaryFailure
from notifications.failover import MOST_UNREPORTED
from notifications.handlers import deliver
from notifications.models import Delivery
from notifications.operations import Outgoing, send
from notifications.reporting import record_receipt
from outbox.handling import LIMIT, MOOT, Due
from outbox.models import Entry
from tests.clock import Clock
from tests.fakes.providers import Providers
from timeline.models import TimelineEntry

pytestmark = pytest.mark.django_db
NUMBER = "+447700900142"


def outgoing(
    *, urgent: bool = True, address: str = NUMBER, channel: str = "sms", key: str = "one"
) -> Outgoing:
    return Outgoing(
        key=key,
        kind="page",
        subject_key="incident:1",
        recipient="user:1",
        recipient_label="Ann",
        channel=channel,
        address=address,
        title="P1 INC-12\nUK production down",
        body="P1 INC-12 UK production down.",
        urgent=urgent,
    )


def mood(providers: Providers, name: str, count: int = 0) -> None:
    asked = {"mood": name, "count": count}
    requests.post(f"{providers.twilio.base_url}/_fake/mood", json=asked, timeout=5).raise_for_status()


def attempts_at(clock: Clock, seconds: int) -> list[float]:
    """The seconds at which attempts were made."""
    made: list[float] = []
    for _ in range(seconds):
        delivery = Delivery.objects.get()
        if delivery.attempted_at and (not made or delivery.attempts > len(made)):
            made.append((delivery.attempted_at - clock.start).total_seconds())
        clock.advance(seconds=1)
    return made


def test_it_leaves_once_whoever_asks_twice(clock: Clock, providers: Providers) -> None:
    for _ in range(2):
        send([outgoing()], at=clock.now)
        clock.settle()
    assert providers.texts() == [(NUMBER, "P1 INC-12 UK production down.")]
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.provider) == ("sent", 1, "twilio")
    assert delivery.title == "P1 INC-12 UK production down"
    assert delivery.provider_id.startswith("SM")


def test_a_page_comes_back_after_2_5_and_15_seconds_and_then_has_failed(
    clock: Clock, providers: Providers
) -> None:
    mood(providers, "500")
    send([outgoing()], at=clock.now)
    assert attempts_at(clock, 30) == [0, 2, 7, 22]
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == ("failed", 4)
    [entry] = TimelineEntry.objects.filter(kind="message.failed")
    assert (entry.subject, entry.data["to"]) == ("incident:1", "Ann")
    assert Entry.objects.get(topic="notifications.deliver").outcome == "failed"


def test_a_channel_that_is_not_there_fails_at_once(clock: Clock) -> None:
    send([outgoing(channel="pigeon")], at=clock.now)
    clock.settle()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.error_code) == ("failed", "no_channel")
    assert Entry.objects.get(topic="notifications.deliver").outcome == "failed"


def test_an_error_of_our_own_ends_as_a_failure_and_not_in_silence(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(name: str, by: str) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("notifications.handing_over.registry.provider", broken)
    send([outgoing()], at=clock.now)
    Entry.objects.update(failures=LIMIT - 2)
    clock.advance(minutes=31)
    assert (
        Delivery.objects.get().state == Entry.objects.get(topic="notifications.deliver").outcome == "failed"
    )
    assert TimelineEntry.objects.filter(kind="message.failed").count() == 1


def test_attempts_that_nobody_lived_to_report_come_to_an_end(clock: Clock) -> None:
    send([outgoing()], at=clock.now)
    for _ in range(MOST_UNREPORTED):
        assert begin_attempts(["one"], at=clock.now)
    assert not begin_attempts(["one"], at=clock.now)
    assert Delivery.objects.get().state == "failed"


def test_other_messages_take_minutes(clock: Clock, providers: Providers) -> None:
    mood(providers, "429")
    send([outgoing(urgent=False)], at=clock.now)
    assert Entry.objects.get().queue == "bulk"
    clock.advance(minutes=20.9)
    assert (Delivery.objects.get().attempts, Delivery.objects.get().state) == (3, "pending")
    clock.advance(minutes=0.2)
    assert (Delivery.objects.get().attempts, Delivery.objects.get().state) == (4, "failed")


def test_when_the_trouble_passes_it_leaves(clock: Clock, providers: Providers) -> None:
    mood(providers, "500", count=2)
    send([outgoing()], at=clock.now)
    clock.advance(seconds=10)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.error) == ("sent", 3, "")
    assert len(providers.texts()) == 1


@pytest.mark.parametrize(
    ("channel", "address", "code"),
    [("sms", "+15005550001", "21211"), ("email", "hana+550@example.com", "550")],
)
def test_a_refusal_for_good_fails_at_once_with_its_code(
    clock: Clock, providers: Providers, channel: str, address: str, code: str
) -> None:
    send([outgoing(channel=channel, address=address)], at=clock.now)
    clock.settle()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.error_code) == ("failed", 1, code)
    assert delivery.error


def test_a_sender_that_died_after_the_acceptance_sends_again(clock: Clock, providers: Providers) -> None:
    """A doubled page beats a lost one, and the attempts are counted."""
    send([outgoing()], at=clock.now)
    assert begin_attempts(["one"], at=clock.now)
    clock.advance(seconds=21)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == ("sent", 2)
    assert list(delivery.tries.values_list("state", flat=True).order_by("number")) == ["asking", "sent"]


def test_an_entry_carried_out_again_sends_nothing_more(clock: Clock, providers: Providers) -> None:
    send([outgoing()], at=clock.now)
    clock.settle()
    due = Due(id=1, topic="", key="one", payload={}, due_at=clock.now, at=clock.now, attempt=2)
    assert deliver(due) == MOOT
    assert len(providers.texts()) == 1


def test_what_a_callback_said_first_stands(clock: Clock) -> None:
    send([outgoing()], at=clock.now)
    attempt = begin_attempts(["one"], at=clock.now)["one"]
    assert attempt is not None
    early = clock.now
    update = ReceiptUpdate("twilio", "SMcallback", "delivered", idempotency_key="one")
    assert record_receipt(update=update, at=early) is not None
    later = clock.now + timedelta(seconds=1)
    assert note_sent([Taken(attempt, Receipt("twilio", "SMlate"), confirms=True)], at=later) == {}
    row = Delivery.objects.get()
    assert (row.state, row.provider_id, row.sent_at) == ("delivered", "SMcallback", early)
    assert not Entry.objects.filter(topic="notifications.confirm").exists()


def test_a_loss_told_before_the_provider_s_own_error_is_not_the_end(clock: Clock) -> None:
    send([outgoing()], at=clock.now)
    attempt = begin_attempts(["one"], at=clock.now)["one"]
    update = ReceiptUpdate("twilio", "SMcallback", "failed", idempotency_key="one")
    assert record_receipt(update=update, at=clock.now) is not None
    hung_up = TemporaryFailure("timeout", "No answer.")
    assert note_failure(attempt=attempt, failure=hung_up, at=clock.now) is not None
    assert Delivery.objects.get().state == "pending"


def test_two_cannot_veto_one_kind() -> None:
    vetoes.register("only here", lambda delivery, at: "")
    with pytest.raises(ValueError, match="only here"):
        vetoes.register("only here", lambda delivery, at: "")
