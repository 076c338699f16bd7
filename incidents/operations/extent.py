"""What is affected and who suffers, as a classification confirms it."""

from datetime import datetime

from incidents.models import Incident, IncidentAsset, IncidentCustomer
from incidents.queries.judging import Judged, Situation
from incidents.suffering import Known, Suffering

_KNOWN = {Known.MAPPING: "mapping", Known.REPORT: "report", Known.HAND: "hand", Known.EXCLUDED: "hand"}


def write_extent(
    incident: Incident, situation: Situation, judged: Judged, *, reason: str, at: datetime
) -> None:
    """Write assets and customers as confirmed."""
    incident.component_unknown = situation.component_unknown and not situation.own
    incident.customers_confirmed_at = at
    _write_assets(incident, situation, at)
    _write_customers(incident, judged, reason, at)


def write_newly_affected(incident: Incident, judged: Judged, *, at: datetime) -> int:
    """Add those whom it hurts by now; what was said of others stays. Returns how many are affected."""
    IncidentCustomer.objects.bulk_create(
        (_row(incident, one, "affected", "", at) for one in judged.affected), ignore_conflicts=True
    )
    return incident.customers.filter(state="affected").count()


def _write_assets(incident: Incident, situation: Situation, at: datetime) -> None:
    incident.assets.exclude(asset__in=situation.own).delete()
    IncidentAsset.objects.bulk_create(
        [
            IncidentAsset(incident=incident, asset_id=asset, degradation=degradation, since=at)
            for asset, degradation in situation.own.items()
        ],
        update_conflicts=True,
        unique_fields=["incident", "asset"],
        update_fields=["degradation"],
    )


def _write_customers(incident: Incident, judged: Judged, reason: str, at: datetime) -> None:
    affected = [_row(incident, one, "affected", reason, at) for one in judged.affected]
    left_out = [_row(incident, one, "excluded", reason, at) for one in judged.excluded]
    rows = [*affected, *left_out]
    kept = {row.customer_id for row in rows}
    incident.customers.exclude(customer_id__in=kept).exclude(state="healthy").delete()
    IncidentCustomer.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["incident", "customer"],
        update_fields=["state", "known", "severity", "reason"],
    )


def _row(incident: Incident, one: Suffering, state: str, reason: str, at: datetime) -> IncidentCustomer:
    by_hand = one.known in (Known.HAND, Known.EXCLUDED)
    return IncidentCustomer(
        incident=incident,
        customer_id=int(str(one.key)),
        state=state,
        known=_KNOWN[one.known],
        severity=one.severity,
        reason=reason[:300] if by_hand else "",
        since=at,
    )
