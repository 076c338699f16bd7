"""One customer's incidents: those that are open, with words that may be said, and those of the last year."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from catalog.open_incidents import OpenIncident
from incidents import addresses, facts
from incidents.how_soon import downtime_minutes
from incidents.models import Incident, IncidentCustomer, LetDownEntry
from incidents.stages import OPEN_STAGES, Stage

YEAR = timedelta(days=365)
MOST = 50
AFFECTED = IncidentCustomer.State.AFFECTED
# As long as nothing was told in public, nobody says more than this.
UNTOLD = "We know of a disturbance and are working on it. We come back to you as soon as we know more."


def open_incidents(customer_id: int) -> list[OpenIncident]:
    """The open incidents that hurt this customer, the most urgent first, in three queries at most."""
    rows = IncidentCustomer.objects.filter(
        customer=customer_id, state=AFFECTED, incident__stage__in=OPEN_STAGES
    )
    found = [row.incident for row in rows.select_related("incident")]
    found.sort(key=lambda incident: (incident.priority or "P9", incident.detected_at))
    promised = facts.ask("promised_at", [incident.pk for incident in found]) if found else {}
    return [_open(incident, promised[incident.pk]) for incident in found]


def _open(incident: Incident, promised_at: datetime | None) -> OpenIncident:
    return OpenIncident(
        number=incident.number,
        reference=incident.reference,
        title=incident.title,
        priority=incident.priority,
        since_at=incident.occurred_at or incident.detected_at,
        url=addresses.page(incident),
        may_say=incident.public_words.get("text") or UNTOLD,
        next_at=promised_at,
        restored_at=incident.service_restored_at,
    )


@dataclass(frozen=True, kw_only=True)
class Past:
    """One incident in a customer's history; `hours` are those without service times how badly it hurt them."""

    incident: Incident
    url: str
    hours: float
    is_running: bool
    entry: LetDownEntry | None


def incidents_of(customer_id: int, *, at: datetime) -> list[Past]:
    """What hurt this customer in a year, newest first; false alarms and what was merged away do not count."""
    rows = (
        IncidentCustomer.objects.filter(
            customer=customer_id, state=AFFECTED, incident__detected_at__gt=at - YEAR
        )
        .exclude(incident__stage__in=(Stage.CANCELLED, Stage.MERGED))
        .select_related("incident")
        .prefetch_related("incident__episodes")
        .order_by("-incident__detected_at")[:MOST]
    )
    asked = LetDownEntry.objects.filter(customer=customer_id)
    entries = {entry.incident_id: entry for entry in asked}
    return [_past(row, entries.get(row.incident_id), at) for row in rows]


def _past(row: IncidentCustomer, entry: LetDownEntry | None, at: datetime) -> Past:
    spans = [(one.starts_at, one.ends_at) for one in row.incident.episodes.all()]
    weight = 1.0 if row.severity is None else row.severity
    return Past(
        incident=row.incident,
        url=addresses.page(row.incident),
        hours=downtime_minutes(spans, at) / 60 * weight,
        is_running=any(end is None for _, end in spans),
        entry=entry,
    )
