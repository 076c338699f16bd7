"""What Slack's Events API tells us: somebody wrote to our app, or in a thread, be it ours or not. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

from notifications.channels.protocol import Heard, InboundText, UnreadableCallback

PROVIDER = "slack"
# An answer in a thread that the channel shows, too, is a message like others; all other sorts are no person's words.
_SORTS = ("", "thread_broadcast")
_NAME, _MOMENT = re.compile(r"[A-Z0-9]{2,30}"), re.compile(r"[0-9]{1,20}\.[0-9]{1,10}")
_MENTION = re.compile(r"<@[A-Z0-9]+(\|[^>]*)?>")


def heard(said: Mapping[str, Any]) -> Heard:
    """The question whether we are there, or words of a person; neither for everything else that Slack tells."""
    if said.get("type") == "url_verification":
        return Heard(challenge=str(said.get("challenge") or "")[:500])
    event = said.get("event")
    if said.get("type") != "event_callback" or not isinstance(event, Mapping):
        raise UnreadableCallback("needed, but missing: event")
    if event.get("type") != "message" or event.get("subtype", "") not in _SORTS or event.get("bot_id"):
        return Heard()
    user, channel, ts, thread = (
        str(event.get(name) or "") for name in ("user", "channel", "ts", "thread_ts")
    )
    if not (_NAME.fullmatch(user) and _NAME.fullmatch(channel) and _MOMENT.fullmatch(ts)):
        raise UnreadableCallback("needed, but missing: user, channel or ts")
    if thread and not _MOMENT.fullmatch(thread):
        raise UnreadableCallback("this is no thread")
    alone = event.get("channel_type") == "im"
    if not alone and not thread:
        return Heard()  # people talk to each other
    text = InboundText(
        provider=PROVIDER,
        provider_id=f"{channel}:{ts}",
        sender=user,
        recipient=channel,
        body=_plain(str(event.get("text") or "")),
        answer_to=f"{channel}:{thread}" if thread else channel,
        under=f"{channel}:{thread}" if thread else "",
        overheard=not alone,
    )
    return Heard(text=text)


def _plain(text: str) -> str:
    """Without calling us by name, and as it was typed."""
    return html.unescape(_MENTION.sub(" ", text)).strip()[:1000]
