"""What tells that a page is still current, in two small queries: nothing new in the timeline, no message moved on."""

from datetime import datetime

from django.db.models import Count, OuterRef, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat

from incidents.models import Incident
from notifications.models import Delivery
from timeline.models import TimelineEntry


def incident_stamp(number: int, *, at: datetime) -> str | None:
    """Changes when anything happens to the incident, when a message of it moves on, and with each minute."""
    key = Concat(Value("incident:"), Cast(OuterRef("pk"), TextField()))
    newest = TimelineEntry.objects.filter(subject=key).order_by("-id").values("id")[:1]
    found = Incident.objects.filter(number=number).values_list("pk", "changed", Subquery(newest)).first()
    if found is None:
        return None
    states = (
        Delivery.objects.filter(subject_key=f"incident:{found[0]}").order_by("state").values_list("state")
    )
    messages = "-".join(f"{state}{count}" for state, count in states.annotate(n=Count("id")))
    return f"{found[1]}.{found[2]}.{messages}.{at:%d%H%M}"


def list_stamp(*, at: datetime) -> str:
    """Changes when anything happens to anything, and with each minute."""
    newest = TimelineEntry.objects.order_by("-id").values_list("id", flat=True).first() or 0
    return f"{newest}.{at:%d%H%M}"
