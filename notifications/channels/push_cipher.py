"""How a push is sealed for one browser (RFC 8291, aes128gcm) and signed with our key (RFC 8292)."""

from __future__ import annotations

import base64
import os
import struct
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD = 4096
MOST_BYTES = 3000  # of a message; with what sealing adds it stays below what every push service takes

_CURVE = ec.SECP256R1()
_VALID = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Subscription:
    """A browser's address at its push service, and its keys, in base64url."""

    endpoint: str
    p256dh: str
    auth: str

    @property
    def address(self) -> str:
        """As one text: what stands behind a # is sent to nobody."""
        return f"{self.endpoint}#{self.p256dh}.{self.auth}"

    @classmethod
    def of(cls, address: str) -> Subscription:
        """Raises ValueError for what is none."""
        endpoint, _, keys = address.partition("#")
        p256dh, _, auth = keys.partition(".")
        found = cls(endpoint, p256dh, auth)
        found.receiver()
        if len(unpacked(auth)) != 16:
            raise ValueError("the secret of a subscription has 16 bytes")
        return found

    def receiver(self) -> ec.EllipticCurvePublicKey:
        """The browser's public key. Raises ValueError."""
        return ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, unpacked(self.p256dh))


def packed(raw: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unpacked(text: str) -> bytes:
    """The bytes of base64url with or without padding. Raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def key_of(text: str) -> ec.EllipticCurvePrivateKey:
    """Our key, from its 32 bytes in base64url. Raises ValueError."""
    return ec.derive_private_key(int.from_bytes(unpacked(text)), _CURVE)


def new_key() -> str:
    """A fresh one."""
    made = ec.generate_private_key(_CURVE).private_numbers().private_value
    return packed(made.to_bytes(32))


def public_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The point that browsers are given."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def sealed(
    message: bytes,
    to: Subscription,
    *,
    sender: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """The body of the request. A sender's key and a salt are made for each message, and given only by tests."""
    sender, salt = sender or ec.generate_private_key(_CURVE), salt or os.urandom(16)
    receiver = to.receiver()
    ours = public_of(sender)
    theirs = receiver.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = sender.exchange(ec.ECDH(), receiver)
    secret = _derived(shared, unpacked(to.auth), b"WebPush: info\x00" + theirs + ours, 32)
    content_key = _derived(secret, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\x00", 12)
    # The 2 marks the last record; there is only one.
    return (
        salt
        + struct.pack("!IB", RECORD, len(ours))
        + ours
        + AESGCM(content_key).encrypt(nonce, message + b"\x02", None)
    )


def authorization(key: ec.EllipticCurvePrivateKey, endpoint: str, *, contact: str, at: datetime) -> str:
    """The header that says who we are to this push service."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((at + _VALID).timestamp()),
        "sub": contact,
    }
    token = jwt.encode(claims, key, algorithm="ES256")
    return f"vapid t={token}, k={packed(public_of(key))}"


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)
