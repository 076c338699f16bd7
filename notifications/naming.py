"""How a channel is called within a sentence: “paged by SMS and mail, then a call”."""

_NAMES = {
    "sms": "SMS",
    "voice": "call",
    "whatsapp": "WhatsApp",
    "email": "mail",
    "webpush": "push",
    "slack": "Slack",
    "teams": "Teams",
    "webhook": "webhook",
    "phone": "call",
    "status_page": "status page",
}


# A call that rang, or was picked up, and nobody pressed a key: nothing failed, nobody answered.
UNANSWERED = ("busy", "no_answer", "no_key", "machine")


def said(channel: str) -> str:
    """The channel's name, for the middle of a sentence."""
    return _NAMES.get(channel, channel)
