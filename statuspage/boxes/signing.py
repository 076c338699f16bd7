"""The token of a box: the name of its key, and a signature (HMAC-SHA256) that holds for one customer. Pure."""

from base64 import urlsafe_b64encode

from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "statuspage.box"
SHORTEST, LONGEST = 20, 100


def token_of(public_id: str, customer_id: int) -> str:
    """What stands in the snippet."""
    signature = salted_hmac(SALT, f"{public_id}:{customer_id}", algorithm="sha256").digest()
    return f"{public_id}.{urlsafe_b64encode(signature).decode().rstrip('=')}"


def key_named(token: str) -> str:
    """The name of the key that a token claims; empty when it is none."""
    public_id, dot, _ = token.rpartition(".")
    return public_id if dot and SHORTEST < len(token) < LONGEST else ""


def holds(token: str, *, public_id: str, customer_id: int) -> bool:
    """Whether the signature is ours, for this key and this customer."""
    return constant_time_compare(token, token_of(public_id, customer_id))
