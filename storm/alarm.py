"""The flag at the top of every page: the longest running P1 that is not restored."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse

from accounts.roles import STAFF
from incidents.models import Incident
from incidents.priority import Priority
from incidents.stages import OPEN_STAGES


@dataclass(frozen=True)
class Alarm:
    """What the flag says."""

    number: str
    title: str
    since_at: datetime
    url: str


def alarm(request: HttpRequest) -> Alarm | None:
    """The flag for whoever is signed in; an executive is led to the window."""
    if not request.user.is_authenticated:
        return None
    burning = Incident.objects.filter(
        stage__in=OPEN_STAGES, priority=Priority.P1, service_restored_at=None
    ).order_by("detected_at")
    first = burning.first()
    if first is None:
        return None
    inside = bool(STAFF & set(request.user.roles))
    url = reverse("incidents:incident" if inside else "incidents:window", args=[first.number])
    return Alarm(number=first.reference, title=first.title, since_at=first.detected_at, url=url)
