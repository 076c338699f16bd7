"""A phone gets so many pages and no more; the first one of an incident always leaves."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.limits import LIMITS, free_at
from notifications.models import Attempt, Delivery
from notifications.operations import Outgoing, send
from outbox.models import Entry
from tests.clock import Clock
from tests.fakes.providers import Providers

NOW = datetime(2026, 3, 10, 14, 0, tzinfo=UTC)
PHONE = "+447700900142"


def ago(*minutes: float) -> list[datetime]:
    return [NOW - timedelta(minutes=each) for each in minutes]


@pytest.mark.parametrize(
    ("channel", "sent", "room_in"),
    [
        ("sms", ago(1, 2, 3, 4), None),
        ("sms", ago(1, 2, 3, 4, 14), 1),
        ("sms", ago(1, 2, 3, 4, 15), None),
        ("sms", ago(*range(16, 60, 4)), 4),
        ("sms", ago(*range(61, 180, 6), 179.5), 0.5),
        ("voice", ago(1, 2, 14), 1),
        ("voice", ago(16, 20, 30, 40, 45, 50, 59), 1),
        ("email", ago(*[1] * 100), None),
    ],
)
def test_when_there_is_room_again(channel: str, sent: list[datetime], room_in: float | None) -> None:
    free = free_at(sent, NOW, channel=channel)
    assert free == (NOW + timedelta(minutes=room_in) if room_in is not None else None)


@given(st.sampled_from(list(LIMITS)), st.lists(st.integers(0, 400), max_size=120))
def test_whoever_waits_for_room_never_exceeds_a_limit(channel: str, wanted: list[int]) -> None:
    sent: list[datetime] = []
    for minute in sorted(wanted):
        at = NOW + timedelta(minutes=minute)
        free = free_at(sent, at, channel=channel)
        if free is None:
            sent.append(at)
        else:
            assert free > at and free_at(sent, free, channel=channel) is None
    for span, most in LIMITS[channel]:
        assert all(sum(at - span < one <= at for one in sent) <= most for at in sent)


def page(clock: Clock, number: int, *, incident: int, kind: str = "page") -> None:
    message = Outgoing(
        key=f"page:{number}:sms:1", kind=kind, subject_key=f"incident:{incident}", recipient="user:1",
        recipient_label="Ann", channel="sms", address=PHONE, body=f"INC-{incident}", urgent=True,
    )  # fmt: skip
    send([message], at=clock.now)
    clock.settle()


def state(number: int) -> str:
    return Delivery.objects.get(key=f"page:{number}:sms:1").state


@pytest.mark.django_db
def test_the_first_page_of_an_incident_is_never_held_back(clock: Clock, providers: Providers) -> None:
    for number in range(30):
        page(clock, number, incident=number)
    assert len(providers.texts()) == 30


@pytest.mark.django_db
def test_one_too_many_is_held_back_says_why_and_comes_as_a_bundle_when_there_is_room(
    clock: Clock, providers: Providers
) -> None:
    for number in range(6):
        page(clock, number, incident=1)
    assert len(providers.texts()) == 5
    held = Delivery.objects.get(key="page:5:sms:1")
    assert (held.state, held.attempts) == ("cancelled", 0) and held.error.startswith("Held back")
    assert not Attempt.objects.filter(delivery=held).exists()
    bundle = Entry.objects.get(topic="oncall.bundle")
    assert bundle.due_at == clock.now + timedelta(minutes=15)
    page(clock, 6, incident=2)
    page(clock, 7, incident=2, kind="note")
    assert (state(6), state(7)) == ("sent", "sent")
