"""Since when an incident is without service again: what was answered before answers for nothing after it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max

from incidents.models import Incident
from timeline.models import TimelineEntry


def failed_again(incident_ids: Sequence[int]) -> dict[int, datetime]:
    """The incidents that are without service though they were restored once: when that was last written down."""
    down = Incident.objects.filter(pk__in=incident_ids, service_restored_at=None)
    subjects = {f"incident:{number}": number for number in down.values_list("pk", flat=True)}
    restored = TimelineEntry.objects.filter(kind="incident.restored", subject__in=subjects)
    rows = restored.order_by().values("subject").annotate(last=Max("entered_at"))
    return {subjects[row["subject"]]: row["last"] for row in rows}
