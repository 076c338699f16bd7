"""A message posted to an address of the person's own: JSON, signed, as CloudEvents or plain.

Signed as “Standard Webhooks” describes it: HMAC-SHA256 over id, moment and body, with a secret for each address.
"""

import base64
import hmac
import json
import time
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from notifications.channels.posting import post
from notifications.channels.protocol import (
    Capability,
    Message,
    PermanentFailure,
    Receipt,
    TemporaryFailure,
)

PROVIDER = "webhook"
PLAIN = "#plain"


def secret_of(address: str, key: str) -> str:
    """The secret with which what goes to this address is signed; nobody can guess that of another."""
    made = hmac.new(key.encode(), f"webhook:{address}".encode(), sha256).digest()
    return f"whsec_{base64.b64encode(made).decode()}"


def signature_of(secret: str, *, message_id: str, moment: int, body: bytes) -> str:
    """The header `webhook-signature`."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{moment}.".encode() + body
    return f"v1,{base64.b64encode(hmac.new(key, signed, sha256).digest()).decode()}"


class Webhook:
    """`source` names us in an event, `inside` are the hosts and networks of our own that may be called."""

    name = "webhook"
    capabilities = Capability.SUBJECT

    def __init__(self, key: str, *, source: str, inside: Iterable[str] = ()) -> None:
        self._key, self._source, self._inside = key, source, tuple(inside)

    def send(self, message: Message, to: str, *, idempotency_key: str) -> Receipt:
        moment = int(time.time())
        body, content_type = self._body(message, to, idempotency_key, moment)
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Storm",
            "webhook-id": idempotency_key,
            "webhook-timestamp": str(moment),
            "webhook-signature": signature_of(
                secret_of(to, self._key), message_id=idempotency_key, moment=moment, body=body
            ),
        }
        status = post(to, body, headers, inside=self._inside, who="The webhook").status
        if status == 410:
            raise PermanentFailure("410", "The webhook says it is gone.", contact_is_invalid=True)
        if status in (408, 429) or status >= 500:
            raise TemporaryFailure(str(status), f"The webhook answered {status}.")
        if not 200 <= status < 300:
            raise PermanentFailure(str(status), f"The webhook answered {status}.")
        return Receipt(PROVIDER, idempotency_key, state="sent")

    def _body(self, message: Message, to: str, key: str, moment: int) -> tuple[bytes, str]:
        data: dict[str, Any] = {"title": message.subject, "text": message.text}
        if message.link:
            data["link"] = message.link
        if to.endswith(PLAIN):
            return json.dumps({"id": key, **data}).encode(), "application/json"
        event = {
            "specversion": "1.0",
            "id": key,
            "source": self._source,
            "type": "storm.message",
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment)),
            "datacontenttype": "application/json",
            "data": data,
        }
        return json.dumps(event).encode(), "application/cloudevents+json"
