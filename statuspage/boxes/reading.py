"""What the box of one customer shows: what is open and planned of what touches it, as the API for readers says it."""

import time
from datetime import datetime
from typing import Any

from accounts.queries import company
from statuspage.boxes.signing import holds, key_named
from statuspage.models import BoxKey, Publication
from statuspage.published import publications, reader_api
from statuspage.published.shaping import PROACTIVE, for_customer

KEPT_S, MOST = 10.0, 2000
_kept: dict[tuple[int, int], tuple[float, dict[str, Any]]] = {}


def customer_of(token: str) -> int | None:
    """Whose box it is; None when the token is not ours, or was revoked."""
    key = BoxKey.objects.filter(public_id=key_named(token), revoked_at=None).first()
    if key is None or not holds(token, public_id=key.public_id, customer_id=key.customer_id):
        return None
    return int(key.customer_id)


def told_to(customer_id: int, *, root: str, at: datetime) -> dict[str, Any]:
    """The summary for this customer; kept for ten seconds, as a product with many users asks often."""
    newest = Publication.objects.filter(page=None).order_by("-id").values_list("pk", flat=True).first() or 0
    known = _kept.get((customer_id, newest))
    if known is not None and time.monotonic() - known[0] < KEPT_S:
        return known[1]
    if len(_kept) > MOST:
        _kept.clear()
    made = _summary(customer_id, newest, root, at)
    _kept[(customer_id, newest)] = (time.monotonic(), made)
    return made


def _summary(customer_id: int, newest: int, root: str, at: datetime) -> dict[str, Any]:
    whole = Publication.objects.filter(pk=newest).values_list("document", flat=True).first()
    if whole is None:
        return {"incidents": [], "scheduled_maintenances": []}
    about = {"slug": "", "name": company().name, "level": PROACTIVE, "languages": ["en"]}
    cut = for_customer(
        whole,
        about,
        publications.components_of(customer_id, at=at),
        publications.incidents_of(customer_id),
    )
    return reader_api.answer("summary", cut, root) or {}
