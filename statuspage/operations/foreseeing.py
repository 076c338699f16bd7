"""Shows what readers would see: publishes in a transaction that is taken back, so that a preview cannot differ."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from statuspage.published import publications
from statuspage.published.document import Document


def foresee(carry_out: Callable[..., object], **given: Any) -> Document:
    """The document as `carry_out` would publish it; nothing stays. Raises what `carry_out` raises."""
    with transaction.atomic():
        carry_out(**given)
        document = publications.published()
        transaction.set_rollback(True)
    return document
