"""The way out of mails about incidents: an address signed for one person and one kind of mail, good for one request."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from notifications.models import Delivery

SALT = "incidents.unsubscribing"
# The letter about causes is a kind of its own; what belongs to an incident under way goes together.
NEWS, LETTERS = "initial", "rfo"


def way_out(delivery: Delivery) -> str:
    """Where this reader says that she wants no more of this kind."""
    kind = LETTERS if delivery.kind == LETTERS else NEWS
    return (
        f"{settings.PUBLIC_URL}{reverse('incidents:unsubscribe', args=[token_for(delivery.recipient, kind)])}"
    )


def token_for(key: str, kind: str) -> str:
    """What the address carries."""
    return signing.dumps([key, kind], salt=SALT, compress=True)


def read(token: str) -> tuple[str, str] | None:
    """Whose address it is, and for which kind; None for one that we did not write."""
    try:
        key, kind = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return (str(key), str(kind)) if kind in (NEWS, LETTERS) else None
