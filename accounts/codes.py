"""Decides what a code for a contact method is, how long it holds, and how often one may be asked for. Pure."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

DIGITS = 6
LIFE = timedelta(minutes=10)
MOST_WRONG = 5
PAUSE = timedelta(seconds=30)
MOST_AN_HOUR = 6
"""Codes by SMS and phone cost money, and another person's phone is not a bell to be rung."""


def digits_of(nonce: str, secret: str) -> str:
    """The code's digits; nobody who reads the table can tell them."""
    made = hmac.new(secret.encode(), f"contact-code:{nonce}".encode(), sha256).digest()
    return str(int.from_bytes(made[:8]) % 10**DIGITS).zfill(DIGITS)


def typed(text: str) -> str:
    """What a person typed, without the spaces in which codes are read out."""
    return "".join(text.split()).replace("-", "")


def is_right(given: str, *, nonce: str, secret: str) -> bool:
    return hmac.compare_digest(typed(given).encode(), digits_of(nonce, secret).encode())


def wait_s(sent_at: Sequence[datetime], at: datetime) -> int:
    """Seconds until another code may be sent; `sent_at` are the moments of those sent to this person before."""
    recent = sorted(moment for moment in sent_at if moment > at - timedelta(hours=1))
    if len(recent) >= MOST_AN_HOUR:
        return _seconds(recent[-MOST_AN_HOUR] + timedelta(hours=1) - at)
    return _seconds(recent[-1] + PAUSE - at) if recent else 0


def _seconds(left: timedelta) -> int:
    return max(0, -(-int(left.total_seconds() * 1000) // 1000))
