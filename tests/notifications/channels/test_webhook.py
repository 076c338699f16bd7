"""The outgoing webhook: what is posted, how it is signed, and where it never goes."""

import base64
import hmac
import ipaddress
import json
import socket
from collections.abc import Iterator
from hashlib import sha256

import pytest

from notifications.channels.outside import is_outside, target_of
from notifications.channels.posting import post
from notifications.channels.protocol import Message, PermanentFailure, TemporaryFailure
from notifications.channels.webhook import PLAIN, Webhook, secret_of
from tests.fakes.hooks import FakeHook

PAGE = Message("P1 INC-12 checkout", "Größer: orders refused. http://storm.example/a/1")
KEY = "x" * 40


@pytest.fixture
def hook() -> Iterator[FakeHook]:
    server = FakeHook()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def channel() -> Webhook:
    return Webhook(KEY, source="https://storm.example.com", inside=["127.0.0.0/8"])


def test_an_event_is_posted_and_signed(hook: FakeHook, channel: Webhook) -> None:
    channel.send(PAGE, hook.url, idempotency_key="run:1:webhook:7")
    [(path, headers, body)] = hook.got
    assert path == "/storm?who=jonas"
    assert headers["content-type"] == "application/cloudevents+json"
    event = json.loads(body)
    assert (event["specversion"], event["id"], event["source"]) == (
        "1.0",
        "run:1:webhook:7",
        "https://storm.example.com",
    )
    assert event["data"] == {"title": PAGE.subject, "text": PAGE.text}
    secret = base64.b64decode(secret_of(hook.url, KEY).removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(secret, signed, sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"


def test_a_plain_body_where_it_is_wanted(hook: FakeHook, channel: Webhook) -> None:
    channel.send(PAGE, hook.url + PLAIN, idempotency_key="k")
    [(path, headers, body)] = hook.got
    assert path == "/storm?who=jonas" and headers["content-type"] == "application/json"
    assert json.loads(body) == {"id": "k", "title": PAGE.subject, "text": PAGE.text}


def test_each_address_has_its_own_secret() -> None:
    assert secret_of("https://a.example/", KEY) != secret_of("https://b.example/", KEY)
    assert secret_of("https://a.example/", KEY) != secret_of("https://a.example/", "y" * 40)


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_trouble_is_temporary_and_asked_once(hook: FakeHook, channel: Webhook, status: int) -> None:
    hook.status = status
    with pytest.raises(TemporaryFailure):
        channel.send(PAGE, hook.url, idempotency_key="k")
    assert len(hook.got) == 1


@pytest.mark.parametrize(("status", "invalid"), [(400, False), (404, False), (410, True)])
def test_a_refusal_is_permanent(hook: FakeHook, channel: Webhook, status: int, invalid: bool) -> None:
    hook.status = status
    with pytest.raises(PermanentFailure) as failure:
        channel.send(PAGE, hook.url, idempotency_key="k")
    assert failure.value.contact_is_invalid is invalid


def test_a_redirect_is_not_followed(hook: FakeHook, channel: Webhook) -> None:
    hook.status, hook.location = 302, "http://127.0.0.1:1/secret"
    with pytest.raises(PermanentFailure):
        channel.send(PAGE, hook.url, idempotency_key="k")
    assert len(hook.got) == 1


def test_our_own_network_is_not_called(hook: FakeHook) -> None:
    with pytest.raises(PermanentFailure) as failure:
        Webhook(KEY, source="s").send(PAGE, hook.url, idempotency_key="k")
    assert failure.value.code == "inside" and hook.got == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.7", "100.64.0.1",
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:8.8.8.8", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    ],
)  # fmt: skip
def test_what_is_not_outside(address: str) -> None:
    assert not is_outside(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111"])
def test_what_is_outside(address: str) -> None:
    assert is_outside(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "ftp://127.0.0.1/",
        "https://",
        "https://user:pass@127.0.0.1/",
        "http://127.0.0.1:99999/",
        "file:///etc/passwd",
    ],
)
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(PermanentFailure):
        target_of(url, ["127.0.0.1"])


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "localhost"])
def test_other_spellings_of_our_own_host_are_seen_through(host: str) -> None:
    with pytest.raises((PermanentFailure, TemporaryFailure)):
        target_of(f"https://{host}/", [])


def test_nobody_listening_is_temporary(channel: Webhook) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(TemporaryFailure):
        channel.send(PAGE, f"http://127.0.0.1:{port}/", idempotency_key="k")


def test_https_needs_a_certificate_that_is_trusted(hook: FakeHook, channel: Webhook) -> None:
    with pytest.raises(TemporaryFailure):
        channel.send(PAGE, hook.url.replace("http:", "https:"), idempotency_key="k")
    assert hook.got == []


def test_an_address_that_cannot_be_read_is_no_address(channel: Webhook) -> None:
    with pytest.raises(PermanentFailure) as refused:
        channel.send(PAGE, "https://[broken/storm", idempotency_key="k")
    assert refused.value.contact_is_invalid


def test_of_an_answer_only_the_beginning_is_read(hook: FakeHook) -> None:
    hook.status, hook.says = 200, b"x" * 100_000
    answer = post(hook.url, b"{}", {}, inside=["127.0.0.0/8"], who="The webhook")
    assert answer.body == "x" * 4096
