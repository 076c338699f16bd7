"""Bringing new alerts to incidents: to those they belong to, else to new ones; and saying when alerts recover."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from accounts.actors import SYSTEM_ACTOR
from alerts.agreement import Agreement
from alerts.correlation import Decision, IncomingAlert
from alerts.models import Alert
from alerts.occurrences import Occurrence
from alerts.operations.rows import NewAlert
from alerts.pool import Pool
from alerts.severity import Response, Severity
from catalog.models import Asset
from incidents.models import Incident
from incidents.models.detect import Means
from incidents.operations.detect import join_paging, open_incidents
from incidents.operations.opening import Opening
from timeline.operations import Fact, hold_unheard, record_many

MEMORY = timedelta(days=30)
NAMES_SHOWN = 5

# What the batch may belong to, each incident with what ties it to the batch. Merged ones lead to what they were merged
# into. The rows are locked, so that none is ended under our hands.
_TIES = """
WITH RECURSIVE tie (incident_id, how, what) AS (
    SELECT DISTINCT alert.incident_id, 'key', alert.source_id || ':' || alert.dedup_key
    FROM alerts_alert AS alert
    JOIN unnest(%(sources)s::bigint[], %(keys)s::text[]) AS wanted (source_id, dedup_key) USING (source_id, dedup_key)
    WHERE alert.incident_id IS NOT NULL
  UNION
    SELECT DISTINCT incident_id, 'group', source_id || ':' || group_key FROM alerts_alert
    WHERE group_key = ANY(%(groups)s) AND group_key <> '' AND incident_id IS NOT NULL AND last_received_at > %(since)s
  UNION
    SELECT DISTINCT incident_id, 'asset', asset_id::text FROM alerts_alert
    WHERE asset_id = ANY(%(assets)s) AND incident_id IS NOT NULL AND last_received_at > %(since)s
  UNION
    SELECT incident_id, 'asset', asset_id::text FROM incidents_incidentasset WHERE asset_id = ANY(%(assets)s)
), home (incident_id, id) AS (
    SELECT DISTINCT incident_id, incident_id FROM tie
  UNION
    SELECT home.incident_id, incident.merged_into_id
    FROM home JOIN incidents_incident AS incident USING (id) WHERE incident.merged_into_id IS NOT NULL
)
SELECT incident.id, incident.service_restored_at, incident.stage = 'closed', tie.how, tie.what,
       (SELECT max(last_received_at) FROM alerts_alert WHERE incident_id = incident.id)
FROM tie JOIN home USING (incident_id) JOIN incidents_incident AS incident ON incident.id = home.id
WHERE incident.stage NOT IN ('cancelled', 'merged')
  AND (incident.stage <> 'closed' OR incident.service_restored_at > %(since)s)
ORDER BY incident.id FOR NO KEY UPDATE OF incident
"""


@dataclass(kw_only=True)
class Newcomer:
    """A new occurrence on its way to an incident: its row, what was heard, what was agreed."""

    alert: NewAlert
    occurrence: Occurrence
    agreed: Agreement
    asset: Asset | None = None

    @property
    def incoming(self) -> IncomingAlert:
        """As correlation looks at it. Keys and groups are a source's own."""
        source, alert = self.alert.source_id, self.alert
        return IncomingAlert(
            dedup_key=f"{source}:{alert.dedup_key}",
            at=alert.first_received_at,
            asset=str(alert.asset_id) if alert.asset_id else None,
            group_key=f"{source}:{alert.group_key}" if alert.group_key else None,
        )


def gather(newcomers: Sequence[Newcomer], *, at: datetime) -> None:
    """Give each alert that calls for one its incident: its row names it, facts are recorded."""
    calling = [new for new in newcomers if new.occurrence.fired and new.agreed.response != Response.KEEP]
    if not calling:
        return
    pool = _pool(calling, at=at)
    attached: dict[int, list[tuple[Newcomer, Decision]]] = {}
    opened: list[list[tuple[Newcomer, Decision]]] = []
    for new in calling:
        decision = pool.place(new.incoming)
        if decision.action == "create":
            opened.append([(new, decision)])
        elif (home := decision.incident or 0) < 0:
            opened[-home - 1].append((new, decision))
        else:
            attached.setdefault(home, []).append((new, decision))
    facts = _open(opened, at=at) + _attach(attached, at=at)
    if facts:
        record_many(facts)


def _pool(calling: Sequence[Newcomer], *, at: datetime) -> Pool:
    pool = Pool()
    wanted: dict[str, Any] = {
        "sources": [new.alert.source_id for new in calling],
        "keys": [new.alert.dedup_key for new in calling],
        "groups": list({new.alert.group_key for new in calling}),
        "assets": list({new.alert.asset_id for new in calling if new.alert.asset_id}),
        "since": at - MEMORY,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TIES, wanted)
        for incident, restored_at, closed, how, what, last_alert_at in cursor.fetchall():
            pool.add(incident, last_alert_at=last_alert_at, restored_at=restored_at, closed=closed)
            pool.relate(incident, how, what)
    return pool


