"""Microsoft Teams: an Adaptive Card posted to the address of a workflow, “when a Teams webhook request is received”.

Nothing comes back from Teams: a button opens our signed page, where only a press changes anything.
"""

import json
from collections.abc import Iterable
from typing import Any

from notifications.channels.posting import Answer, post
from notifications.channels.protocol import (
    Capability,
    ChannelFailure,
    Message,
    PermanentFailure,
    Receipt,
    TemporaryFailure,
)

PROVIDER = "teams"
_OPEN = {"de": "Öffnen und antworten"}
_MOST = 5000
# An older connector answers 200 and says in words that it did not.
_NOT_TAKEN = "webhook message delivery failed"
_GONE = frozenset({404, 410})
_NOT_ALLOWED = frozenset({401, 403})


class Teams:
    """`inside` are the hosts and networks of our own that may be called."""

    name = "teams"
    capabilities = Capability.SUBJECT

    def __init__(self, *, inside: Iterable[str] = ()) -> None:
        self._inside = tuple(inside)

    def send(self, message: Message, to: str, *, idempotency_key: str) -> Receipt:
        body = json.dumps(_envelope(message)).encode()
        headers = {"Content-Type": "application/json", "User-Agent": "Storm"}
        answer = post(to, body, headers, inside=self._inside, who="Teams")
        if failure := _failure(answer):
            raise failure
        return Receipt(PROVIDER, idempotency_key, state="sent")


def _envelope(message: Message) -> dict[str, Any]:
    kind = "application/vnd.microsoft.card.adaptive"
    return {
        "type": "message",
        "attachments": [{"contentType": kind, "contentUrl": None, "content": card(message)}],
    }


def card(message: Message) -> dict[str, Any]:
    """The card. Its text blocks read Markdown, so what could be taken for a link or a mention is plain text runs."""
    title = [_block(message.subject, weight="Bolder", size="Medium")] if message.subject else []
    made: dict[str, Any] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "fallbackText": f"{message.subject} {message.text}"[:_MOST],
        "body": [*title, _block(message.text)],
    }
    if message.link:
        words = _OPEN.get(message.language, "Open and answer")
        made["actions"] = [{"type": "Action.OpenUrl", "title": words, "url": message.link}]
    return made


def _block(text: str, **looks: str) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text[:_MOST], **looks}]}


def _failure(answer: Answer) -> ChannelFailure | None:
    status = answer.status
    if 200 <= status < 300 and _NOT_TAKEN not in answer.body.lower():
        return None
    if 200 <= status < 300:
        return TemporaryFailure("not_taken", "Teams took the message and did not show it.", wait_s=30)
    if status == 429 or status == 408 or status >= 500:
        said = "Teams asks us to slow down." if status == 429 else f"Teams answered {status}."
        return TemporaryFailure(str(status), said, wait_s=answer.retry_after_s)
    if status in _GONE:
        return PermanentFailure(str(status), "The workflow in Teams is gone.", contact_is_invalid=True)
    if status in _NOT_ALLOWED:
        return PermanentFailure(
            str(status), "The workflow in Teams lets us in no more.", contact_is_invalid=True
        )
    return PermanentFailure(str(status), f"Teams answered {status}.")
