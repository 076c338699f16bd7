"""What is posted to a program: Statuspage's JSON, signed, or a message in the shapes of Slack and Teams.

The address is looked up once and must lie outside of our network; that very one is connected to, no redirect followed.
"""

import json
import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from notifications.channels import slack_words, teams
from notifications.channels.posting import post
from notifications.channels.protocol import (
    ChannelFailure,
    Message,
    PermanentFailure,
    TemporaryFailure,
)
from notifications.channels.webhook import secret_of, signature_of
from statuspage.models import Letter, Subscriber
from statuspage.subscribing import links, payloads
from statuspage.subscribing.phrasing import Worded

Channel = Subscriber.Channel
WHO = {Channel.WEBHOOK.value: "The webhook", Channel.SLACK.value: "Slack", Channel.TEAMS.value: "Teams"}
_OPEN = {"de": "Weiterlesen"}


@dataclass(frozen=True)
class Parcel:
    """What goes where; made before any thread posts it."""

    letter: Letter
    to: str
    body: bytes
    headers: dict[str, str]
    who: str


def parcel(letter: Letter, payload: dict[str, Any], words: Worded | None, url: str) -> Parcel:
    """The letter as its channel wants it; `words` and `url` for people, `payload` for programs."""
    row = letter.subscriber
    if row.channel == Channel.WEBHOOK:
        away, about = links.unsubscribing(row.token), links.managing(row.token)
        content = payloads.sent_to(payload, unsubscribe=away, documentation=about)
        body = json.dumps(content).encode()
        headers = _signed(row.address, letter.key, body)
    else:
        subject, text = (words.subject, _plain(words)) if words else ("", "")
        message = Message(subject, text, link=url, language=row.language)
        body = json.dumps(_slack(message) if row.channel == Channel.SLACK else _teams(message)).encode()
        headers = {}
    said = {"Content-Type": "application/json", "User-Agent": "Storm", **headers}
    return Parcel(letter, row.address, body, said, WHO[row.channel])


def posted(one: Parcel) -> ChannelFailure | None:
    """Post it; what went wrong, or None. Anything but 2xx is a failure, a redirect too."""
    inside = settings.SUBSCRIBER_WEBHOOK_INSIDE
    try:
        status = post(one.to, one.body, one.headers, inside=inside, who=one.who).status
    except ChannelFailure as failure:
        return failure
    if 200 <= status < 300:
        return None
    said = f"{one.who} answered {status}."
    if status == 410:
        return PermanentFailure("410", said, contact_is_invalid=True)
    return TemporaryFailure(str(status), said)


def _signed(address: str, key: str, body: bytes) -> dict[str, str]:
    moment, secret = int(time.time()), secret_of(address, settings.SECRET_KEY)
    return {
        "webhook-id": key,
        "webhook-timestamp": str(moment),
        "webhook-signature": signature_of(secret, message_id=key, moment=moment, body=body),
    }


def _plain(words: Worded) -> str:
    """Without the links of a mail's end."""
    return words.text.partition("\n\n-- \n")[0]


def _slack(message: Message) -> dict[str, Any]:
    made = slack_words.of(message, "")
    for block in made["blocks"]:
        for element in block.get("elements", ()):
            element["text"]["text"] = _OPEN.get(message.language, "Read on")
    return made


def _teams(message: Message) -> dict[str, Any]:
    card = teams.card(message)
    for action in card.get("actions", ()):
        action["title"] = _OPEN.get(message.language, "Read on")
    kind = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": kind, "contentUrl": None, "content": card}]}
