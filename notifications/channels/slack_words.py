"""How a message looks in Slack: Block Kit in plain text, so that no title can call a whole channel. Pure."""

from __future__ import annotations

from typing import Any

from notifications.channels.protocol import Message, Offer

_HEADER, _SECTION, _BUTTON, _VALUE, _FALLBACK = 150, 3000, 75, 2000, 3000
_OPEN = {"de": "Vorfall öffnen"}
_STYLES = {"1": "primary"}


def of(message: Message, key: str) -> dict[str, Any]:
    """Text and blocks; each button carries its answer and the key of the delivery it is about."""
    blocks: list[dict[str, Any]] = []
    if message.subject:
        blocks.append({"type": "header", "text": _plain(message.subject, _HEADER)})
    blocks.append({"type": "section", "text": _plain(message.text, _SECTION)})
    if message.outcome:
        blocks.append({"type": "section", "text": _plain(message.outcome, _SECTION)})
    if buttons := _buttons(message, key):
        blocks.append({"type": "actions", "elements": buttons})
    told = "\n".join(filter(None, (message.subject, message.text, message.outcome)))
    return {"text": escaped(told)[:_FALLBACK], "blocks": blocks, "unfurl_links": False}


def aside(words: str) -> dict[str, Any]:
    """Words that only the presser reads."""
    return {"response_type": "ephemeral", "replace_original": False, "text": escaped(words)}


def escaped(text: str) -> str:
    """Without Slack's own marks, by which a text may call people."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _buttons(message: Message, key: str) -> list[dict[str, Any]]:
    found = [] if message.outcome else [_button(offer, key) for offer in message.offers]
    if message.link:
        words = _OPEN.get(message.language, "Open the incident")
        found.append(
            {"type": "button", "action_id": "storm_open", "text": _plain(words, _BUTTON), "url": message.link}
        )
    return found


def _button(offer: Offer, key: str) -> dict[str, Any]:
    made = {
        "type": "button",
        "action_id": f"storm_{offer.key}",
        "text": _plain(offer.words, _BUTTON),
        "value": f"{offer.key}:{key}"[:_VALUE],
    }
    return {**made, "style": _STYLES[offer.key]} if offer.key in _STYLES else made


def _plain(text: str, most: int) -> dict[str, Any]:
    words = text if len(text) <= most else f"{text[: most - 3]}..."
    return {"type": "plain_text", "text": words, "emoji": False}
