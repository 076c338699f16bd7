"""Who is on call on each schedule, until when, and who follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from oncall.models import Schedule
from oncall.queries.plans import plans, users_in
from oncall.rota.coverage import Plan, on_call, until


@dataclass(frozen=True, kw_only=True)
class Duty:
    """Who is on call on one schedule now, until when, and who follows. Nobody is a gap."""

    schedule: Schedule
    people: tuple[User, ...]
    until: datetime | None
    then: tuple[User, ...]

    @property
    def now(self) -> User | None:
        """The first of the people on call."""
        return self.people[0] if self.people else None

    @property
    def following(self) -> User | None:
        """The first of those who follow."""
        return self.then[0] if self.then else None


def duties(at: datetime) -> list[Duty]:
    """Every schedule with its people now and next."""
    found = plans(since=at)
    users = {user.pk: user for user in User.objects.filter(pk__in=users_in(found), is_active=True)}
    return [_duty(schedule, plan, users, at) for schedule, plan in found]


def on_schedule(name: str, at: datetime) -> User | None:
    """Who is on call on the schedule of that name."""
    found = next((duty for duty in duties(at) if duty.schedule.name == name), None)
    return found.now if found else None


def _duty(schedule: Schedule, plan: Plan, users: Mapping[int, User], at: datetime) -> Duty:
    change = until(plan, at)

    def who(moment: datetime) -> tuple[User, ...]:
        return tuple(users[int(key)] for key in on_call(plan, moment) if int(key) in users)

    return Duty(schedule=schedule, people=who(at), until=change, then=who(change) if change else ())
