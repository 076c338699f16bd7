"""The fake Twilio's HTTP: the two requests the product makes, and below `/_fake/` what phones and tests need."""

import base64
import hmac
import json
from collections.abc import Callable
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from demo.twilio.callbacks import Callbacks, Post, post_form
from demo.twilio.ledger import Ledger
from demo.twilio.network import Answer, HungUp, Network
from demo.twilio.rules import Refusal
from demo.twilio.tapes import tape_of

_BODY_LIMIT = 100_000


class FakeTwilio(ThreadingHTTPServer):
    """Listens on loopback only. Port 0 takes a free one; `base_url` says which."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self,
        *,
        port: int,
        account_sid: str,
        auth_token: str,
        number: str,
        public_url: str,
        ledger_path: Path,
        post: Post = post_form,
        delay_seconds: float = 0.2,
        patience: float = 1.0,
    ) -> None:
        self.ledger = Ledger(ledger_path)
        back: dict[str, Any] = {"post": post, "delay_seconds": delay_seconds}
        callbacks = Callbacks(self.ledger, account_sid=account_sid, auth_token=auth_token, **back)
        self.network = Network(
            self.ledger,
            callbacks,
            account_sid=account_sid,
            number=number,
            reply_url=public_url.rstrip("/") + "/providers/twilio/sms",
            patience=patience,
        )
        account = f"/2010-04-01/Accounts/{account_sid}"
        self.recordings_path = f"{account}/Recordings/"
        self.calls_path, self.messages_path = f"{account}/Calls.json", f"{account}/Messages.json"
        self.authorization = "Basic " + base64.b64encode(f"{account_sid}:{auth_token}".encode()).decode()
        super().__init__(("127.0.0.1", port), _Handler)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def server_close(self) -> None:
        self.network.closing.set()
        self.network.switchboard.close()
        self.network.exchange.close()
        super().server_close()
        self.network.callbacks.close()
        self.ledger.close()


class _Handler(BaseHTTPRequestHandler):
    server: FakeTwilio
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # headers and body leave in one packet; two would wait for each other
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        asked = dict(parse_qsl(url.query))
        network = self.server.network
        if url.path == "/_fake/messages":
            self._answer(Answer(200, network.messages(to=asked.get("to", ""), phone=asked.get("phone", ""))))
        elif url.path == "/_fake/numbers":
            self._answer(Answer(200, network.numbers()))
        elif (call := network.tape(self._tape_asked(url.path))) is not None:
            self._send(200, "audio/wav", tape_of(call))
        else:
            self._answer(_refused(20404))

    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), _BODY_LIMIT))
        path = urlsplit(self.path).path
        try:
            if path.startswith("/_fake/"):
                self._answer(self._controlled(path, body))
            elif not hmac.compare_digest(self.headers.get("Authorization", ""), self.server.authorization):
                self._answer(_refused(20003))
            elif path == self.server.messages_path:
                self._answer(self.server.network.take(dict(parse_qsl(body.decode()))))
            elif path == self.server.calls_path:
                self._answer(self.server.network.call(dict(parse_qsl(body.decode()))))
            else:
                self._answer(_refused(20404))
        except HungUp:
            self.close_connection = True

    def _controlled(self, path: str, body: bytes) -> Answer:
        """Only JSON, which no foreign web page can post here without being asked first."""
        acts: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "/_fake/reply": self._reply,
            "/_fake/mood": self._mood,
            "/_fake/call_mood": self._call_mood,
            "/_fake/call": self._phone_act,
        }
        if path not in acts or self.headers.get_content_type() != "application/json":
            return _refused(20404)
        try:
            return Answer(200, acts[path](json.loads(body)))
        except (ValueError, KeyError, TypeError) as error:
            return Answer(400, {"message": str(error)})

    def _reply(self, asked: dict[str, Any]) -> dict[str, Any]:
        return self.server.network.reply(str(asked["from"]), str(asked["body"]), to=str(asked.get("to", "")))

    def _mood(self, asked: dict[str, Any]) -> dict[str, Any]:
        self.server.network.set_mood(str(asked["mood"]), int(asked.get("count") or 0))
        return {"mood": asked["mood"]}

    def _call_mood(self, asked: dict[str, Any]) -> dict[str, Any]:
        self.server.network.switchboard.set_mood(str(asked["mood"]), str(asked.get("number", "")))
        return {"mood": asked["mood"]}

    def _phone_act(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Pick up, press a key, hang up, call us, say something on tape: as somebody at that phone does."""
        switchboard, number, act = self.server.network.switchboard, str(asked["from"]), str(asked["act"])
        if act == "dial":
            return self.server.network.dial(number, str(asked.get("to", "")))
        if act == "speak":
            return asdict(self.server.network.exchange.speak(number))
        if act == "press":
            return asdict(switchboard.press(number, str(asked["key"])))
        acts = {"pick_up": switchboard.pick_up, "hang_up": switchboard.hang_up}
        return asdict(acts[act](number))

    def _tape_asked(self, path: str) -> str:
        """The recording that is asked for; empty for other paths, and for whoever is not the account."""
        below = self.server.recordings_path
        knows = hmac.compare_digest(self.headers.get("Authorization", ""), self.server.authorization)
        return path.removeprefix(below).removesuffix(".wav") if path.startswith(below) and knows else ""

    def _answer(self, answer: Answer) -> None:
        self._send(answer.status, "application/json", json.dumps(answer.body).encode())

    def _send(self, status: int, content_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: the ledger is the log."""


def _refused(code: int) -> Answer:
    refusal = Refusal(code)
    return Answer(refusal.status, refusal.body)
