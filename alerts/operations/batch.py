"""One batch, step by step, each step a fixed number of statements however many alerts there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from alerts.models import Alert, RawRequest, Source
from alerts.occurrences import NOTHING, Occurrence, Odd, Sighting, fold
from alerts.operations.agreements import Agreements
from alerts.operations.gathering import Newcomer, gather, say_who_recovered
from alerts.operations.reception import tell_of_unreadable
from alerts.operations.rows import State, new_alert, state_of, write
from alerts.payloads import alertmanager
from alerts.signals import Reading, UnableToRead
from catalog.queries import assets_named

_SEEN = """
SELECT seen.place, alert.id, alert.state, alert.incident_id
FROM alerts_alert AS alert
JOIN unnest(%s::bigint[], %s::text[], %s::timestamptz[])
    WITH ORDINALITY AS seen (source_id, dedup_key, starts_at, place) USING (source_id, dedup_key, starts_at)
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


@dataclass(frozen=True, slots=True)
class Waiting:
    """A raw request that waits to be read."""

    pk: int
    source_id: int
    received_at: datetime
    body: bytes


def take_in(requests: Sequence[Waiting], *, at: datetime) -> None:
    """Carry requests to alerts and incidents, in the caller's transaction."""
    readings = {request.pk: _reading(request) for request in requests}
    occurrences = _occurrences(requests, readings)
    seen = _seen(occurrences)
    again = [(seen[place], one) for place, one in enumerate(occurrences) if place in seen]
    newcomers = _newcomers(
        [one for place, one in enumerate(occurrences) if place not in seen],
        Source.objects.in_bulk({request.source_id for request in requests}),
    )
    gather(newcomers, at=at)
    write([newcomer.alert for newcomer in newcomers])
    _hear_again(again)
    recovered = [(known.incident_id, one) for known, one in again if _recovered(known, one)]
    recovered += [(new.alert.incident_id, new.occurrence) for new in newcomers if not new.occurrence.firing]
    say_who_recovered(recovered, at=at)
    _close(requests, readings, at=at)


def _reading(request: Waiting) -> Reading | UnableToRead:
    try:
        return alertmanager.read(request.body)
    except UnableToRead as error:
        return error


def _occurrences(
    requests: Sequence[Waiting], readings: dict[int, Reading | UnableToRead]
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


def _seen(occurrences: Sequence[Occurrence]) -> dict[int, _Seen]:
    """What we know already, by its place among the occurrences."""
    if not occurrences:
        return {}
    columns = [list(column) for column in zip(*(one.identity for one in occurrences), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, columns)
        return {place - 1: _Seen(*known) for place, *known in cursor.fetchall()}


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
    if not occurrences:
        return []
    agreements = Agreements(sources)
    named = [agreements.asset_name(one) for one in occurrences]
    assets = assets_named(filter(None, named))
    newcomers = []
    for one, name in zip(occurrences, named, strict=True):
        agreed, asset = agreements.of(one), assets.get(name)
        row = new_alert(one, agreed, asset_id=asset.pk if asset else None, asset_name=name)
        newcomers.append(Newcomer(alert=row, occurrence=one, agreed=agreed, asset=asset))
    return newcomers


def _close(requests: Sequence[Waiting], readings: dict[int, Reading | UnableToRead], *, at: datetime) -> None:
    """Write into each request what became of it."""
    plain, others = [], []
    for request in requests:
        reading = readings[request.pk]
        if isinstance(reading, Reading) and not reading.rejected:
            plain.append((request.pk, len(reading.signals), reading.truncated))
        else:
            others.append((request, _marred(request, reading, at)))
    _close_plain(plain, at=at)
    if others:
        RawRequest.objects.bulk_update([row for _, row in others], CLOSING)
        tell_of_unreadable(((request.pk, request.source_id) for request, _ in others), at=at)


def _marred(request: Waiting, reading: Reading | UnableToRead, at: datetime) -> RawRequest:
    """The columns of a request that could not be read, wholly or in part."""
    if isinstance(reading, UnableToRead):
        return RawRequest(pk=request.pk, taken_at=at, state=RawRequest.State.REJECTED, error=str(reading))
    return RawRequest(
        pk=request.pk,
        taken_at=at,
        state=RawRequest.State.PARTLY,
        alerts=len(reading.signals),
        truncated=reading.truncated,
        rejected=[one.as_data() for one in reading.rejected],
    )


CLOSING = ("state", "error", "rejected", "alerts", "truncated", "taken_at")
_CLOSE = """
UPDATE alerts_rawrequest AS request
SET state = 'taken', taken_at = %s, alerts = closed.alerts, truncated = closed.truncated
FROM unnest(%s::bigint[], %s::int[], %s::int[]) AS closed (id, alerts, truncated)
WHERE request.id = closed.id
"""


def _close_plain(rows: Sequence[tuple[int, int, int]], *, at: datetime) -> None:
    """Those that were read without any trouble, as (id, alerts, truncated)."""
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_CLOSE, (at, *(list(column) for column in zip(*rows, strict=True))))
