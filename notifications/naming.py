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


def said(channel: str) -> str:
    """The channel's name, for the middle of a sentence."""
    return _NAMES.get(channel, channel)
