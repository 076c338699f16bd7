"""The link in a page: signed, and bound to the page, that is to one person and one run."""

from django.core import signing

from oncall.models import Page

_SIGNER = signing.Signer(salt="oncall.ack", sep=".")


def token_of(page: Page) -> str:
    """The text that stands for this page in an address."""
    return _SIGNER.sign(str(page.pk))


def page_id_of(token: str) -> int | None:
    """The page that a token stands for; None when nobody of ours made it."""
    try:
        return int(_SIGNER.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
