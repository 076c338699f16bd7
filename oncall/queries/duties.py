"""Who is on call on each schedule, until when, and who follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from oncall.models import Schedule
from oncall.roster import rota_of
from oncall.rota import on_call, until


@dataclass(frozen=True, kw_only=True)
class Duty:
    """Who is on call on one schedule now, until when, and who follows. Nobody is a gap."""

    schedule: Schedule
    now: User | None
    until: datetime | None
    following: User | None


def duties(at: datetime) -> list[Duty]:
    """Every schedule with its person now and next."""
    schedules = list(Schedule.objects.prefetch_related("members", "overrides").order_by("name"))
    users = _users_of(schedules)
    return [_duty(schedule, users, at) for schedule in schedules]


def on_schedule(name: str, at: datetime) -> User | None:
    """Who is on call on the schedule of that name."""
    found = next((duty for duty in duties(at) if duty.schedule.name == name), None)
    return found.now if found else None


def _users_of(schedules: Sequence[Schedule]) -> dict[int, User]:
    ids = {member.user_id for schedule in schedules for member in schedule.members.all()}
    ids |= {row.user_id for schedule in schedules for row in schedule.overrides.all()}
    return {user.pk: user for user in User.objects.filter(pk__in=ids, is_active=True)}


def _duty(schedule: Schedule, users: dict[int, User], at: datetime) -> Duty:
    rota = rota_of(schedule)
    change = until(rota, at)

    def who(moment: datetime) -> User | None:
        return next((users[int(key)] for key in on_call(rota, moment) if int(key) in users), None)

    return Duty(schedule=schedule, now=who(at), until=change, following=who(change) if change else None)
