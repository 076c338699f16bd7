"""A push service and a browser on loopback: the service checks who sends (RFC 8292), the browser opens what it gets."""

import os
import struct
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from notifications.channels.push_cipher import Subscription, packed, public_of, unpacked

CURVE = ec.SECP256R1()


class Browser:
    """One browser with its keys, subscribed at a push service; the keys are its own unless they are given."""

    def __init__(
        self, base_url: str, *, key: ec.EllipticCurvePrivateKey | None = None, auth: bytes = b""
    ) -> None:
        self._key, self._auth = key or ec.generate_private_key(CURVE), auth or os.urandom(16)
        self.subscription = Subscription(
            f"{base_url}/send/{uuid.uuid4().hex}", packed(public_of(self._key)), packed(self._auth)
        )

    def open(self, body: bytes) -> bytes:
        """What was sealed for this browser, by RFC 8188 and 8291 as a browser does it."""
        salt, (_, length) = body[:16], struct.unpack("!IB", body[16:21])
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        shared = self._key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender))
        info = b"WebPush: info\x00" + public_of(self._key) + sender
        secret = HKDF(algorithm=SHA256(), length=32, salt=self._auth, info=info).derive(shared)
        key = HKDF(algorithm=SHA256(), length=16, salt=salt, info=b"Content-Encoding: aes128gcm\x00").derive(
            secret
        )
        nonce = HKDF(algorithm=SHA256(), length=12, salt=salt, info=b"Content-Encoding: nonce\x00").derive(
            secret
        )
        opened = AESGCM(key).decrypt(nonce, sealed, None)
        assert opened.endswith(b"\x02")
        return opened[:-1]


@dataclass
class Push:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes
    claims: dict[str, Any]


class FakePush(ThreadingHTTPServer):
    """Takes pushes signed by one key. `mood` is ok or the status that it answers; `gone` are paths it knows no more."""

    daemon_threads = True

    def __init__(self, public_key: bytes) -> None:
        self.public_key, self.mood, self.attempts = public_key, "ok", 0
        self.taken: list[Push] = []
        self.gone: set[str] = set()
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def judge(self, path: str, headers: dict[str, str], body: bytes) -> int:
        """The status: 201 for what was taken."""
        if self.mood.isdigit():
            return int(self.mood)
        if path in self.gone:
            return 410
        if headers.get("content-encoding") != "aes128gcm" or not headers.get("ttl", "").isdigit():
            return 400
        if len(body) > 4096:
            return 413
        scheme, _, parts = headers.get("authorization", "").partition(" ")
        given = dict(part.strip().split("=", 1) for part in parts.split(",") if "=" in part)
        if scheme != "vapid" or given.get("k") != packed(self.public_key):
            return 403
        key = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, unpacked(given["k"]))
        try:
            claims = jwt.decode(given["t"], key, algorithms=["ES256"], audience=self.base_url)
        except jwt.InvalidTokenError:
            return 403
        if not str(claims.get("sub", "")).startswith("mailto:"):
            return 403
        self.taken.append(Push(path, headers, body, claims))
        return 201


class _Handler(BaseHTTPRequestHandler):
    server: FakePush
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.attempts += 1
        headers = {name.lower(): value for name, value in self.headers.items()}
        status = self.server.judge(self.path, headers, body)
        self.send_response(status)
        self.send_header("Content-Length", "0")
        if status == 201:
            self.send_header("Location", f"{self.server.base_url}/message/{len(self.server.taken)}")
        if status == 429:
            self.send_header("Retry-After", "40")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: what was taken is kept."""


@contextmanager
def push_service(public_key: bytes) -> Iterator[FakePush]:
    """A push service that listens."""
    server = FakePush(public_key)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()