def _open(groups: Sequence[Sequence[tuple[Newcomer, Decision]]], *, at: datetime) -> list[Fact]:
    """Open an incident for each group of alerts; the facts that name those which came together with the first."""
    recurring = {group[0][1].recurrence_of for group in groups} - {None}
    before = Incident.objects.in_bulk(list(recurring)) if recurring else {}
    openings = [
        _opening([new for new, _ in group], before.get(group[0][1].recurrence_of)) for group in groups
    ]
    facts = []
    for incident, group in zip(open_incidents(openings, at=at) if openings else [], groups, strict=True):
        members = [new for new, _ in group]
        for new in members:
            new.alert.incident_id = incident.pk
        if len(members) > 1:
            facts.append(_fact("incident.alerts_grouped", incident, members[1:], at=at))
    return facts


def _opening(members: Sequence[Newcomer], recurrence_of: Incident | None) -> Opening:
    """What the gravest of its alerts says, at the moment the first of them was received."""
    gravest = min(members, key=_gravity)
    alert, agreed = gravest.alert, gravest.agreed
    detected_at = min(new.alert.first_received_at for new in members)
    instance = alert.labels.get("instance", "")
    summary = f": {alert.summary}" if alert.summary else ""
    where = f" ({instance})" if instance and instance not in alert.summary else ""
    return Opening(
        title=alert.summary or f"{alert.name}{f' on {alert.asset_name}' if alert.asset_name else ''}",
        means=Means.INTERNAL_MONITORING,
        manifestation=f"{alert.name}{summary}{where}",
        occurred_at=min(detected_at, *(new.alert.starts_at for new in members)),
        detected_at=detected_at,
        response=agreed.response.value,
        severity=agreed.severity.value,
        assets=tuple({new.asset.pk: new.asset for new in members if new.asset}.values()),
        impact=agreed.impact,
        urgency=agreed.urgency,
        rule_name=agreed.rule_name,
        agreed_by=agreed.agreed_by,
        recurrence_of=recurrence_of,
    )


def _gravity(new: Newcomer) -> tuple[int, int]:
    return list(Response).index(new.agreed.response), list(Severity).index(new.agreed.severity)


def _attach(groups: dict[int, list[tuple[Newcomer, Decision]]], *, at: datetime) -> list[Fact]:
    """Attach alerts to incidents that exist; one fact an incident, with the strongest response among its alerts.

    Only what pages has reactions, and not while those to an earlier one have not begun.
    """
    if not groups:
        return []
    facts = []
    incidents = Incident.objects.in_bulk(list(groups))
    unheard = hold_unheard("incident.alert_attached", subjects=[one.key for one in incidents.values()])
    for number, group in groups.items():
        incident = incidents[number]
        for new, _ in group:
            new.alert.incident_id = incident.pk
        strongest, decision = min(group, key=lambda pair: _gravity(pair[0]))
        calls = strongest.agreed.response == Response.PAGE and incident.key not in unheard
        facts.append(
            _fact(
                "incident.alert_attached" if calls else "incident.alert_joined",
                incident,
                [new for new, _ in group],
                at=at,
                response=strongest.agreed.response.value,
                severity=strongest.agreed.severity.value,
                rule=strongest.agreed.rule_name,
                agreed_by=strongest.agreed.agreed_by,
                why=decision.why,
                restored=any(decision.restored for _, decision in group),
            )
        )
    join_paging(_paging(groups, incidents), at=at)
    return facts


def _paging(
    groups: dict[int, list[tuple[Newcomer, Decision]]], incidents: dict[int, Incident]
) -> list[tuple[Incident, Opening]]:
    """The incidents that an alert which pages has joined, each with what that alert would have opened."""
    paging = {
        number: [new for new, _ in group if new.agreed.response == Response.PAGE]
        for number, group in groups.items()
    }
    return [(incidents[number], _opening(members, None)) for number, members in paging.items() if members]


def _fact(kind: str, incident: Incident, members: Sequence[Newcomer], *, at: datetime, **data: Any) -> Fact:
    gravest = min(members, key=_gravity)
    about = {
        "incident": incident.pk,
        "number": incident.number,
        "alert": gravest.alert.name,
        "alerts": len(members),
    }
    about["summary"] = gravest.alert.summary[:300]
    happened = min(new.alert.first_received_at for new in members)
    return Fact(
        kind=kind,
        subject=incident.key,
        actor=SYSTEM_ACTOR.named,
        at=happened,
        entered_at=at,
        data={**about, **data},
    )


def say_who_recovered(recovered: Iterable[tuple[int | None, Occurrence]], *, at: datetime) -> None:
    """Record for each incident which of its alerts recovered, and whether all of them have. Closes nothing."""
    by_incident: dict[int, list[Occurrence]] = {}
    for incident_id, occurrence in recovered:
        if incident_id is not None:
            by_incident.setdefault(incident_id, []).append(occurrence)
    if not by_incident:
        return
    firing = set(
        Alert.objects.filter(incident_id__in=by_incident, state=Alert.State.FIRING)
        .order_by()
        .values_list("incident_id", flat=True)
        .distinct()
    )
    incidents = Incident.objects.in_bulk(list(by_incident))
    record_many(
        _recovery(incidents[number], members, everything=number not in firing, at=at)
        for number, members in by_incident.items()
    )


def _recovery(incident: Incident, members: Sequence[Occurrence], *, everything: bool, at: datetime) -> Fact:
    names = list(dict.fromkeys(one.signal.name for one in members))
    return Fact(
        kind="incident.alerts_recovered" if everything else "incident.alert_recovered",
        subject=incident.key,
        actor=SYSTEM_ACTOR.named,
        at=at,
        data={
            "incident": incident.pk,
            "number": incident.number,
            "alert": ", ".join(names[:NAMES_SHOWN]),
            "alerts": len(members),
        },
    )
