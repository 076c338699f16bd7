"""Whether news that waited for the end of somebody's quiet hours is news still."""

from incidents.models import Incident
from incidents.queries.ends import REACHED, told_of
from notifications.models import Delivery

OVER = "It was over when her quiet hours ended."
NEWER = "There was something newer to tell when her quiet hours ended."
NEVER_TOLD = "It was over before she was told of it."
STANDS = ("initial", "update")


def reason_against(delivery: Delivery) -> str:
    """Why it need not be said any more; empty for what did not wait."""
    if delivery.held_until is None or not delivery.subject_key.startswith("incident:"):
        return ""
    incident = Incident.objects.get(pk=int(delivery.subject_key.partition(":")[2]))
    if delivery.kind not in STANDS:
        told = told_of([incident]).get(incident.pk, [])
        return "" if any(row.recipient == delivery.recipient for row in told) else NEVER_TOLD
    if not incident.is_open or incident.service_restored_at is not None:
        return OVER
    newer = Delivery.objects.filter(
        subject_key=delivery.subject_key,
        recipient=delivery.recipient,
        kind="update",
        state__in=(*REACHED, Delivery.State.PENDING),
        pk__gt=delivery.pk,
    )
    return NEWER if delivery.kind == "update" and newer.exists() else ""
