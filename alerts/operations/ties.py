"""Which incidents the alerts of a batch may belong to: those tied to them by key, asset or group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from alerts.operations.rows import NewAlert
from alerts.pool import Pool
from incidents.models.detect import key_of

MEMORY = timedelta(days=30)

# Each incident with what ties it to the batch. Merged ones lead to what they were merged into. The rows are locked, so
# that none is ended under our hands.
# A flapping alert has thousands of rows that all lead to one incident: the index is asked for the next incident each
# time, so that the work follows the number of incidents, not that of alerts.
_TIES = """
WITH RECURSIVE by_key (source_id, dedup_key, incident_id) AS (
    SELECT source_id, dedup_key, (
        SELECT min(incident_id) FROM alerts_alert AS alert
        WHERE alert.source_id = wanted.source_id AND alert.dedup_key = wanted.dedup_key AND incident_id IS NOT NULL)
    FROM unnest(%(sources)s::bigint[], %(keys)s::text[]) AS wanted (source_id, dedup_key)
  UNION ALL
    SELECT source_id, dedup_key, (
        SELECT min(incident_id) FROM alerts_alert AS alert
        WHERE alert.source_id = found.source_id AND alert.dedup_key = found.dedup_key
          AND alert.incident_id > found.incident_id)
    FROM by_key AS found WHERE incident_id IS NOT NULL
), by_group (source_id, group_key, incident_id) AS (
    SELECT source_id, group_key, (
        SELECT min(incident_id) FROM alerts_alert AS alert
        WHERE alert.source_id = wanted.source_id AND alert.group_key = wanted.group_key AND alert.group_key <> ''
          AND incident_id IS NOT NULL)
    FROM unnest(%(group_sources)s::bigint[], %(groups)s::text[]) AS wanted (source_id, group_key)
  UNION ALL
    SELECT source_id, group_key, (
        SELECT min(incident_id) FROM alerts_alert AS alert
        WHERE alert.source_id = found.source_id AND alert.group_key = found.group_key AND alert.group_key <> ''
          AND alert.incident_id > found.incident_id)
    FROM by_group AS found WHERE incident_id IS NOT NULL
), by_asset (asset_id, incident_id) AS (
    SELECT asset_id, (
        SELECT min(incident_id) FROM alerts_alert AS alert
        WHERE alert.asset_id = wanted.asset_id AND incident_id IS NOT NULL)
    FROM unnest(%(assets)s::bigint[]) AS wanted (asset_id)
  UNION ALL
    SELECT asset_id, (
        SELECT min(incident_id) FROM alerts_alert AS alert
        WHERE alert.asset_id = found.asset_id AND alert.incident_id > found.incident_id)
    FROM by_asset AS found WHERE incident_id IS NOT NULL
), tie (incident_id, how, what) AS (
    SELECT incident_id, 'key', source_id || ':' || dedup_key FROM by_key WHERE incident_id IS NOT NULL
  UNION
    SELECT incident_id, 'group', source_id || ':' || group_key FROM by_group WHERE (
        SELECT true FROM alerts_alert AS alert
        WHERE alert.source_id = by_group.source_id AND alert.group_key = by_group.group_key AND alert.group_key <> ''
          AND alert.incident_id = by_group.incident_id AND last_received_at > %(since)s LIMIT 1)
  UNION
    SELECT incident_id, 'asset', asset_id::text FROM by_asset WHERE (
        SELECT true FROM alerts_alert AS alert
        WHERE alert.asset_id = by_asset.asset_id AND alert.incident_id = by_asset.incident_id
          AND last_received_at > %(since)s LIMIT 1)
  UNION
    SELECT incident_id, 'asset', asset_id::text FROM incidents_incidentasset WHERE asset_id = ANY(%(assets)s)
), home (incident_id, id) AS (
    SELECT DISTINCT incident_id, incident_id FROM tie
  UNION
    SELECT home.incident_id, incident.merged_into_id
    FROM home JOIN incidents_incident AS incident USING (id) WHERE incident.merged_into_id IS NOT NULL
)
SELECT incident.id, incident.number, incident.response, incident.service_restored_at, incident.stage = 'closed',
       tie.how, tie.what, (SELECT max(last_received_at) FROM alerts_alert WHERE incident_id = incident.id)
FROM tie JOIN home USING (incident_id) JOIN incidents_incident AS incident ON incident.id = home.id
WHERE incident.stage NOT IN ('cancelled', 'merged')
  AND (incident.stage <> 'closed' OR incident.service_restored_at > %(since)s)
ORDER BY incident.id FOR NO KEY UPDATE OF incident
"""


@dataclass(frozen=True, slots=True)
class Home:
    """An incident that may take alerts, as much of it as a fact about it needs."""

    pk: int
    number: int
    response: str
    last_alert_at: datetime | None

    @property
    def key(self) -> str:
        """How timeline and outbox name it."""
        return key_of(self.pk)


def homes(alerts: Sequence[NewAlert], *, at: datetime) -> tuple[Pool, dict[int, Home]]:
    """The incidents to choose from, locked: as correlation sees them, and by id."""
    pool, found = Pool(), {}
    with connection.cursor() as cursor:
        cursor.execute(_TIES, _wanted(alerts, at))
        for incident, number, response, restored_at, closed, how, what, last_alert_at in cursor.fetchall():
            found[incident] = Home(incident, number, response, last_alert_at)
            pool.add(incident, last_alert_at=last_alert_at, restored_at=restored_at, closed=closed)
            pool.relate(incident, how, what)
    return pool, found


def _wanted(alerts: Sequence[NewAlert], at: datetime) -> dict[str, Any]:
    """Each key, asset and group once. Groups only of alerts without an asset: for the others it does not count."""
    keys = dict.fromkeys((alert.source_id, alert.dedup_key) for alert in alerts)
    groups = dict.fromkeys(
        (alert.source_id, alert.group_key) for alert in alerts if alert.group_key and alert.asset_id is None
    )
    return {
        "sources": [source for source, _ in keys],
        "keys": [key for _, key in keys],
        "group_sources": [source for source, _ in groups],
        "groups": [group for _, group in groups],
        "assets": list({alert.asset_id for alert in alerts if alert.asset_id is not None}),
        "since": at - MEMORY,
    }
