"""Everybody on call: whoever a path in use may page, on whatever shift; and how their monthly test stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from accounts.models import User
from oncall.models import Probe
from oncall.queries.paths import paths, snapshot_of
from oncall.queries.plans import plans, users_in
from oncall.queries.watch import watch_over


def on_call_people(*, at: datetime) -> list[User]:
    """Active people behind paths, fallbacks and the last resort, and everybody in a rotation; by name."""
    watch = watch_over([snapshot_of(path) for path in paths()], now=at)
    ids = watch.everybody | users_in(plans(since=at))
    return list(User.objects.filter(pk__in=ids, is_active=True).order_by("name"))


@dataclass(frozen=True, kw_only=True)
class MonthTested:
    """How many test pages of this month were sent, and how many of them confirmed."""

    sent: int
    confirmed: int

    @property
    def waiting(self) -> int:
        """Those that nobody has confirmed yet."""
        return self.sent - self.confirmed


def month_tested(*, at: datetime) -> MonthTested:
    """The monthly test as far as it has come."""
    of_month = Probe.objects.filter(cause=Probe.Cause.MONTH, round=f"{at:%Y-%m}")
    counted = of_month.aggregate(sent=Count("pk"), confirmed=Count("confirmed_at"))
    return MonthTested(**counted)
