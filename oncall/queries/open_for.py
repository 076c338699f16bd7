"""What is open when somebody comes on call on a schedule."""

from __future__ import annotations

from django.db.models import Q

from accounts.queries import company
from incidents.models import Incident
from incidents.stages import OPEN_STAGES
from oncall.models import EscalationPath, Schedule


def open_for(schedule: Schedule) -> list[Incident]:
    """Open incidents that run along a path which pages the schedule; for Incident Managers, all open ones."""
    found = Incident.objects.filter(stage__in=OPEN_STAGES)
    if schedule.name != company().im_schedule:
        paging = Q(levels__schedules=schedule) | Q(fallback_schedule=schedule)
        paths = EscalationPath.objects.filter(paging).values("pk")
        found = found.filter(runs__source__in=paths).distinct()
    return sorted(found.order_by("number"), key=lambda one: (one.priority or "P9", one.number))
