"""Whether a message is wanted no more: asked just before each leaves, minutes after it was written perhaps."""

from datetime import datetime

from catalog.models import CustomerContact, PartnerContact
from incidents.models import Incident
from incidents.queries import mornings
from incidents.queries.ends import end_prefix
from incidents.stages import Stage
from incidents.unsubscribing import LETTERS, NEWS
from notifications.models import Delivery

KINDS = ("initial", "update", "all_clear", "correction", "false_alarm", "rfo")
_THAT_IT_IS_BROKEN = ("initial", "update")
_MODELS = {"contact": CustomerContact, "partner_contact": PartnerContact}


def veto(delivery: Delivery, at: datetime) -> str:
    """Why it must not leave; empty when it may."""
    return _is_not_true(delivery) or mornings.reason_against(delivery) or _is_refused(delivery)


def _is_not_true(delivery: Delivery) -> str:
    """An end that was none, or a failure that was none: whoever has not heard of it need not hear the opposite."""
    number = delivery.subject_key.partition(":")[2]
    if delivery.kind not in (*_THAT_IT_IS_BROKEN, "all_clear") or not number.isdecimal():
        return ""
    incident = Incident.objects.filter(pk=int(number)).first()
    if incident is None:
        return ""
    if delivery.kind in _THAT_IT_IS_BROKEN:
        return "It was a false alarm." if incident.stage == Stage.CANCELLED else ""
    return "" if delivery.key.startswith(end_prefix(incident)) else "It was not over after all."


def _is_refused(delivery: Delivery) -> str:
    """The reader has said meanwhile that she wants no such mail."""
    sort, _, number = delivery.recipient.partition(":")
    model = _MODELS.get(sort)
    if model is None or not number.isdecimal():
        return ""
    kind = LETTERS if delivery.kind == LETTERS else NEWS
    refused = model._default_manager.filter(pk=int(number), opt_outs__contains=[kind]).exists()
    return "Does not want this kind of message any more." if refused else ""
