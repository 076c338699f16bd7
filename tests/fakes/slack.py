"""Slack on loopback: chat.postMessage and chat.update as the Web API answers them, and buttons pressed and signed."""

import hmac
import itertools
import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlencode

TOKEN, SIGNING_SECRET = "xoxb-test", "8f742231b10e8888abcd99yyyzzz85a5"
NOBODY, ARCHIVED = "U00000000", "C0ARCHIVED"
ACTIONS, EVENTS = "/providers/slack/actions", "/providers/slack/events"


@dataclass
class Posted:
    """A message as it stands in a channel now."""

    channel: str
    ts: str
    body: dict[str, Any]
    edits: list[dict[str, Any]] = field(default_factory=list)

    @property
    def now(self) -> dict[str, Any]:
        return self.edits[-1] if self.edits else self.body

    @property
    def words(self) -> str:
        """Everything one reads, the buttons aside."""
        return "\n".join(block["text"]["text"] for block in self.now["blocks"] if "text" in block)

    @property
    def buttons(self) -> dict[str, dict[str, Any]]:
        """By their words."""
        found = [
            one for block in self.now["blocks"] if block["type"] == "actions" for one in block["elements"]
        ]
        return {one["text"]["text"]: one for one in found}


class FakeSlack(ThreadingHTTPServer):
    """One workspace. `mood` is ok, a status such as 500 or 429, lying (no JSON), or the name of an error."""

    daemon_threads = True

    def __init__(self) -> None:
        self.mood, self.attempts = "ok", 0
        self.messages: list[Posted] = []
        self.whispers: list[str] = []
        self._numbers = itertools.count(1)
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def to(self, channel: str) -> list[Posted]:
        """What a person or channel was sent."""
        return [one for one in self.messages if one.channel == f"D{channel[1:]}" or one.channel == channel]

    def judge(self, method: str, token: str, body: dict[str, Any]) -> dict[str, Any]:
        """The answer of the Web API."""
        if token != f"Bearer {TOKEN}":
            return _no("invalid_auth")
        if not self.mood.isdigit() and self.mood != "ok":
            return _no(self.mood)
        if not re.fullmatch(r"[UWCDG][A-Z0-9]+", str(body.get("channel"))):
            return _no("channel_not_found")
        refused = {NOBODY: "channel_not_found", ARCHIVED: "is_archived"}.get(str(body.get("channel")))
        if refused:
            return _no(refused)
        if not body.get("text"):
            return _no("no_text")
        return self._update(body) if method == "chat.update" else self._post(body)

    def _post(self, body: dict[str, Any]) -> dict[str, Any]:
        channel = str(body["channel"])
        channel = f"D{channel[1:]}" if channel[0] in "UW" else channel
        message = Posted(channel, f"1503435956.{next(self._numbers):06}", body)
        self.messages.append(message)
        return {"ok": True, "channel": channel, "ts": message.ts, "message": {"text": body["text"]}}

    def _update(self, body: dict[str, Any]) -> dict[str, Any]:
        found = [m for m in self.messages if (m.channel, m.ts) == (body["channel"], body["ts"])]
        if not found:
            return _no("message_not_found")
        found[0].edits.append(body)
        return {"ok": True, "channel": body["channel"], "ts": body["ts"], "text": body["text"]}

    def press(
        self,
        message: Posted,
        button: str,
        *,
        user: str,
        secret: str = SIGNING_SECRET,
        at: float | None = None,
    ) -> tuple[bytes, dict[str, str]]:
        """Body and headers of the request by which Slack tells of a pressed button."""
        payload = {
            "type": "block_actions",
            "user": {"id": user, "username": "somebody", "team_id": "T1"},
            "container": {"type": "message", "message_ts": message.ts, "channel_id": message.channel},
            "trigger_id": f"12466734323.1395872398.{next(self._numbers)}",
            "response_url": f"{self.base_url}/actions/T1/{next(self._numbers)}/x",
            "actions": [{**message.buttons[button], "action_ts": "1503435999.000001"}],
        }
        body = urlencode({"payload": json.dumps(payload)}).encode()
        return body, signed(body, secret=secret, at=at)

    def event(self, text: str, *, user: str, under: Posted | None = None, **more: Any) -> dict[str, Any]:
        """What Slack tells when somebody writes to the app, or under one of its messages."""
        ts = f"1503436000.{next(self._numbers):06}"
        said = {
            "type": "message",
            "user": user,
            "text": text,
            "ts": ts,
            "channel": f"D{user[1:]}",
            "channel_type": "im",
        }
        if under is not None:
            said |= {"channel": under.channel, "thread_ts": under.ts}
            said["channel_type"] = "im" if under.channel.startswith("D") else "channel"
        return {"type": "event_callback", "team_id": "T1", "event_id": f"Ev{ts}", "event": said | more}


def signed(body: bytes, *, secret: str = SIGNING_SECRET, at: float | None = None) -> dict[str, str]:
    """The headers by which Slack proves that it is Slack."""
    moment = str(int(time.time() if at is None else at))
    made = hmac.new(secret.encode(), f"v0:{moment}:".encode() + body, sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": moment, "X-Slack-Signature": f"v0={made}"}


def _no(error: str) -> dict[str, Any]:
    return {"ok": False, "error": error}


class _Handler(BaseHTTPRequestHandler):
    server: FakeSlack
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.attempts += 1
        body = json.loads(raw)
        if self.path.startswith("/actions/"):
            self.server.whispers.append(body["text"])
            return self._say(200, "ok", "text/plain")
        if self.server.mood == "429":
            return self._say(429, json.dumps(_no("ratelimited")), retry_after="30")
        if self.server.mood.isdigit():
            return self._say(int(self.server.mood), "<html>down</html>", "text/html")
        if self.server.mood == "lying":
            return self._say(200, "<html>welcome</html>", "text/html")
        method = self.path.removeprefix("/api/")
        return self._say(
            200, json.dumps(self.server.judge(method, self.headers.get("Authorization", ""), body))
        )

    def _say(self, status: int, words: str, kind: str = "application/json", *, retry_after: str = "") -> None:
        said = words.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(said)))
        if retry_after:
            self.send_header("Retry-After", retry_after)
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: what was posted is kept."""


@contextmanager
def workspace() -> Iterator[FakeSlack]:
    """A workspace that listens."""
    server = FakeSlack()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()
