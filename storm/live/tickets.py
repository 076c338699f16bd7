"""Who may listen: a page carries a ticket signed by the web, and the live process knows it without the database."""

from urllib.parse import urlencode, urlsplit

from django.core.signing import BadSignature, TimestampSigner

# A page may stay open for a shift; what a ticket opens says no more than that an incident has changed.
VALID_SECONDS = 12 * 60 * 60


def ticket_for(user_id: int, *, secret: str) -> str:
    """A ticket for one signed-in person."""
    return _signer(secret).sign(str(user_id))


def address_for(user_id: int, *, url: str, secret: str) -> str:
    """Where this person's pages listen; nothing where no live process is set up."""
    return f"{url}?{urlencode({'ticket': ticket_for(user_id, secret=secret)})}" if url else ""


def origin_of(url: str) -> str:
    """Scheme and host, or nothing for a path of our own."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def is_valid(ticket: str, *, secret: str) -> bool:
    """Whether we gave it, and not too long ago."""
    try:
        _signer(secret).unsign(ticket, max_age=VALID_SECONDS)
    except BadSignature:
        return False
    return True


def _signer(secret: str) -> TimestampSigner:
    return TimestampSigner(key=secret, salt="storm.live", fallback_keys=[])
