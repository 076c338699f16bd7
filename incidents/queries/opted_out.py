"""Whether a reader has said meanwhile that she wants no such mail: asked just before each message leaves."""

from datetime import datetime

from catalog.models import CustomerContact, PartnerContact
from incidents.unsubscribing import LETTERS, NEWS
from notifications.models import Delivery

KINDS = ("initial", "update", "all_clear", "correction", "rfo")
_MODELS = {"contact": CustomerContact, "partner_contact": PartnerContact}


def veto(delivery: Delivery, at: datetime) -> str:
    """Why it must not leave; empty when it may."""
    sort, _, number = delivery.recipient.partition(":")
    model = _MODELS.get(sort)
    if model is None or not number.isdigit():
        return ""
    kind = LETTERS if delivery.kind == LETTERS else NEWS
    refused = model._default_manager.filter(pk=int(number), opt_outs__contains=[kind]).exists()
    return "Does not want this kind of message any more." if refused else ""
