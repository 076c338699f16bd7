"""The demo's own fake Twilio and post office, in this process: what tests see has really left the product."""

import socket
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from demo.mailbox import Mailbox, smtp_server
from demo.twilio.ledger import Call
from demo.twilio.server import FakeTwilio


@dataclass
class Phone:
    """One person's phone."""

    number: str
    twilio: FakeTwilio

    @property
    def texts(self) -> list[str]:
        """The texts that arrived, oldest first."""
        return [text.body for text in self.twilio.ledger.texts(to=self.number)]

    @property
    def calls(self) -> list[Call]:
        """The calls that came, oldest first."""
        return self.twilio.ledger.calls(self.number)

    def pick_up(self, by: str = "human") -> str:
        """Answer the phone, or let a machine do it; what is said."""
        return "".join(self.twilio.network.switchboard.pick_up(self.number, by).said)

    def press(self, key: str) -> str:
        """Press a key, or none in time; what is said then."""
        return self.twilio.network.switchboard.press(self.number, key).said[-1]

    def hang_up(self, status: str = "completed") -> None:
        """The call ends so: completed, busy, no-answer, failed."""
        call = self.twilio.network.switchboard.ringing(self.number)
        assert call is not None, f"{self.number} is in no call"
        if call.direction == "inbound":
            self.twilio.network.exchange.hang_up(call)
            return
        self.twilio.network.switchboard.end(call.sid, status)

    def dial(self, number: str = "") -> str:
        """Call a number of ours, the account's own unless another is said; what is heard until the line is busy."""
        exchange = self.twilio.network.exchange
        return " ".join(exchange.dial(self.number, number or settings.TWILIO_VOICE_FROM).said)

    def speak(self, seconds: int = 7) -> str:
        """Say something on tape; what is heard then."""
        return self.twilio.network.exchange.speak(self.number, seconds).said[-1]

    def wait(self) -> None:
        """Stay on the line until a pause is over."""
        self.twilio.network.exchange.wait_no_longer(self.number)

    @property
    def line(self) -> Call:
        """The newest call of this phone, as the network knows it."""
        return self.calls[-1]

    def reply(self, body: str) -> str:
        """Answer, and read what comes back."""
        return "\n".join(self.twilio.network.reply(self.number, body)["answers"])


@dataclass
class Providers:
    """Everything that left the product."""

    twilio: FakeTwilio
    mailbox: Mailbox

    def phone(self, user: User, kind: str = "sms") -> Phone:
        """The phone with the user's number."""
        return Phone(user.contact_methods.get(kind=kind).address, self.twilio)

    def caller(self, number: str) -> Phone:
        """The phone of somebody who is no user."""
        return Phone(number, self.twilio)

    def texts(self) -> list[tuple[str, str]]:
        """Number and words of every text, oldest first."""
        return [
            (text.recipient, text.body) for text in self.twilio.ledger.texts() if text.direction == "outbound"
        ]

    def mails(self, user: User) -> list[str]:
        """The mails of one user, subject first, oldest first."""
        address = user.contact_methods.get(kind="email").address
        opened = [
            self.mailbox.open(letter.id) for letter in self.mailbox.letters() if letter.recipient == address
        ]
        return [f"{mail.letter.subject}\n{mail.text}" for mail in opened if mail]


def _knock(url: str, fields: Mapping[str, str], headers: Mapping[str, str]) -> tuple[int, str]:
    """Replies reach the product in the test's own thread; receipts come from others and are not part of it."""
    if threading.current_thread() is not threading.main_thread():
        return 204, ""
    parts = urlsplit(url)
    given = {"headers": {name: value for name, value in headers.items() if name != "Content-Type"}}
    answer = Client().post(
        f"{parts.path}?{parts.query}" if parts.query else parts.path, dict(fields), **given
    )
    return answer.status_code, answer.content.decode()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


@pytest.fixture
def providers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Providers]:
    """A fake Twilio and an SMTP server on loopback, and settings that lead to them."""
    twilio = FakeTwilio(
        port=0,
        account_sid=settings.TWILIO_ACCOUNT_SID,
        auth_token=settings.TWILIO_AUTH_TOKEN,
        number=settings.TWILIO_FROM,
        public_url=settings.PUBLIC_URL,
        ledger_path=tmp_path / "fake-twilio.jsonl",
        post=_knock,
        delay_seconds=0,
        patience=0,
    )
    serving = threading.Thread(target=twilio.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    serving.start()
    mailbox = Mailbox(tmp_path / "mail")
    port = _free_port()
    post_office = smtp_server(mailbox, port=port)
    post_office.start()
    monkeypatch.setattr(settings, "TWILIO_BASE_URL", twilio.base_url)
    # Django's own test runner would keep mail in memory; here it leaves by SMTP.
    monkeypatch.setattr(settings, "EMAIL_HOST", "127.0.0.1")
    monkeypatch.setattr(settings, "EMAIL_PORT", port)
    yield Providers(twilio, mailbox)
    twilio.shutdown()
    serving.join()
    twilio.server_close()
    post_office.stop()
