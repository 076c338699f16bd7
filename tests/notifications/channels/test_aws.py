"""Amazon SNS: how a request is signed, what it says, and its refusals in our words."""

from datetime import UTC, datetime

import pytest

from notifications.channels.aws_signature import Account, authorization
from notifications.channels.protocol import Message, PermanentFailure, TemporaryFailure
from tests.fakes.sms_providers import FULL, STOPPED, FakeProvider
from tests.notifications.channels.conftest import aws_through

PAGE = Message("", "P1 INC-12 größere Störung & mehr")
ANN = "+447700900142"


def test_signing_is_that_of_amazons_own_example() -> None:
    """GET ListUsers of IAM, from the description of Signature Version 4."""
    account = Account("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "us-east-1", "iam")
    headers = {
        "content-type": "application/x-www-form-urlencoded; charset=utf-8",
        "host": "iam.amazonaws.com",
        "x-amz-date": "20150830T123600Z",
    }
    made = authorization(
        account,
        headers=headers,
        body=b"",
        at=datetime(2015, 8, 30, 12, 36, tzinfo=UTC),
        method="GET",
        query="Action=ListUsers&Version=2010-05-08",
    )
    assert made.endswith("Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7")


def test_what_amazon_is_told(fake_aws: FakeProvider) -> None:
    receipt = aws_through(fake_aws.base_url).send(PAGE, ANN, idempotency_key="k")
    [taken] = fake_aws.taken
    assert (taken["Action"], taken["PhoneNumber"], taken["Message"]) == ("Publish", ANN, PAGE.text)
    assert taken["MessageAttributes.entry.1.Value.StringValue"] == "Transactional"
    assert taken["MessageAttributes.entry.2.Name"] == "AWS.SNS.SMS.SenderID"
    assert receipt.provider == "aws" and len(receipt.provider_id) == 36


def test_a_number_sends_as_a_number(fake_aws: FakeProvider) -> None:
    aws_through(fake_aws.base_url, sender="+447700900000").send(PAGE, ANN, idempotency_key="k")
    assert fake_aws.taken[0]["MessageAttributes.entry.2.Name"] == "AWS.MM.SMS.OriginationNumber"


def test_whoever_said_stop_is_left_alone(fake_aws: FakeProvider) -> None:
    with pytest.raises(PermanentFailure) as failure:
        aws_through(fake_aws.base_url).send(PAGE, STOPPED, idempotency_key="k")
    assert failure.value.opted_out and not failure.value.contact_is_invalid


def test_a_wrong_secret_calls_for_the_operator_and_another_provider(fake_aws: FakeProvider) -> None:
    with pytest.raises(PermanentFailure) as failure:
        aws_through(fake_aws.base_url, secret="guess").send(PAGE, ANN, idempotency_key="k")
    assert failure.value.needs_operator and failure.value.try_other and fake_aws.taken == []


def test_too_much_at_once_is_temporary(fake_aws: FakeProvider) -> None:
    with pytest.raises(TemporaryFailure):
        aws_through(fake_aws.base_url, sender=FULL).send(PAGE, ANN, idempotency_key="k")


@pytest.mark.parametrize(("mood", "taken"), [("500", 0), ("429", 0), ("lying", 1)])
def test_trouble_is_temporary_and_asked_once(fake_aws: FakeProvider, mood: str, taken: int) -> None:
    fake_aws.mood = mood
    with pytest.raises(TemporaryFailure):
        aws_through(fake_aws.base_url).send(PAGE, ANN, idempotency_key="k")
    assert (len(fake_aws.taken), fake_aws.attempts) == (taken, 1)
