"""What every change of a schedule asks first: who may, is the time right, is the person there; and how it is told."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from accounts.actors import Actor
from accounts.refusals import NotPermitted, Unable
from incidents.permissions import may
from oncall.models import Absence, Schedule
from timeline.operations import record

CLOCK = "%a %-d %b %H:%M"


class UnableToSchedule(Unable):
    """The schedule was not changed."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code, sentences=[sentence])


def may_draw(actor: Actor) -> bool:
    """Whether this person draws schedules and acts for others. Being on call needs no such right."""
    return may("configure_oncall", roles=actor.roles)


def locked(schedule_id: int) -> Schedule:
    return Schedule.objects.select_for_update().get(pk=schedule_id)


def refuse_span(starts_at: datetime, ends_at: datetime, at: datetime) -> None:
    if ends_at <= starts_at:
        raise UnableToSchedule("ENDS_BEFORE_START", "The end must lie after the beginning.")
    if ends_at <= at:
        raise UnableToSchedule("TIME_OVER", "This time is over. What has been cannot be changed.")


def refuse_away(user_id: int, starts_at: datetime, ends_at: datetime, schedule: Schedule) -> None:
    """Nobody is put on call for a time when they are away."""
    clash = Absence.objects.filter(user=user_id, starts_at__lt=ends_at, ends_at__gt=starts_at)
    away = clash.select_related("user").first()
    if away is not None:
        span = span_in_words(away.starts_at, away.ends_at, schedule)
        raise UnableToSchedule(
            "USER_AWAY", f"{away.user} is away, {span}. End the absence first, or ask another."
        )


def span_in_words(starts_at: datetime, ends_at: datetime, schedule: Schedule) -> str:
    """A span by the clock of the schedule."""
    zone = ZoneInfo(schedule.zone)
    return f"{starts_at.astimezone(zone).strftime(CLOCK)} to {ends_at.astimezone(zone).strftime(CLOCK)}"


def oneself_or_manager(user_id: int, actor: Actor, deed: str) -> None:
    if user_id != actor.user_id and not may_draw(actor):
        raise NotPermitted(f"Only an operations manager may {deed}.")


def tell(kind: str, schedule: Schedule, actor: Actor, at: datetime, **data: object) -> None:
    about = {"schedule": schedule.pk, "name": schedule.name}
    record(kind, subject=schedule.key, actor=actor.named, at=at, data={**about, **data})
