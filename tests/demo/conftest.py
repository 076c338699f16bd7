"""A fake Twilio on loopback whose callbacks are kept instead of posted."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.twilio.server import FakeTwilio

SID, TOKEN, NUMBER = "AC" + "a" * 32, "t" * 32, "+447700900000"
TWIML = '<?xml version="1.0"?><Response><Message>It is yours &amp; only yours.</Message></Response>'


class Product:
    """Stands where the product would be called back."""

    def __init__(self) -> None:
        self.forms: list[tuple[str, dict[str, str], dict[str, str]]] = []
        self.answer = (200, TWIML)

    def __call__(self, url: str, fields: dict[str, str], headers: dict[str, str]) -> tuple[int, str]:
        self.forms.append((url, dict(fields), dict(headers)))
        return self.answer


def fake_twilio(folder: Path, product: Product) -> FakeTwilio:
    return FakeTwilio(
        port=0,
        account_sid=SID,
        auth_token=TOKEN,
        number=NUMBER,
        public_url="https://storm.example.com/",
        ledger_path=folder / "fake-twilio.jsonl",
        post=product,
        delay_seconds=0,
        patience=0,
    )


@pytest.fixture
def product() -> Product:
    return Product()


@pytest.fixture
def twilio(tmp_path: Path, product: Product) -> Iterator[FakeTwilio]:
    server = fake_twilio(tmp_path, product)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()
