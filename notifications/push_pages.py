"""What a person's own page shows of pushes: what a browser needs to be subscribed; nothing where there is no key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from accounts.models import User
from notifications.channels import registry
from notifications.channels.push_cipher import key_of, packed, public_of


@dataclass(frozen=True, kw_only=True)
class Shown:
    """`public_key` is what the browser is given, empty where pushes are not set up."""

    public_key: str = ""


def section_of(user: User, at: datetime) -> Shown:
    """The section of this person's page."""
    if "webpush" not in registry.set_up():
        return Shown()
    try:
        return Shown(public_key=packed(public_of(key_of(settings.PUSH_KEY))))
    except ValueError:  # said at start by the system check
        return Shown()
