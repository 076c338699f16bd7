"""Vonage and Telnyx on loopback, speaking the real protocols: requests judged, and callbacks signed, as theirs are."""

import base64
import hashlib
import hmac
import json
import re
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

KEY, SECRET, SIGNATURE = "key-1", "secret-1", "signature-1"
UNKNOWN, ELSEWHERE, STOPPED, FULL = "+15005550001", "+15005550003", "+15005550004", "+15005550008"


class FakeProvider(ThreadingHTTPServer):
    """Takes messages on a port of its own; `mood` 500, 429 or lying, as Twilio's fake."""

    daemon_threads = True

    def __init__(self) -> None:
        self.mood, self.attempts = "ok", 0
        self.taken: list[dict[str, Any]] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def texts(self, to: str = "") -> list[str]:
        return [one["text"] for one in self.taken if not to or one["to"].lstrip("+") == to.lstrip("+")]

    def judge(self, headers: Any, body: bytes) -> tuple[int, dict[str, Any]]:
        raise LookupError

    def written(self, answer: dict[str, Any]) -> bytes:
        """The answer as this provider writes it."""
        return json.dumps(answer).encode()


class _Handler(BaseHTTPRequestHandler):
    server: FakeProvider
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.attempts += 1
        status, answer = (
            (int(self.server.mood), {})
            if self.server.mood.isdigit()
            else self.server.judge(self.headers, body)
        )
        said = self.server.written(answer if self.server.mood != "lying" else {})
        self.send_response(500 if self.server.mood == "lying" else status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: `taken` is the log."""


class FakeVonage(FakeProvider):
    """POST /sms/json: always 200, the outcome in the body's `status`."""

    def judge(self, headers: Any, body: bytes) -> tuple[int, dict[str, Any]]:
        form = dict(parse_qsl(body.decode()))
        status, words = self._verdict(form)
        message = {"to": form.get("to", ""), "status": status}
        if status == "0":
            message["message-id"] = uuid.uuid4().hex
            self.taken.append({**form, **message})
        else:
            message["error-text"] = words
        return 200, {"message-count": "1", "messages": [message]}

    def _verdict(self, form: dict[str, str]) -> tuple[str, str]:
        to, sender = form.get("to", ""), form.get("from", "")
        if (form.get("api_key"), form.get("api_secret")) != (KEY, SECRET):
            return "4", "Bad Credentials"
        if not to.isdigit() or f"+{to}" == UNKNOWN:
            return "3", "to address is not numeric"
        if f"+{to}" == ELSEWHERE:
            return "29", "Non White-listed Destination - rejected"
        if f"+{sender}" == FULL:
            return "1", "Throughput Rate Exceeded - please wait [ 250 ] and retry"
        return ("0", "") if form.get("text") else ("2", "Missing text")

    @staticmethod
    def signed(fields: dict[str, str], *, secret: str = SIGNATURE) -> dict[str, str]:
        """A callback's fields with their signature, written down from Vonage's own description."""
        whole = {"timestamp": str(int(time.time())), "nonce": uuid.uuid4().hex, **fields}
        joined = "".join(f"&{k}={whole[k].replace('&', '_').replace('=', '_')}" for k in sorted(whole))
        return {**whole, "sig": hmac.new(secret.encode(), joined.encode(), hashlib.sha256).hexdigest()}


class FakeTelnyx(FakeProvider):
    """POST /messages: 200 with the message, or 4xx with a list of errors."""

    key = Ed25519PrivateKey.generate()

    @classmethod
    def public_key(cls) -> str:
        return base64.b64encode(cls.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()

    def judge(self, headers: Any, body: bytes) -> tuple[int, dict[str, Any]]:
        asked = json.loads(body)
        status, code, title = self._verdict(headers.get("Authorization", ""), asked)
        if code:
            return status, {"errors": [{"code": code, "title": title, "detail": title}]}
        message = {"record_type": "message", "id": str(uuid.uuid4()), "tags": asked.get("tags", [])}
        self.taken.append({**asked, **message})
        return 200, {"data": {**message, "to": [{"phone_number": asked["to"], "status": "queued"}]}}

    def _verdict(self, authorization: str, asked: dict[str, Any]) -> tuple[int, str, str]:
        to, sender = str(asked.get("to", "")), str(asked.get("from", ""))
        if authorization != f"Bearer {KEY}":
            return 401, "10009", "Authentication failed"
        if not to.startswith("+") or not to[1:].isdigit() or to == UNKNOWN:
            return 422, "40310", "Invalid 'to' address"
        if to == ELSEWHERE:
            return 422, "40309", "Invalid destination region"
        if to == STOPPED:
            return 422, "40300", "Blocked due to STOP message"
        return (429, "40318", "Message queue full") if sender == FULL else (200, "", "")

    @classmethod
    def event(cls, payload: dict[str, Any], *, age: int = 0) -> tuple[bytes, dict[str, str]]:
        """A webhook's body and headers."""
        about = {"event_type": "message.finalized", "id": str(uuid.uuid4()), "payload": payload}
        body = json.dumps({"data": {**about, "record_type": "event"}}).encode()
        moment = str(int(time.time()) - age)
        signature = base64.b64encode(cls.key.sign(f"{moment}|".encode() + body)).decode()
        return body, {"telnyx-timestamp": moment, "telnyx-signature-ed25519": signature}


class FakeSns(FakeProvider):
    """Action=Publish: 200 or an error, in XML; the signature is worked out anew from what arrived."""

    def judge(self, headers: Any, body: bytes) -> tuple[int, dict[str, Any]]:
        form = dict(parse_qsl(body.decode()))
        if not self._is_signed(headers, body):
            return 403, _aws_error(
                "SignatureDoesNotMatch", "The request signature we calculated does not match"
            )
        to = form.get("PhoneNumber", "")
        if not re.fullmatch(r"\+[0-9]{7,15}", to) or to == UNKNOWN:
            return 400, _aws_error(
                "InvalidParameter", "Invalid parameter: PhoneNumber Reason: not valid to publish to"
            )
        if to == STOPPED:
            return 400, _aws_error("OptedOut", "Phone number is opted out")
        if form.get("MessageAttributes.entry.2.Value.StringValue") == FULL:
            return 400, _aws_error("Throttling", "Rate exceeded")
        self.taken.append({**form, "to": to, "text": form["Message"]})
        return 200, {"PublishResponse": {"PublishResult": {"MessageId": str(uuid.uuid4())}}}

    def _is_signed(self, headers: Any, body: bytes) -> bool:
        given = dict(re.findall(r"(\w+)=([^,\s]+)", headers.get("Authorization", "")))
        if not given.get("Credential", "").startswith(f"{KEY}/"):
            return False
        scope, names = given["Credential"].partition("/")[2], given["SignedHeaders"].split(";")
        lines = "".join(f"{name}:{headers[name]}\n" for name in names)
        digest = hashlib.sha256(body).hexdigest()
        request = f"POST\n/\n\n{lines}\n{given['SignedHeaders']}\n{digest}"
        hashed = hashlib.sha256(request.encode()).hexdigest()
        text = f"AWS4-HMAC-SHA256\n{headers['x-amz-date']}\n{scope}\n{hashed}"
        key = f"AWS4{SECRET}".encode()
        for word in scope.split("/"):
            key = hmac.digest(key, word.encode(), "sha256")
        return hmac.compare_digest(hmac.digest(key, text.encode(), "sha256").hex(), given["Signature"])

    def written(self, answer: dict[str, Any]) -> bytes:
        def parts(value: Any) -> str:
            return (
                "".join(f"<{k}>{parts(v)}</{k}>" for k, v in value.items())
                if isinstance(value, dict)
                else value
            )

        return parts(answer).encode()


def _aws_error(code: str, words: str) -> dict[str, Any]:
    return {"ErrorResponse": {"Error": {"Type": "Sender", "Code": code, "Message": words}}}


@contextmanager
def listening(server: FakeProvider) -> Iterator[FakeProvider]:
    """Serve until the end of the block."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
