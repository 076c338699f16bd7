"""What tells that a page is still current, in two small queries: nothing new in the timeline, no message moved on."""

from datetime import datetime

from django.db.models import Count

from incidents.models import Incident
from notifications.models import Delivery
from timeline.models import TimelineEntry
from timeline.queries import stamp


def incident_stamp(number: int, *, at: datetime) -> str | None:
    """Changes when anything happens to the incident, when a message of it moves on, and with each minute."""
    found = Incident.objects.filter(number=number).values_list("pk", "changed").first()
    if found is None:
        return None
    key = f"incident:{found[0]}"
    states = (
        Delivery.objects.filter(subject_key=key)
        .values_list("state")
        .order_by("state")
        .annotate(n=Count("id"))
    )
    messages = "-".join(f"{state}{count}" for state, count in states)
    return f"{found[1]}.{stamp(key)}.{messages}.{at:%d%H%M}"


def list_stamp(*, at: datetime) -> str:
    """Changes when anything happens to anything, and with each minute."""
    newest = TimelineEntry.objects.order_by("-id").values_list("id", flat=True).first() or 0
    return f"{newest}.{at:%d%H%M}"
