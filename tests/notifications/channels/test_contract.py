"""What every channel promises, asked of each adapter against a provider on loopback."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from demo.mailbox import Mailbox
from demo.twilio.server import FakeTwilio
from notifications.channels import asking, slack, smtp_mail, twilio_account
from notifications.channels.protocol import (
    PROVIDER_TIMEOUT_SECONDS,
    Capability,
    Channel,
    Message,
    PermanentFailure,
    ReadsReceipts,
    ReadsReplies,
    TemporaryFailure,
)
from notifications.channels.smtp_mail import SmtpMail
from notifications.channels.twilio_sms import TwilioSms
from tests.fakes.slack import NOBODY, FakeSlack
from tests.fakes.sms_providers import UNKNOWN, FakeProvider
from tests.notifications.channels.conftest import (
    aws_through,
    calls_through,
    free_port,
    mail_through,
    slack_through,
    sms_through,
    telnyx_through,
    vonage_through,
    whatsapp_through,
)

PAGE = Message("P1 INC-12 checkout", "P1 INC-12 checkout: orders refused. Reply ack 12.")


@dataclass(frozen=True)
class Case:
    """One adapter with what its provider needs to be asked for each kind of answer."""

    channel: Channel
    good: str
    unknown: str
    elsewhere: Callable[[int], Channel]
    arrived: Callable[[], list[str]]


def elsewhere(name: str, request: pytest.FixtureRequest) -> Case:
    """Vonage, Telnyx or Amazon."""
    server: FakeProvider = request.getfixturevalue(f"fake_{name}")
    through = {"vonage": vonage_through, "telnyx": telnyx_through, "aws": aws_through}[name]
    return Case(
        through(server.base_url),
        "+447700900142",
        UNKNOWN,
        lambda port: through(f"http://127.0.0.1:{port}"),
        lambda: server.texts("+447700900142"),
    )


@pytest.fixture(params=["sms", "email", "voice", "whatsapp", "vonage", "telnyx", "aws", "slack"])
def case(request: pytest.FixtureRequest) -> Case:
    return case_of(request.param, request)


@pytest.fixture(params=["sms", "email", "whatsapp", "vonage", "telnyx", "aws", "slack"])
def written(request: pytest.FixtureRequest) -> Case:
    """Channels that carry the words at once; a call asks for them when somebody picks up."""
    return case_of(request.param, request)


def case_of(name: str, request: pytest.FixtureRequest) -> Case:
    if name == "voice":
        twilio = request.getfixturevalue("twilio")
        return Case(
            request.getfixturevalue("voice"),
            "+447700900142",
            "+15005550001",
            lambda port: calls_through(f"http://127.0.0.1:{port}"),
            lambda: [call.sid for call in twilio.ledger.calls()],
        )
    if name == "slack":
        slack: FakeSlack = request.getfixturevalue("fake_slack")
        return Case(
            slack_through(slack.base_url),
            "U024BE7LH",
            NOBODY,
            lambda port: slack_through(f"http://127.0.0.1:{port}"),
            lambda: [message.words.partition("\n")[2] for message in slack.messages],
        )
    if name in ("vonage", "telnyx", "aws"):
        return elsewhere(name, request)
    if name == "whatsapp":
        carrier: FakeTwilio = request.getfixturevalue("twilio")
        return Case(
            whatsapp_through(carrier.base_url),
            "+447700900142",
            "+15005550001",
            lambda port: whatsapp_through(f"http://127.0.0.1:{port}"),
            lambda: [text.body for text in carrier.ledger.texts(to="whatsapp:+447700900142")],
        )
    if name == "sms":
        twilio: FakeTwilio = request.getfixturevalue("twilio")
        return Case(
            request.getfixturevalue("sms"),
            "+447700900142",
            "+15005550001",
            lambda port: sms_through(f"http://127.0.0.1:{port}"),
            lambda: [text.body for text in twilio.ledger.texts(to="+447700900142")],
        )
    mailbox: Mailbox = request.getfixturevalue("mailbox")
    return Case(
        request.getfixturevalue("mail"),
        "jonas@halcyon.example.com",
        "gone+550@halcyon.example.com",
        mail_through,
        lambda: [mailbox.open(letter.id).text.strip() for letter in mailbox.letters()],
    )


def test_an_accepted_message_has_arrived_with_its_words_and_a_receipt(written: Case) -> None:
    receipt = written.channel.send(PAGE, written.good, idempotency_key="page:12:1")
    assert receipt.provider_id and receipt.provider in ("twilio", "smtp", "vonage", "telnyx", "aws", "slack")
    assert written.arrived() == [PAGE.text]


def test_letters_of_any_script_arrive_unharmed(written: Case) -> None:
    text = "Größer als Łódź: Ужас 火事 🔥 & <b>"
    written.channel.send(Message("Тревога 🔥", text), written.good, idempotency_key="k")
    assert written.arrived() == [text]


def test_an_unknown_receiver_is_a_permanent_failure_that_blames_the_contact(case: Case) -> None:
    with pytest.raises(PermanentFailure) as failure:
        case.channel.send(PAGE, case.unknown, idempotency_key="k")
    assert failure.value.contact_is_invalid and failure.value.code and failure.value.sentence
    assert case.arrived() == []


def test_a_malformed_address_is_a_failure_and_no_crash(case: Case) -> None:
    with pytest.raises(PermanentFailure):
        case.channel.send(PAGE, "not an address\nBcc: all@example.com", idempotency_key="k")
    assert case.arrived() == []


def test_nobody_listening_is_a_temporary_failure(case: Case) -> None:
    with pytest.raises(TemporaryFailure):
        case.elsewhere(free_port()).send(PAGE, case.good, idempotency_key="k")


def test_a_silent_provider_is_given_up_in_time(
    case: Case, mute_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert smtp_mail._STEP_SECONDS < PROVIDER_TIMEOUT_SECONDS
    monkeypatch.setattr(smtp_mail, "_STEP_SECONDS", 0.3)
    monkeypatch.setattr(twilio_account, "PROVIDER_TIMEOUT_SECONDS", 3.3)
    monkeypatch.setattr(asking, "PROVIDER_TIMEOUT_SECONDS", 3.3)
    monkeypatch.setattr(slack, "PROVIDER_TIMEOUT_SECONDS", 1.3)
    begun = time.monotonic()
    with pytest.raises(TemporaryFailure) as failure:
        case.elsewhere(mute_port).send(PAGE, case.good, idempotency_key="k")
    assert time.monotonic() - begun < 2
    assert failure.value.may_have_left


def test_capabilities_and_protocols_agree(case: Case) -> None:
    channel = case.channel
    assert isinstance(channel, Channel)
    assert isinstance(channel, ReadsReceipts) == (Capability.RECEIPTS in channel.capabilities)
    assert isinstance(channel, ReadsReplies) == (Capability.REPLIES in channel.capabilities)


@pytest.mark.parametrize(
    ("mood", "arrives"), [("500", 0), ("429", 0), ("lying", 1)], ids=["500", "429", "taken but answered 500"]
)
def test_twilio_in_trouble_is_temporary_and_asked_only_once(
    twilio: FakeTwilio, sms: TwilioSms, mood: str, arrives: int
) -> None:
    twilio.network.set_mood(mood)
    with pytest.raises(TemporaryFailure) as failure:
        sms.send(PAGE, "+447700900142", idempotency_key="k")
    assert failure.value.try_other
    assert len(twilio.ledger.texts()) == arrives
    assert twilio.ledger.attempts == 1


@pytest.mark.parametrize(
    ("to", "code", "flags"),
    [
        ("+15005550001", "21211", {"contact_is_invalid"}),
        ("+15005550009", "21614", {"contact_is_invalid"}),
        ("+15005550004", "21610", {"opted_out"}),
        ("+15005550002", "21612", {"try_other"}),
        ("+15005550003", "21408", {"try_other"}),
    ],
)
def test_twilio_refusing_a_receiver(sms: TwilioSms, to: str, code: str, flags: set[str]) -> None:
    with pytest.raises(PermanentFailure) as failure:
        sms.send(PAGE, to, idempotency_key="k")
    assert failure.value.code == code
    names = ("contact_is_invalid", "opted_out", "try_other", "needs_operator")
    assert {name for name in names if getattr(failure.value, name)} == flags


@pytest.mark.parametrize(("sender", "code"), [("+15005550001", "21212"), ("+15005550007", "21606")])
def test_twilio_refusing_our_sender_calls_for_the_operator(
    twilio: FakeTwilio, sender: str, code: str
) -> None:
    with pytest.raises(PermanentFailure) as failure:
        sms_through(twilio.base_url, sender=sender).send(PAGE, "+447700900142", idempotency_key="k")
    assert failure.value.code == code and failure.value.needs_operator and failure.value.try_other


def test_wrong_credentials_call_for_the_operator(twilio: FakeTwilio) -> None:
    with pytest.raises(PermanentFailure) as failure:
        sms_through(twilio.base_url, token="x" * 32).send(PAGE, "+447700900142", idempotency_key="k")
    assert failure.value.code == "20003" and failure.value.needs_operator


def test_a_full_queue_at_twilio_is_temporary(twilio: FakeTwilio) -> None:
    with pytest.raises(TemporaryFailure) as failure:
        sms_through(twilio.base_url, sender="+15005550008").send(PAGE, "+447700900142", idempotency_key="k")
    assert failure.value.code == "21611"


def test_a_long_text_is_cut_before_twilio_refuses_it(twilio: FakeTwilio, sms: TwilioSms) -> None:
    sms.send(Message("", "lengthy " * 400), "+447700900142", idempotency_key="k")
    (text,) = twilio.ledger.texts()
    assert len(text.body) <= 1600 and text.body.endswith("lengthy...")


@pytest.mark.parametrize("ending", ["+421", "+451"])
def test_a_busy_mail_server_is_temporary(mail: SmtpMail, ending: str) -> None:
    with pytest.raises(TemporaryFailure):
        mail.send(PAGE, f"jonas{ending}@halcyon.example.com", idempotency_key="k")


def test_a_full_mailbox_does_not_invalidate_the_contact(mail: SmtpMail) -> None:
    with pytest.raises(PermanentFailure) as failure:
        mail.send(PAGE, "jonas+552@halcyon.example.com", idempotency_key="k")
    assert failure.value.code == "552" and not failure.value.contact_is_invalid


def test_a_mail_sent_again_carries_the_same_message_id(mail: SmtpMail, mailbox: Mailbox) -> None:
    receipts = [mail.send(PAGE, "jonas@halcyon.example.com", idempotency_key="page:1") for _ in range(2)]
    assert receipts[0].provider_id == receipts[1].provider_id
    assert {letter.message_id for letter in mailbox.letters()} == {receipts[0].provider_id}


def test_a_subject_cannot_add_headers(mail: SmtpMail, mailbox: Mailbox) -> None:
    mail.send(
        Message("Down\r\nBcc: everybody@example.com", "text"),
        "jonas@halcyon.example.com",
        idempotency_key="k",
    )
    (letter,) = mailbox.letters()
    assert letter.subject == "Down Bcc: everybody@example.com"
    assert "Bcc" not in dict(mailbox.open(letter.id).headers)
