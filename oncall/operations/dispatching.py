"""The helpdesk is called when an incident has no owner: at once for a provisional P1 or P2, else after five minutes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from accounts.queries import company
from catalog.business_hours import next_opening
from catalog.queries.hours import hours_of
from incidents.models import Incident
from oncall.models import HuntCall, HuntGroup
from oncall.operations import hunts
from oncall.operations.paging import tell
from oncall.operations.ringing import call_managers
from oncall.operations.runs import locked
from oncall.queries import needs_nobody
from outbox.handling import MOOT
from outbox.operations import ToDo, put

PATIENCE = timedelta(minutes=5)
TOPIC = "oncall.hunt_dispatch"
URGENT = ("P1", "P2")


def call_dispatch(*, incident_id: int, at: datetime) -> str | None:
    """Beside the path: customers of a grave incident hear of it at night too."""
    with transaction.atomic():
        incident = locked(incident_id)
        if incident.priority in URGENT:
            return _hunt(incident, at)
        return _wait(incident, at)


def watch_queue(*, incident_id: int, at: datetime) -> str | None:
    """It waits in the queue; if nobody takes it for five minutes, dispatch is called."""
    with transaction.atomic():
        return _wait(locked(incident_id), at)


def hunt_dispatch(*, incident_id: int, at: datetime) -> str | None:
    """The time is over. Moot when somebody took it."""
    with transaction.atomic():
        return _hunt(locked(incident_id), at)


def _wait(incident: Incident, at: datetime) -> str | None:
    if incident.helpdesk_owner_id is not None or needs_nobody(incident):
        return MOOT
    due_at = at + PATIENCE
    group = _group()
    if group is not None and group.calendar is not None:
        due_at = next_opening(hours_of(group.calendar), due_at) or due_at
    put(ToDo(topic=TOPIC, key=incident.key, due_at=due_at, payload={"incident": incident.pk}), at=at)
    return None


def _hunt(incident: Incident, at: datetime) -> str | None:
    if incident.helpdesk_owner_id is not None or needs_nobody(incident):
        return MOOT
    if incident.hunts.filter(purpose="dispatch", state=HuntCall.State.RUNNING).exists():
        return MOOT
    group = _group()
    if group is None:
        tell("hunt.empty", incident, at=at, group=company().dispatch_group, purpose="dispatch")
        call_managers(incident, key=f"{incident.key}:no-dispatch", at=at)
        return None
    hunts.start_hunt(incident, group_id=group.pk, purpose="dispatch", at=at)
    return None


def _group() -> HuntGroup | None:
    return HuntGroup.objects.select_related("calendar").filter(name=company().dispatch_group).first()
