"""Text messages through Vonage's SMS API, over plain HTTP: its own client brings eleven packages for one request.

A receipt carries our key back in `client-ref`. Callbacks are signed over their fields with a secret of their own.
"""

import hashlib
import hmac
from collections.abc import Mapping

from notifications.channels.asking import Line
from notifications.channels.protocol import (
    Capability,
    ForgedCallback,
    InboundText,
    Message,
    PermanentFailure,
    Receipt,
    ReceiptUpdate,
    SignedForm,
    TemporaryFailure,
    UnreadableCallback,
)
from notifications.channels.vonage_errors import failure_for, loss_for
from notifications.texts import fit_sms, is_gsm7

PROVIDER = "vonage"
BASE_URL = "https://rest.nexmo.com"
_LONGEST_REFERENCE = 100
# Vonage's words for a message's state in those of `notifications.receipts`.
_STATES = {
    "accepted": "sent",
    "buffered": "sending",
    "delivered": "delivered",
    "failed": "failed",
    "rejected": "failed",
    "expired": "undelivered",
}


class VonageSms:
    """One account, one sender, signed callbacks (SHA-256 HMAC)."""

    name = "sms"
    capabilities = Capability.RECEIPTS | Capability.REPLIES

    def __init__(
        self, key: str, secret: str, signature: str, *, sender: str, status_url: str, base_url: str = ""
    ) -> None:
        self._line = Line(base_url or BASE_URL)
        self._account = {"api_key": key, "api_secret": secret}
        self._signature, self._sender, self._status_url = signature.encode(), sender, status_url

    def send(self, message: Message, to: str, *, idempotency_key: str) -> Receipt:
        text = fit_sms(message.text)
        if not text:
            raise PermanentFailure("6", "The message has no text.")
        fields = {
            **self._account,
            "from": self._sender.lstrip("+"),
            "to": to.lstrip("+"),
            "text": text,
            "type": "text" if is_gsm7(text) else "unicode",
            "client-ref": idempotency_key[:_LONGEST_REFERENCE],
            "callback": self._status_url,
        }
        status, answer = self._line.post("/sms/json", data=fields)
        parts = answer.get("messages") or []
        if status != 200 or not parts:
            if status in (401, 403):
                raise failure_for("4")
            raise TemporaryFailure(str(status), "The provider cannot take messages at the moment.")
        for part in parts:
            if str(part.get("status")) != "0":
                raise failure_for(str(part.get("status")), words=str(part.get("error-text") or ""))
        return Receipt(PROVIDER, str(parts[0].get("message-id", "")))

    def read_receipt(self, callback: SignedForm) -> ReceiptUpdate:
        fields = self._verified(callback, "messageId", "status")
        state = _STATES.get(fields["status"], fields["status"])
        failed = state in ("failed", "undelivered")
        error = loss_for(fields.get("err-code", "")) if failed else None
        return ReceiptUpdate(PROVIDER, fields["messageId"], state, error, fields.get("client-ref", ""))

    def read_reply(self, callback: SignedForm) -> InboundText:
        fields = self._verified(callback, "messageId", "msisdn")
        sender, to = (f"+{fields.get(name, '').lstrip('+')}" for name in ("msisdn", "to"))
        return InboundText(PROVIDER, fields["messageId"], sender, to, fields.get("text", ""))

    def answer(self, text: str) -> None:
        """What a callback is answered is not read: the words go as a message of their own."""

    def _verified(self, callback: SignedForm, *needed: str) -> Mapping[str, str]:
        given = {name: value for name, value in callback.fields.items() if name != "sig"}
        signature = signature_of(given, self._signature)
        if not hmac.compare_digest(callback.fields.get("sig", "").lower().encode(), signature.encode()):
            raise ForgedCallback("the signature does not match")
        if missing := [name for name in needed if not given.get(name)]:
            raise UnreadableCallback(f"needed, but missing: {', '.join(missing)}")
        return given


def signature_of(fields: Mapping[str, str], secret: bytes) -> str:
    """Vonage's signature: all fields in alphabetical order, without what would join or split them."""
    signing = hmac.new(secret, digestmod=hashlib.sha256)
    for name in sorted(fields):
        signing.update(f"&{name}={fields[name].replace('&', '_').replace('=', '_')}".encode())
    return signing.hexdigest()
