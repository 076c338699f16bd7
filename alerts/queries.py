"""Reads of alerts: an incident's, the recent ones, the sources with what went wrong, the first of each incident."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import (
    Count,
    DateTimeField,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce

from accounts.tokens import hash_of
from alerts.agreement import Terms
from alerts.models import Alert, RawRequest, Source

SHOWN = 100


def terms_of(source: Source) -> Terms:
    """The source's settings, as decisions take them."""
    return Terms(
        source=source.name,
        asset_label=source.asset_label,
        severity_label=source.severity_label,
        severity_values=source.severity_values if isinstance(source.severity_values, dict) else {},
        responses=source.responses if isinstance(source.responses, dict) else {},
        agreed_by=source.agreed_by,
    )


def name_of_token(token: str) -> str | None:
    """The name of the active source with this token: it may report changes with the same key."""
    name: str | None = (
        Source.objects.filter(token_hash=hash_of(token), active=True).values_list("name", flat=True).first()
    )
    return name


def first_alert_at(incident_ids: Sequence[int]) -> dict[int, datetime]:
    """When the first alert of each incident was received."""
    rows = (
        Alert.objects.filter(incident_id__in=incident_ids)
        .values("incident_id")
        .annotate(at=Min("first_received_at"))
    )
    return {row["incident_id"]: row["at"] for row in rows}


def signals(incident_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """The names of the alerts of each incident."""
    found: dict[int, frozenset[str]] = {}
    rows = Alert.objects.filter(incident_id__in=incident_ids).values_list("incident_id", "name")
    for incident, name in rows.order_by().distinct():
        found[incident] = found.get(incident, frozenset()) | {name}
    return found


def alerts_of(incident_number: int) -> QuerySet[Alert]:
    """The alerts of an incident, firing ones first, then the newest."""
    return (
        Alert.objects.filter(incident__number=incident_number)
        .select_related("source", "asset")
        .order_by("state", "-last_received_at", "-id")
    )


def recent() -> QuerySet[Alert]:
    """All alerts, the newest first, also those that were only kept."""
    return Alert.objects.select_related("source", "asset", "incident").order_by("-last_received_at", "-id")


def unreadable() -> QuerySet[RawRequest]:
    """Requests that could not be read, wholly or in part, the newest first."""
    states = [RawRequest.State.REJECTED, RawRequest.State.PARTLY]
    return RawRequest.objects.filter(state__in=states).select_related("source").defer("body").order_by("-id")


def unreadable_of(incident_number: int) -> QuerySet[RawRequest]:
    """Those that an incident was opened for."""
    return unreadable().filter(told_in__number=incident_number)


def sources() -> QuerySet[Source]:
    """Every source with `received_at` (the latest request), `unmapped` and `unreadable` (how many)."""
    of_source = {"source": OuterRef("pk")}
    latest = RawRequest.objects.filter(**of_source).order_by("-id").values("received_at")[:1]
    states = [RawRequest.State.REJECTED, RawRequest.State.PARTLY]
    return Source.objects.annotate(
        received_at=Subquery(latest, output_field=DateTimeField()),
        unmapped=_count(Alert.objects.filter(severity_unmapped=True, **of_source)),
        unreadable=_count(RawRequest.objects.filter(state__in=states, **of_source)),
    ).order_by("name")


def _count(rows: QuerySet[Alert] | QuerySet[RawRequest]) -> Coalesce:
    counted = rows.order_by().values("source").annotate(n=Count("id")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def panel_tag(incident_number: int) -> str:
    """Moves whenever anything that an incident's panel shows does."""
    seen = Alert.objects.filter(incident__number=incident_number).aggregate(
        count=Count("id"), times=Sum("times_received"), firing=Count("id", filter=Q(state=Alert.State.FIRING))
    )
    unread = unreadable_of(incident_number).order_by().aggregate(last=Max("id"))["last"] or 0
    return f'"alerts-{incident_number}-{seen["count"]}-{seen["times"] or 0}-{seen["firing"]}-{unread}"'
