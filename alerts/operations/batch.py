"""One batch, step by step, each step a fixed number of statements however many alerts there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from alerts.agreement import Rule, agreement, asset_name
from alerts.models import Alert, AlertRule, RawRequest, Source
from alerts.occurrences import NOTHING, Occurrence, Odd, Sighting, fold
from alerts.operations.gathering import Newcomer, gather, say_who_recovered
from alerts.operations.reception import tell_of_unreadable
from alerts.operations.rows import State, new_alert, state_of, write
from alerts.payloads import alertmanager
from alerts.queries import terms_of
from alerts.signals import Reading, UnableToRead
from catalog.queries import assets_named

_SEEN = """
SELECT alert.source_id, alert.dedup_key, alert.starts_at, alert.id, alert.state, alert.incident_id
FROM alerts_alert AS alert
JOIN unnest(%s::bigint[], %s::text[], %s::timestamptz[]) AS seen (source_id, dedup_key, starts_at)
USING (source_id, dedup_key, starts_at)
"""
_HEARD_AGAIN = """
UPDATE alerts_alert AS alert SET
    state = heard.state, resolved_at = heard.resolved_at, ends_at = heard.ends_at,
    last_received_at = greatest(alert.last_received_at, heard.fired_at),
    times_received = alert.times_received + heard.times
FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::int[])
    AS heard (id, state, resolved_at, ends_at, fired_at, times)
WHERE alert.id = heard.id
"""


@dataclass(frozen=True)
class _Seen:
    """An occurrence that we know already."""

    id: int
    state: str
    incident_id: int | None


def take_in(requests: Sequence[RawRequest], *, at: datetime) -> None:
    """Carry requests to alerts and incidents, in the caller's transaction."""
    readings = {request.pk: _reading(request) for request in requests}
    occurrences = _occurrences(requests, readings)
    seen = _seen(occurrences)
    again = [(seen[one.identity], one) for one in occurrences if one.identity in seen]
    newcomers = _newcomers(
        [one for one in occurrences if one.identity not in seen],
        {request.source_id: request.source for request in requests},
    )
    gather(newcomers, at=at)
    write([newcomer.alert for newcomer in newcomers])
    _hear_again(again)
    recovered = [(known.incident_id, one) for known, one in again if _recovered(known, one)]
    recovered += [(new.alert.incident_id, new.occurrence) for new in newcomers if not new.occurrence.firing]
    say_who_recovered(recovered, at=at)
    _close(requests, readings, at=at)


def _reading(request: RawRequest) -> Reading | UnableToRead:
    try:
        return alertmanager.read(bytes(request.body))
    except UnableToRead as error:
        return error


def _occurrences(
    requests: Sequence[RawRequest], readings: dict[int, Reading | UnableToRead]
) -> list[Occurrence]:
    sightings = [
        Sighting(source_id=request.source_id, received_at=request.received_at, signal=signal)
        for request in requests
        if isinstance(reading := readings[request.pk], Reading)
        for signal in reading.signals
    ]
    return fold(sightings, _odd(sightings))


def _odd(sightings: Iterable[Sighting]) -> dict[tuple[int, str], Odd]:
    """What we know of those keys whose sender once wrote a start that could not be true."""
    keys = {sighting.key for sighting in sightings}
    rows = (
        Alert.objects.filter(
            source_id__in={source for source, _ in keys}, dedup_key__in={key for _, key in keys}
        )
        .exclude(starts_at_given="")
        .order_by("id")
        .values_list("source_id", "dedup_key", "starts_at", "starts_at_given", "state")
    )
    return {
        (source, key): Odd(starts_at=start, given=given or NOTHING, firing=state == State.FIRING)
        for source, key, start, given, state in rows
    }


def _seen(occurrences: Sequence[Occurrence]) -> dict[tuple[int, str, datetime], _Seen]:
    columns = [list(column) for column in zip(*(one.identity for one in occurrences), strict=True)] or [
        [],
        [],
        [],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, columns)
        return {(row[0], row[1], row[2]): _Seen(*row[3:]) for row in cursor.fetchall()}


def _hear_again(again: Sequence[tuple[_Seen, Occurrence]]) -> None:
    rows = [
        (known.id, state_of(one), one.resolved_at, one.signal.ends_at, one.last_fired_at, one.times)
        for known, one in again
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_HEARD_AGAIN, [list(column) for column in zip(*rows, strict=True)])


def _recovered(known: _Seen, occurrence: Occurrence) -> bool:
    return known.state == State.FIRING and not occurrence.firing


def _newcomers(occurrences: Sequence[Occurrence], sources: dict[int, Source]) -> list[Newcomer]:
    """Occurrences never seen before, with their assets and with what was agreed for them."""
    terms = {number: terms_of(source) for number, source in sources.items()}
    rules = {
        (rule.source_id, rule.alert_name): Rule(
            name=rule.alert_name,
            response=rule.response,
            impact=rule.impact,
            urgency=rule.urgency,
            agreed_by=rule.agreed_by,
        )
        for rule in AlertRule.objects.filter(source_id__in=sources)
    }
    named = [
        asset_name(one.signal.labels, asset_label=terms[one.source_id].asset_label) for one in occurrences
    ]
    assets = assets_named(filter(None, named))
    newcomers = []
    for one, name in zip(occurrences, named, strict=True):
        agreed = agreement(
            one.signal.labels, terms=terms[one.source_id], rule=rules.get((one.source_id, one.signal.name))
        )
        asset = assets.get(name)
        row = new_alert(one, agreed, asset_id=asset.pk if asset else None, asset_name=name)
        newcomers.append(Newcomer(alert=row, occurrence=one, agreed=agreed, asset=asset))
    return newcomers


def _close(
    requests: Sequence[RawRequest], readings: dict[int, Reading | UnableToRead], *, at: datetime
) -> None:
    """Write into each request what became of it."""
    for request in requests:
        reading = readings[request.pk]
        request.taken_at = at
        if isinstance(reading, UnableToRead):
            request.state, request.error = RawRequest.State.REJECTED, str(reading)
        else:
            request.state = RawRequest.State.PARTLY if reading.rejected else RawRequest.State.TAKEN
            request.alerts, request.truncated = len(reading.signals), reading.truncated
            request.rejected = [one.as_data() for one in reading.rejected] or None
    plain = [one for one in requests if one.state == RawRequest.State.TAKEN]
    others = [one for one in requests if one.state != RawRequest.State.TAKEN]
    fields = ["state", "error", "rejected", "alerts", "truncated", "taken_at"]
    RawRequest.objects.bulk_update(others, fields)
    tell_of_unreadable(((one.pk, one.source_id) for one in others), at=at)
    _close_plain(plain, at=at)


_CLOSE = """
UPDATE alerts_rawrequest AS request
SET state = 'taken', taken_at = %s, alerts = closed.alerts, truncated = closed.truncated
FROM unnest(%s::bigint[], %s::int[], %s::int[]) AS closed (id, alerts, truncated)
WHERE request.id = closed.id
"""


def _close_plain(requests: Sequence[RawRequest], *, at: datetime) -> None:
    if requests:
        columns = (
            [one.pk for one in requests],
            [one.alerts for one in requests],
            [one.truncated for one in requests],
        )
        with connection.cursor() as cursor:
            cursor.execute(_CLOSE, (at, *columns))
