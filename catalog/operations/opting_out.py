"""Somebody at a customer or partner does not want a kind of mail, and says so without signing in."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.actors import Actor
from catalog.models import CustomerContact, PartnerContact
from catalog.operations.editing import change, locked
from timeline.actors import Named

MODELS: dict[str, type[CustomerContact] | type[PartnerContact]] = {
    "contact": CustomerContact,
    "partner_contact": PartnerContact,
}


@transaction.atomic
def choose_mail(*, key: str, kind: str, wanted: bool, at: datetime) -> bool:
    """Stop or resume a kind of mail for a contact by key; False when there is no such contact any more."""
    sort, _, number = key.partition(":")
    model: Any = MODELS.get(sort)
    if model is None or not number.isdigit() or not model.objects.filter(pk=int(number)).exists():
        return False
    contact = locked(model, int(number))
    opted_out = set(contact.opt_outs) - {kind} if wanted else {*contact.opt_outs, kind}
    herself = Actor(named=Named(key=key, label=contact.name), via="mail link")
    change(contact, {"opt_outs": sorted(opted_out)}, actor=herself, at=at)
    return True
