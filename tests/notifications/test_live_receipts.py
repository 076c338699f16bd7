"""A receipt is said to open pages as soon as it is kept, and never when it says nothing new."""

import json
from collections.abc import Iterator

import pytest
import redis
from django.conf import settings

from notifications.channels.protocol import ReceiptUpdate
from notifications.models import Attempt, Delivery
from notifications.reporting import record_receipt
from tests.clock import START
from tests.running import until
from timeline.channel import CHANGED

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard() -> Iterator[redis.client.PubSub]:
    """What the live process would hear."""
    with (
        redis.Redis.from_url(settings.REDIS_URL) as client,
        client.pubsub(ignore_subscribe_messages=True) as ear,
    ):
        ear.subscribe(f"{settings.REDIS_PREFIX}{CHANGED}")
        assert until(lambda: bool(ear.subscribed), seconds=10)
        ear.get_message(timeout=5)
        yield ear


def says(ear: redis.client.PubSub, subject: str) -> bool:
    message = ear.get_message(timeout=1)
    return message is not None and subject in json.loads(message["data"])


@pytest.mark.parametrize("state", ["delivered", "sent", "undelivered"])
def test_a_receipt_reaches_the_pages_that_are_open(
    state: str, heard: redis.client.PubSub, django_capture_on_commit_callbacks: object
) -> None:
    delivery = Delivery.objects.create(
        key="one",
        kind="page",
        subject_key="incident:77",
        recipient="user:1",
        channel="sms",
        address="+447700900142",
        body="",
        state="pending",
        attempts=1,
        provider="twilio",
        created_at=START,
    )
    Attempt.objects.create(delivery=delivery, number=1, provider="twilio", asked_at=START, provider_id="SM1")
    update = ReceiptUpdate("twilio", "SM1", state, None, "one")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # pytest-django's fixture
        record_receipt(update=update, at=START)
    assert until(lambda: says(heard, "incident:77"), seconds=20)


def test_a_receipt_that_says_nothing_new_is_not_told(django_capture_on_commit_callbacks: object) -> None:
    delivery = Delivery.objects.create(
        key="one",
        kind="page",
        subject_key="incident:78",
        recipient="user:1",
        channel="sms",
        body="",
        state="delivered",
        attempts=1,
        created_at=START,
    )
    Attempt.objects.create(
        delivery=delivery, number=1, provider="twilio", asked_at=START, provider_id="SM1", state="delivered"
    )
    with django_capture_on_commit_callbacks() as told:  # type: ignore[operator]  # pytest-django's fixture
        record_receipt(update=ReceiptUpdate("twilio", "SM1", "sent", None, "one"), at=START)
    assert told == []
