"""Sources of alerts: made with a token that is shown once."""

from accounts.refusals import Invalid
from accounts.tokens import hash_of, new_token
from alerts.models import Source


def make_source(*, name: str, token: str = "") -> str:
    """Make a source, or give an existing one a new token; returns the token, which is not kept.

    Raises Invalid for a name that is empty or too long.
    """
    name = name.strip()
    if not 0 < len(name) <= 80:
        raise Invalid("SOURCE_NAME", sentences=["A source needs a name of 1 to 80 characters."])
    token = token or new_token()
    Source.objects.update_or_create(
        name=name, defaults={"token_hash": hash_of(token), "token_hint": token[:10], "active": True}
    )
    return token
