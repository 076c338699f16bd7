"""API tokens: `storm_` and 32 random bytes, compared by hash."""

import hashlib
import secrets

PREFIX = "storm_"


def new_token() -> str:
    """A fresh token, to be shown once."""
    return PREFIX + secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What the database keeps of a token: SHA-256, hex, 64 characters."""
    return hashlib.sha256(token.encode()).hexdigest()
