"""Record: when it was first written down, how it was detected, how it showed itself. Late entries keep both times."""

from dataclasses import dataclass
from datetime import datetime

from accounts.actors import Actor
from accounts.refusals import Invalid
from incidents.models import Incident
from incidents.models.detect import Means
from incidents.operations.acting import acting, refuse_bad_time, tell


@dataclass(frozen=True, kw_only=True)
class Record:
    """What is recorded; None leaves a field as it is."""

    title: str | None = None
    means: str | None = None
    means_detail: str | None = None
    manifestation: str | None = None
    occurred_at: datetime | None = None
    first_recorded_at: datetime | None = None


def record_details(
    *, incident_id: int, actor: Actor, at: datetime, record: Record, seen: int | None = None
) -> Incident:
    """Write the record down or correct it. Raises Invalid for an unknown means or an impossible time."""
    if record.means is not None and record.means not in Means.values:
        raise Invalid(
            "REC_MEANS",
            sentences=[f"“{record.means}” is not a means of detection: {', '.join(Means.values)}"],
        )
    refuse_bad_time(record.occurred_at, at=at)
    refuse_bad_time(record.first_recorded_at, at=at, not_before=record.occurred_at)
    with acting("complete_record", incident_id=incident_id, actor=actor, at=at, seen=seen) as incident:
        if record.occurred_at and record.occurred_at > incident.detected_at:
            raise Invalid("TIME_BEFORE_START", sentences=["It cannot have begun after it was detected."])
        _write(incident, record)
        incident.first_recorded_at = incident.first_recorded_at or at
        if record.occurred_at:
            _move_begin(incident, record.occurred_at)
            tell("incident.it_began", incident, actor=actor, at=at, happened_at=record.occurred_at)
        tell(
            "incident.recorded",
            incident,
            actor=actor,
            at=at,
            happened_at=record.first_recorded_at,
            manifestation=incident.manifestation[:300],
        )
    return incident


def _write(incident: Incident, record: Record) -> None:
    for name in ("title", "means", "means_detail", "manifestation", "first_recorded_at"):
        value = getattr(record, name)
        if value is not None:
            setattr(incident, name, value.strip() if isinstance(value, str) else value)


def _move_begin(incident: Incident, occurred_at: datetime) -> None:
    incident.occurred_at = occurred_at
    first = incident.episodes.order_by("starts_at").first()
    if first is not None and first.ends_at is not None and occurred_at > first.ends_at:
        raise Invalid("TIME_BEFORE_START", sentences=["It cannot have begun after it was over."])
    if first is not None and incident.episode == 1:
        first.starts_at = occurred_at
        first.save(update_fields=["starts_at"])
