"""Text messages through Telnyx's API v2, over plain HTTP: its own client takes over a second to import.

Events carry our key back among a message's tags. They are signed (Ed25519) over the moment and the body.
"""

import base64
import binascii
import json
import time
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from notifications.channels.asking import Line
from notifications.channels.protocol import (
    Capability,
    ChannelFailure,
    ForgedCallback,
    InboundText,
    Message,
    PermanentFailure,
    Receipt,
    ReceiptUpdate,
    SignedForm,
    UnreadableCallback,
)
from notifications.channels.telnyx_errors import failure_for
from notifications.texts import fit_sms

PROVIDER = "telnyx"
BASE_URL = "https://api.telnyx.com/v2"
_TOLERATED_SECONDS = 300
# Telnyx's words for a message's state in those of `notifications.receipts`.
_STATES = {"sending_failed": "failed", "delivery_failed": "undelivered", "expired": "undelivered"}


class TelnyxSms:
    """One account, one sender, the public key of its events."""

    name = "sms"
    capabilities = Capability.RECEIPTS | Capability.REPLIES

    def __init__(
        self, key: str, public_key: str, *, sender: str, status_url: str, base_url: str = ""
    ) -> None:
        self._line = Line(base_url or BASE_URL, headers={"Authorization": f"Bearer {key}"})
        self._key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key))
        self._sender, self._status_url = sender, status_url

    def send(self, message: Message, to: str, *, idempotency_key: str) -> Receipt:
        text = fit_sms(message.text)
        if not text:
            raise PermanentFailure("40009", "The message has no text.")
        fields = {
            "from": self._sender,
            "to": to,
            "text": text,
            "webhook_url": self._status_url,
            "tags": [idempotency_key],
        }
        status, answer = self._line.post("/messages", json=fields)
        if status not in (200, 201, 202):
            code, words = _first_error(answer)
            raise failure_for(code, status=status, words=words)
        return Receipt(PROVIDER, str((answer.get("data") or {}).get("id", "")))

    def read_receipt(self, callback: SignedForm) -> ReceiptUpdate:
        message = self._verified(callback)
        state = _dig(message, "to", 0, "status")
        if not (message.get("id") and state):
            raise UnreadableCallback("needed, but missing: id, to.status")
        code, words = _first_error(message)
        error: ChannelFailure | None = failure_for(code, words=words) if code else None
        tags = message.get("tags") or [""]
        return ReceiptUpdate(PROVIDER, str(message["id"]), _STATES.get(state, state), error, str(tags[0]))

    def read_reply(self, callback: SignedForm) -> InboundText:
        message = self._verified(callback)
        sender, to = _dig(message, "from", "phone_number"), _dig(message, "to", 0, "phone_number")
        if not (message.get("id") and sender):
            raise UnreadableCallback("needed, but missing: id, from.phone_number")
        return InboundText(PROVIDER, str(message["id"]), sender, to, str(message.get("text") or ""))

    def answer(self, text: str) -> None:
        """What a callback is answered is not read: the words go as a message of their own."""

    def _verified(self, callback: SignedForm) -> dict[str, Any]:
        headers = {name.lower(): value for name, value in callback.headers.items()}
        moment = headers.get("telnyx-timestamp", "")
        try:
            signature = base64.b64decode(headers.get("telnyx-signature-ed25519", ""), validate=True)
            self._key.verify(signature, moment.encode() + b"|" + callback.body)
        except (InvalidSignature, binascii.Error) as error:
            raise ForgedCallback("the signature does not match") from error
        if not moment.isdigit() or abs(time.time() - int(moment)) > _TOLERATED_SECONDS:
            raise ForgedCallback("an old callback, played again")
        try:
            message = json.loads(callback.body)["data"]["payload"]
        except (ValueError, KeyError, TypeError) as error:
            raise UnreadableCallback("needed, but missing: data.payload") from error
        return message if isinstance(message, dict) else {}


def _first_error(said: dict[str, Any]) -> tuple[str, str]:
    """Code and title of the first error, if there is one."""
    return _dig(said, "errors", 0, "code"), _dig(said, "errors", 0, "title")


def _dig(said: Any, *path: str | int) -> str:
    """What lies at this path, as text; empty where there is no such place."""
    for step in path:
        try:
            said = said[step]
        except (KeyError, IndexError, TypeError):
            return ""
    return str(said or "")
