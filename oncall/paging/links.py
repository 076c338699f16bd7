"""The links in a page and in a test page: signed, and bound to it, that is to one person and one run."""

from django.core import signing

from oncall.models import Page, Probe

_SIGNER = signing.Signer(salt="oncall.ack", sep=".")
_OF_PROBES = signing.Signer(salt="oncall.test", sep=".")


def token_of(page: Page) -> str:
    """The text that stands for this page in an address."""
    return _SIGNER.sign(str(page.pk))


def page_id_of(token: str) -> int | None:
    """The page that a token stands for; None when nobody of ours made it."""
    return _number(_SIGNER, token)


def probe_token_of(probe: Probe) -> str:
    """The text that stands for this test page in an address."""
    return _OF_PROBES.sign(str(probe.pk))


def probe_id_of(token: str) -> int | None:
    """The test page that a token stands for; None when nobody of ours made it."""
    return _number(_OF_PROBES, token)


def _number(signer: signing.Signer, token: str) -> int | None:
    try:
        return int(signer.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
