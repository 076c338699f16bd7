"""The link of a mail that opens a page: signed, short-lived, and good for one page alone."""

from datetime import timedelta

from django.core import signing

HOLDS = timedelta(minutes=30)
_SIGNER = signing.TimestampSigner(salt="statuspage.sign_in", sep=".")


def token_of(nonce: str) -> str:
    """What stands in the link; it holds for half an hour from now."""
    return _SIGNER.sign(nonce)


def nonce_in(token: str) -> str:
    """Which asking it answers; empty when it is too old, or nobody of ours made it."""
    try:
        return _SIGNER.unsign(token, max_age=HOLDS)
    except signing.BadSignature:
        return ""
