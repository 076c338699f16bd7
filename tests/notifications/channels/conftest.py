"""Providers on loopback that speak the real protocols, and the adapters that talk to them."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from demo.mailbox import Mailbox, smtp_server
from demo.twilio.server import FakeTwilio
from notifications.channels.aws_sms import AwsSms
from notifications.channels.slack import Slack
from notifications.channels.smtp_mail import SmtpMail, SmtpServer
from notifications.channels.telnyx_sms import TelnyxSms
from notifications.channels.twilio_sms import TwilioSms
from notifications.channels.twilio_voice import TwilioVoice
from notifications.channels.twilio_whatsapp import TwilioWhatsApp
from notifications.channels.vonage_sms import VonageSms
from tests.fakes import slack as slack_fake
from tests.fakes.sms_providers import (
    KEY,
    SECRET,
    SIGNATURE,
    FakeProvider,
    FakeSns,
    FakeTelnyx,
    FakeVonage,
    listening,
)

SID, TOKEN, NUMBER = "AC" + "a" * 32, "t" * 32, "+447700900000"
PUBLIC_URL = "https://storm.example.com"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Posted:
    """Takes the fake's callbacks instead of the network."""

    def __init__(self) -> None:
        self.forms: list[tuple[str, dict[str, str], dict[str, str]]] = []
        self.answer = (200, "")

    def __call__(self, url: str, fields: dict[str, str], headers: dict[str, str]) -> tuple[int, str]:
        self.forms.append((url, dict(fields), dict(headers)))
        return self.answer


@pytest.fixture
def posted() -> Posted:
    return Posted()


@pytest.fixture
def twilio(tmp_path: Path, posted: Posted) -> Iterator[FakeTwilio]:
    server = FakeTwilio(
        port=0,
        account_sid=SID,
        auth_token=TOKEN,
        number=NUMBER,
        public_url=PUBLIC_URL,
        ledger_path=tmp_path / "fake-twilio.jsonl",
        post=posted,
        delay_seconds=0,
        patience=0,
    )
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def sms_through(base_url: str, *, token: str = TOKEN, sender: str = NUMBER) -> TwilioSms:
    status_url = f"{PUBLIC_URL}/providers/twilio/status"
    return TwilioSms(SID, token, sender=sender, status_url=status_url, base_url=base_url)


def whatsapp_through(base_url: str, *, template: str = "") -> TwilioWhatsApp:
    status_url = f"{PUBLIC_URL}/providers/twilio/status"
    return TwilioWhatsApp(
        SID, TOKEN, sender=NUMBER, status_url=status_url, base_url=base_url, template=template
    )


def calls_through(base_url: str, *, token: str = TOKEN, sender: str = NUMBER) -> TwilioVoice:
    answer_url = f"{PUBLIC_URL}/providers/twilio/voice"
    return TwilioVoice(SID, token, sender=sender, answer_url=answer_url, base_url=base_url)


def mail_through(port: int) -> SmtpMail:
    return SmtpMail(sender="Storm <storm@halcyon.example.com>", server=SmtpServer("127.0.0.1", port))


@pytest.fixture
def sms(twilio: FakeTwilio) -> TwilioSms:
    return sms_through(twilio.base_url)


@pytest.fixture
def voice(twilio: FakeTwilio) -> TwilioVoice:
    return calls_through(twilio.base_url)


@pytest.fixture
def mailbox(tmp_path: Path) -> Mailbox:
    return Mailbox(tmp_path / "mail")


@pytest.fixture
def post_office(mailbox: Mailbox) -> Iterator[Controller]:
    controller = smtp_server(mailbox, port=free_port())
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def mail(post_office: Controller) -> SmtpMail:
    return mail_through(post_office.port)


def vonage_through(base_url: str, *, secret: str = SECRET, sender: str = NUMBER) -> VonageSms:
    url = f"{PUBLIC_URL}/providers/vonage/status"
    return VonageSms(KEY, secret, SIGNATURE, sender=sender, status_url=url, base_url=base_url)


def telnyx_through(base_url: str, *, key: str = KEY, sender: str = NUMBER) -> TelnyxSms:
    url = f"{PUBLIC_URL}/providers/telnyx/status"
    return TelnyxSms(key, FakeTelnyx.public_key(), sender=sender, status_url=url, base_url=base_url)


def slack_through(base_url: str, *, token: str = slack_fake.TOKEN) -> Slack:
    return Slack(token, slack_fake.SIGNING_SECRET, base_url=base_url)


@pytest.fixture
def fake_slack() -> Iterator[slack_fake.FakeSlack]:
    with slack_fake.workspace() as server:
        yield server


def aws_through(base_url: str, *, secret: str = SECRET, sender: str = "Storm") -> AwsSms:
    return AwsSms(KEY, secret, region="eu-central-1", sender=sender, base_url=base_url)


@pytest.fixture
def fake_aws() -> Iterator[FakeProvider]:
    with listening(FakeSns()) as server:
        yield server


@pytest.fixture
def fake_vonage() -> Iterator[FakeProvider]:
    with listening(FakeVonage()) as server:
        yield server


@pytest.fixture
def fake_telnyx() -> Iterator[FakeProvider]:
    with listening(FakeTelnyx()) as server:
        yield server


@pytest.fixture
def mute_port() -> Iterator[int]:
    """A port where somebody listens and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield int(listener.getsockname()[1])
