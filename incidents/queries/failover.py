"""Whether a chosen failover is approved by both who have to, and by whom."""

from collections.abc import Sequence

from incidents.models import FailoverApproval, Incident, RestoreAction

FAILOVER = RestoreAction.Option.FAILOVER


def failover_approved(incidents: Sequence[Incident]) -> dict[int, bool]:
    """For each incident whether its failover is approved by both; true where none is chosen."""
    chosen = [incident.pk for incident in incidents if incident.restore_option == FAILOVER]
    seats: dict[int, int] = {}
    for number in _newest(chosen):
        seats[number] = seats.get(number, 0) + 1
    return {
        one.pk: one.pk not in chosen or seats.get(one.pk, 0) == len(FailoverApproval.Seat)
        for one in incidents
    }


def approvals_of(incident: Incident) -> list[FailoverApproval]:
    """Who has approved the newest choice of a failover."""
    newest = incident.restore_actions.filter(option=FAILOVER).order_by("-id").first()
    return list(newest.approvals.select_related("user").order_by("id")) if newest else []


def _newest(ids: Sequence[int]) -> list[int]:
    """The incident of each approval that belongs to its newest choice of a failover."""
    if not ids:
        return []
    actions = RestoreAction.objects.filter(incident__in=ids, option=FAILOVER).order_by("incident_id", "-id")
    newest = actions.distinct("incident_id").values("pk")
    rows = FailoverApproval.objects.filter(action__in=newest)
    return list(rows.values_list("action__incident_id", flat=True))
