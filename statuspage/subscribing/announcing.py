"""Writes that begin an announcement, and a letter for each subscriber whom it concerns: in steps, none twice.

A step is committed with the place where it ended: whoever comes after a worker that was killed goes on from there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

from django.db import connection, transaction

from outbox.handling import TryAgain
from outbox.models import Queue
from outbox.operations import ToDo, put
from statuspage.models import Announcement, PublicIncident, StatusPage, Subscriber
from statuspage.subscribing import lanes

A_STEP = 10_000
A_SLICE_S = 6.0
PROGRAMS = (Subscriber.Channel.WEBHOOK.value,)
State = Announcement.State


@dataclass(frozen=True, kw_only=True)
class News:
    """One thing to tell. `source` makes it once; `components` are the public ids of what it touches.

    `page` is whose subscribers are told; None: those of the default page.
    """

    source: str
    kind: str
    title: str
    said: dict[str, Any]
    payload: dict[str, Any]
    components: Sequence[str]
    told_at: datetime
    public_incident: PublicIncident | None = None
    page: StatusPage | None = None


def announce(news: Sequence[News], *, at: datetime) -> list[Announcement]:
    """Have these told, in the caller's transaction; what was announced before changes nothing."""
    made = []
    for one in news:
        row, is_new = Announcement.objects.get_or_create(
            source=one.source,
            defaults={
                "page": one.page,
                "kind": one.kind,
                "public_incident": one.public_incident,
                "title": one.title[:200],
                "said": one.said,
                "payload": one.payload,
                "components": list(one.components),
                "told_at": one.told_at,
            },
        )
        if is_new:
            made.append(row)
            todo = ToDo(
                topic="statuspage.fan_out",
                key=f"announcement:{row.pk}",
                due_at=at,
                payload={"announcement": row.pk},
                queue=Queue.BULK,
            )
            put(todo, at=at)
    return made


def fan_out(announcement_id: int, *, now: Callable[[], datetime]) -> None:
    """Write the letters of this announcement, and before them those of every earlier one. Raises TryAgain for more."""
    until = monotonic() + A_SLICE_S
    waiting = Announcement.objects.filter(pk__lte=announcement_id, state=State.QUEUING).order_by("pk")
    for pk in list(waiting.values_list("pk", flat=True)):
        while _step(pk, now()):
            if monotonic() >= until:
                raise TryAgain("More letters are to be written.", seconds=0)


def _step(pk: int, at: datetime) -> bool:
    """The next few; False when there were none left."""
    with transaction.atomic():
        row = Announcement.objects.select_for_update().filter(pk=pk).first()
        if row is None or row.state != State.QUEUING:
            return False
        last, written = _write(row)
        row.total += written
        row.cursor = last or row.cursor
        if last is None:
            row.queued_at = at
            lanes.begin(row, at=at)
        row.save()
    return last is not None


def _write(row: Announcement) -> tuple[int | None, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE if row.page_id is None else _WRITE_OF_PAGE,
            {
                "page": row.page_id,
                "announcement": row.pk,
                "cursor": row.cursor,
                "told_at": row.told_at,
                "touched": list(row.components),
                "channels": list(
                    PROGRAMS if row.kind == Announcement.Kind.COMPONENT else Subscriber.Channel.values
                ),
                "step": A_STEP,
            },
        )
        last, written = cursor.fetchone()
    return last, written


# Whoever came after the word was out reads it on the page, and is told of the next.
_WRITE = """
WITH picked AS (
    SELECT s.id, s.channel FROM statuspage_subscriber s
    WHERE s.page_id IS NULL AND s.id > %(cursor)s AND s.state = 'confirmed' AND s.confirmed_at <= %(told_at)s
      AND s.channel = ANY(%(channels)s)
      AND (s.all_components OR EXISTS (
          SELECT 1 FROM statuspage_subscriber_components c JOIN statuspage_component p ON p.id = c.component_id
          WHERE c.subscriber_id = s.id AND p.public_id = ANY(%(touched)s)))
    ORDER BY s.id LIMIT %(step)s
), written AS (
    INSERT INTO statuspage_letter (announcement_id, subscriber_id, channel, state, attempts, not_before, error)
    SELECT %(announcement)s, id, channel, 'waiting', 0, %(told_at)s, '' FROM picked ORDER BY id
    ON CONFLICT (announcement_id, subscriber_id) DO NOTHING RETURNING 1
)
SELECT (SELECT max(id) FROM picked), (SELECT count(*) FROM written)
"""
_WRITE_OF_PAGE = _WRITE.replace("s.page_id IS NULL", "s.page_id = %(page)s")
