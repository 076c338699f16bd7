"""People stand in, take over with one tap, and say when they are away; each can be undone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from accounts.actors import Actor
from accounts.models import User
from accounts.refusals import NotPermitted
from oncall.models import Absence, Override, Schedule
from oncall.operations.schedule_rules import (
    UnableToSchedule,
    locked,
    may_draw,
    oneself_or_manager,
    refuse_away,
    refuse_span,
    span_in_words,
    tell,
)
from oncall.queries.plans import plans
from oncall.rota.coverage import until
from timeline.operations import record

# Whoever takes over where no change is planned is on call for so long.
TAKEN_FOR = timedelta(hours=12)


def override(
    *,
    schedule_id: int,
    user_id: int,
    starts_at: datetime,
    ends_at: datetime,
    actor: Actor,
    at: datetime,
    layer_id: int | None = None,
    why: str = "",
) -> Override:
    """Somebody stands in: oneself, or, as a manager says, anybody. Overlaps with another stand-in are refused."""
    oneself_or_manager(user_id, actor, "put somebody else on call")
    with transaction.atomic():
        schedule = locked(schedule_id)
        refuse_span(starts_at, ends_at, at)
        refuse_away(user_id, starts_at, ends_at, schedule)
        standing = schedule.overrides.filter(layer=layer_id, starts_at__lt=ends_at, ends_at__gt=starts_at)
        other = standing.select_related("user").first()
        if other is not None:
            span = span_in_words(other.starts_at, other.ends_at, schedule)
            raise UnableToSchedule(
                "OVERRIDE_OVERLAPS",
                f"{other.user} stands in already, {span}. End that first, or choose another time.",
            )
        made = _stand_in(schedule, user_id, (starts_at, ends_at), actor, layer_id=layer_id, why=why)
        tell("schedule.overridden", schedule, actor, at, user=user_id, user_label=str(made.user))
    return made


def take_over(*, schedule_id: int, actor: Actor, at: datetime) -> Override:
    """It is mine from now until the next hand-over, whoever had it. One tap; `end_override` undoes it."""
    with transaction.atomic():
        schedule = locked(schedule_id)
        ends_at = next_change(schedule, at)
        refuse_away(actor.user_id or 0, at, ends_at, schedule)
        made = _stand_in(schedule, actor.user_id or 0, (at, ends_at), actor, why="taken over")
        tell("schedule.taken_over", schedule, actor, at, until=ends_at.isoformat())
    return made


def end_override(*, override_id: int, actor: Actor, at: datetime) -> Schedule:
    """Undo: what lies ahead is taken back, what has been stays to be read."""
    with transaction.atomic():
        made = (
            Override.objects.select_related("schedule", "user")
            .select_for_update(of=("self",))
            .get(pk=override_id)
        )
        if actor.user_id not in (made.user_id, made.made_by_id) and not may_draw(actor):
            raise NotPermitted("Only the person, whoever entered it, or an operations manager ends this.")
        if made.ends_at <= at:
            raise UnableToSchedule("OVERRIDE_OVER", "This time is over. There is nothing left to undo.")
        if made.starts_at < at:
            made.ends_at = at
            made.save(update_fields=["ends_at"])
        else:
            made.delete()
        tell("schedule.override_ended", made.schedule, actor, at, user_label=str(made.user))
    return made.schedule


def note_absence(
    *, user_id: int, starts_at: datetime, ends_at: datetime, actor: Actor, at: datetime, why: str = ""
) -> Absence:
    """Somebody is away: not on call on any schedule in that time. Gaps show at once."""
    oneself_or_manager(user_id, actor, "say that somebody else is away")
    refuse_span(starts_at, ends_at, at)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        made = Absence.objects.create(user=user, starts_at=starts_at, ends_at=ends_at, why=why)
        record("person.away", subject=user.key, actor=actor.named, at=at, data={"user_label": str(user)})
    return made


def end_absence(*, absence_id: int, actor: Actor, at: datetime) -> None:
    """Back earlier, or not away after all."""
    with transaction.atomic():
        away = Absence.objects.select_related("user").select_for_update(of=("self",)).get(pk=absence_id)
        oneself_or_manager(away.user_id, actor, "say that somebody else is back")
        if away.starts_at < at < away.ends_at:
            away.ends_at = at
            away.save(update_fields=["ends_at"])
        else:
            away.delete()
        record(
            "person.back",
            subject=away.user.key,
            actor=actor.named,
            at=at,
            data={"user_label": str(away.user)},
        )


def next_change(schedule: Schedule, at: datetime) -> datetime:
    """When the next hand-over is planned, or a working shift from now."""
    [(_, plan)] = plans(since=at, ids=[schedule.pk])
    return until(plan, at) or at + TAKEN_FOR


def _stand_in(
    schedule: Schedule, user_id: int, span: tuple[datetime, datetime], actor: Actor, *,
    layer_id: int | None = None, why: str = "",
) -> Override:  # fmt: skip
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        raise UnableToSchedule("USER_UNKNOWN", "Choose somebody who works here.")
    if layer_id is not None and not schedule.layers.filter(pk=layer_id).exists():
        raise UnableToSchedule("LAYER_UNKNOWN", "This layer belongs to another schedule.")
    return Override.objects.create(
        schedule=schedule, layer_id=layer_id, user=user, starts_at=span[0], ends_at=span[1], why=why,
        made_by_id=actor.user_id,
    )  # fmt: skip
