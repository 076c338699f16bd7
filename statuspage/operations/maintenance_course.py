"""The course of planned maintenance: announced, reminded of, begun and ended, each at its moment and by itself.

Every step ends in a new published copy and in a fact with all that whoever passes it on to subscribers needs.
"""

from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction

from accounts.actors import SYSTEM_ACTOR, Actor
from outbox.operations import ToDo, put_many
from statuspage.models import Maintenance, MaintenanceUpdate
from statuspage.operations.publishing import lock_components, move_components
from statuspage.operations.republishing import republish
from statuspage.telling import maintaining as policy
from statuspage.telling.maintaining import ANNOUNCE, END, REMIND, START, Course
from timeline import operations as timeline

State = Maintenance.State
WORDS = {
    State.IN_PROGRESS: "The planned maintenance is under way.",
    State.VERIFYING: "The work is done. We are checking it.",
    State.COMPLETED: "The planned maintenance is done.",
}
FACTS = {
    State.IN_PROGRESS: "maintenance.started",
    State.COMPLETED: "maintenance.ended",
    State.CANCELLED: "maintenance.cancelled",
}


def course_of(row: Maintenance) -> Course:
    """The same, as the policy asks it."""
    return Course(
        state=row.state,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        announce_at=row.announce_at,
        remind_minutes=row.remind_minutes,
        announced=row.announced_at is not None,
        reminded=row.reminded_at is not None,
    )


def set_timers(row: Maintenance, *, at: datetime) -> None:
    """Look again at each moment of its course; those of an earlier revision find nothing to do."""
    put_many(
        [
            ToDo(
                topic="statuspage.tend_maintenance",
                key=f"{row.key}:{row.revision}:{step}",
                due_at=max(moment, at),
                payload={"maintenance": row.pk, "revision": row.revision},
            )
            for step, moment in policy.moments(course_of(row)).items()
        ],
        at=at,
    )


@transaction.atomic
def tend(*, maintenance_id: int, revision: int, at: datetime) -> Maintenance | None:
    """Take every step that is due; None when nothing is, or when it was altered meanwhile."""
    row = Maintenance.objects.select_for_update().filter(pk=maintenance_id, revision=revision).first()
    return row if row is not None and carry_on(row, at=at) else None


def carry_on(
    row: Maintenance, *, at: datetime, actor: Actor = SYSTEM_ACTOR, into: str = "", words: str = ""
) -> bool:
    """Take every step that is due of a locked row, then the one that a person wants. False when there was none."""
    steps = policy.due(course_of(row), at=at)
    if not steps and not into:
        return False
    lock_components()
    for step in steps:
        _TAKE[step](row, at)
    if into:
        _turn(row, State(into), at=at, actor=actor, words=words)
    publish_change(row, at=at)
    return True


def publish_change(row: Maintenance, *, at: datetime) -> None:
    """A new copy, where customers know of it."""
    if row.announced_at is not None:
        row.changed_at = at
        row.save()
        republish(at=at)


def note(kind: str, row: Maintenance, *, actor: Actor, at: datetime, **more: object) -> None:
    """Record a fact about it."""
    touched = dict(row.components.values_list("public_id", "name"))
    about = {
        "maintenance": row.pk,
        "id": row.public_id,
        "title": row.title,
        "text": row.text,
        "state": row.state,
        "starts_at": row.starts_at.isoformat(),
        "ends_at": row.ends_at.isoformat(),
        "components": touched,
        "names": ", ".join(touched.values()),
        "announced": row.announced_at is not None,
        "url": f"{settings.STATUS_URL}/maintenance/{row.public_id}/",
    }
    timeline.record(kind, subject=row.key, actor=actor.named, at=at, data={**about, **more})


def tell_moved(row: Maintenance, *, actor: Actor, at: datetime) -> None:
    """Who was told when it is is told that it is at another time."""
    if row.announced_at is not None:
        _tell(row, f"It is now planned for {_when(row)}.", at=at, actor=actor)


def _when(row: Maintenance) -> str:
    starts_at, ends_at = row.starts_at.astimezone(UTC), row.ends_at.astimezone(UTC)
    day = "" if starts_at.date() == ends_at.date() else f"{ends_at.day} {ends_at:%B}, "
    return f"{starts_at.day} {starts_at:%B}, {starts_at:%H:%M} to {day}{ends_at:%H:%M} UTC"


def _announce(row: Maintenance, at: datetime) -> None:
    row.announced_at = at
    wanted = course_of(row).remind_at
    if wanted is not None and wanted <= at:
        row.reminded_at = at  # who hears of it now needs no reminder
    _tell(row, row.text, at=at, actor=SYSTEM_ACTOR)
    row.save()
    note("maintenance.announced", row, actor=SYSTEM_ACTOR, at=at)


def _remind(row: Maintenance, at: datetime) -> None:
    row.reminded_at = at
    row.save()
    note("maintenance.reminded", row, actor=SYSTEM_ACTOR, at=at)


def _begin(row: Maintenance, at: datetime) -> None:
    _turn(row, State.IN_PROGRESS, at=at, actor=SYSTEM_ACTOR)


def _end(row: Maintenance, at: datetime) -> None:
    _turn(row, State.COMPLETED, at=at, actor=SYSTEM_ACTOR)


_TAKE = {ANNOUNCE: _announce, REMIND: _remind, START: _begin, END: _end}


def _turn(row: Maintenance, state: Maintenance.State, *, at: datetime, actor: Actor, words: str = "") -> None:
    """Another state, or another word in the same; components follow, and the fact says what it came to."""
    before, row.state = row.state, state
    by_itself = actor.is_system
    if state in policy.RUNNING and row.started_at is None:
        row.started_at = min(row.starts_at, at) if by_itself else at
    if not row.is_open:
        row.ended_at = row.ends_at if by_itself and row.ends_at <= at else at
    row.save()
    if row.announced_at is not None:
        _tell(row, words or WORDS[state], at=at, actor=actor)
    moved_at = row.ended_at or row.started_at
    if moved_at is not None:
        move_components(began=moved_at, at=at)
    kind = FACTS.get(state) if state != before else None
    note(kind or "maintenance.told", row, actor=actor, at=at, words=words or WORDS.get(state, ""))


def _tell(row: Maintenance, text: str, *, at: datetime, actor: Actor) -> None:
    MaintenanceUpdate.objects.create(
        maintenance=row, status=row.state, text=text, published_at=at, published_by=actor.named.key
    )
