"""A push to a browser, through the push service that the browser itself has named; nobody on the way can read it."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256

from notifications.channels.posting import Answer, post
from notifications.channels.protocol import (
    Capability,
    ChannelFailure,
    Message,
    PermanentFailure,
    Receipt,
    TemporaryFailure,
)
from notifications.channels.push_cipher import (
    MOST_BYTES,
    Subscription,
    authorization,
    key_of,
    packed,
    sealed,
)

PROVIDER = "webpush"
# A page that is an hour old has been answered, or has gone on.
LIVES_S = 3600
_NO_SUBSCRIPTION = "This browser has given its pushes up."


class WebPush:
    """`key` is ours in base64url, `contact` the mailto: at which a push service may complain."""

    name = "webpush"
    capabilities = Capability.SUBJECT

    def __init__(self, key: str, *, contact: str, inside: Iterable[str] = ()) -> None:
        self._key, self._contact, self._inside = key, contact, tuple(inside)

    def send(self, message: Message, to: str, *, idempotency_key: str) -> Receipt:
        topic = packed(sha256(idempotency_key.encode()).digest())[:32]
        try:
            subscription = Subscription.of(to)
            body = sealed(_payload(message, topic), subscription)
        except ValueError as error:
            raise PermanentFailure(
                "bad_push", "This is no subscription of a browser.", contact_is_invalid=True
            ) from error
        try:
            who = authorization(
                key_of(self._key), subscription.endpoint, contact=self._contact, at=datetime.now(UTC)
            )
        except ValueError as error:
            raise PermanentFailure("bad_key", "Our key for pushes is none.", needs_operator=True) from error
        headers = {
            "Authorization": who,
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(LIVES_S),
            "Urgency": "high",
            # The same message sent twice is shown once.
            "Topic": topic,
        }
        answer = post(subscription.endpoint, body, headers, inside=self._inside, who="The push service")
        if failure := _failure(answer):
            raise failure
        return Receipt(PROVIDER, answer.headers.get("location", "")[:120] or topic, state="sent")


def _payload(message: Message, tag: str) -> bytes:
    said = {"title": message.subject, "url": message.link, "tag": tag, "lang": message.language}
    room = MOST_BYTES - len(json.dumps(said, ensure_ascii=False).encode()) - 20
    text = message.text.encode()[: max(0, room // 2)].decode(errors="ignore")
    return json.dumps({**said, "body": text}, ensure_ascii=False).encode()


def _failure(answer: Answer) -> ChannelFailure | None:
    status = answer.status
    if 200 <= status < 300:
        return None
    if status in (404, 410):
        return PermanentFailure(str(status), _NO_SUBSCRIPTION, contact_is_invalid=True)
    if status in (408, 429) or status >= 500:
        said = (
            "The push service asks us to slow down."
            if status == 429
            else f"The push service answered {status}."
        )
        return TemporaryFailure(str(status), said, wait_s=answer.retry_after_s)
    if status in (401, 403):
        said = "The push service does not accept our key: this browser was subscribed with another."
        return PermanentFailure(str(status), said, contact_is_invalid=True, needs_operator=True)
    return PermanentFailure(str(status), f"The push service answered {status}.")
