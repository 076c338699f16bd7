"""A push on its whole way but one step: sealed and sent, opened by the standard's rules, shown by a real browser.

The step left out is the push service on the internet: it hands the browser the bytes that are handed over here.
"""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client

from notifications.channels.protocol import Message
from notifications.channels.push_cipher import key_of, new_key, public_of
from notifications.channels.webpush import WebPush
from tests.e2e.browsing import PATIENCE_MS, launched
from tests.fakes.push import Browser, push_service

REGISTER = """async () => {
    await navigator.serviceWorker.register("/service-worker.js");
    await navigator.serviceWorker.ready;
}"""
# A browser without a screen may be forbidden to show anything: it is noted what it was to show.
NOTE = """() => {
    self.shown = [];
    self.both = new Promise((done) => {
        self.registration.showNotification = async (title, about) => {
            if (self.shown.push({ title, ...about }) === 2) done(self.shown);
        };
    });
}"""


class _Ours(BaseHTTPRequestHandler):
    """Our own views, on loopback."""

    def do_GET(self) -> None:
        answer = Client().get(self.path)
        self.send_response(answer.status_code)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.content)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Ours)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def sealed_and_opened(link: str) -> str:
    """What arrives in a browser of a message that we send."""
    key = new_key()
    with push_service(public_of(key_of(key))) as service:
        browser = Browser(service.base_url)
        adapter = WebPush(key, contact="mailto:ops@example.org", inside=["127.0.0.1"])
        message = Message("P1 INC-12", "Größer 🔥", link=link, language="de")
        adapter.send(message, browser.subscription.address, idempotency_key="run:1:webpush:7")
        return browser.open(service.taken[0].body).decode()


def shown_by_the_worker(chromium: str, address: str, pushes: list[str]) -> list[dict[str, Any]]:
    """What our worker, in a real browser, makes of two pushes."""
    with launched(chromium) as browser:
        page = browser.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{address}/manifest.webmanifest")
        known: list[dict[str, Any]] = []
        devtools = page.context.new_cdp_session(page)
        devtools.on(
            "ServiceWorker.workerRegistrationUpdated", lambda told: known.extend(told["registrations"])
        )
        devtools.send("ServiceWorker.enable")
        with page.context.expect_event("serviceworker", timeout=PATIENCE_MS) as began:
            page.evaluate(REGISTER)
        worker = began.value
        for _ in range(PATIENCE_MS // 20):
            if known:
                break
            page.wait_for_timeout(20)  # the tools may hear of it a little later than the page
        worker.evaluate(NOTE)
        to = {"origin": address, "registrationId": known[-1]["registrationId"]}
        for data in pushes:
            devtools.send("ServiceWorker.deliverPushMessage", {**to, "data": data})
        found: list[dict[str, Any]] = worker.evaluate("() => self.both")
        return found


def test_what_we_send_is_shown_as_it_was_meant(chromium: str, address: str) -> None:
    link = f"{address}/oncall/ack/1/"
    arrived = sealed_and_opened(link)
    shown, unreadable = shown_by_the_worker(chromium, address, [arrived, "no JSON"])
    assert (shown["title"], shown["body"], shown["lang"]) == ("P1 INC-12", "Größer 🔥", "de")
    assert shown["data"] == {"url": link} and shown["tag"] == json.loads(arrived)["tag"]
    assert (unreadable["title"], unreadable["data"]) == ("Storm", {"url": "/"}), "a push is always shown"
