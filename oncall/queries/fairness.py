"""How duty was, or will be, shared in a span: by schedule and over all, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from accounts.models import User
from accounts.queries import company
from catalog.public_holidays import is_public_holiday
from oncall.models import Page, Schedule
from oncall.queries.pages import RESPONDING
from oncall.queries.plans import plans
from oncall.rota.coverage import coverage
from oncall.rota.fairness import HOUR, Load, Span, load_of
from oncall.shown.duties import users_of


@dataclass(frozen=True, kw_only=True)
class Line:
    """One person's load."""

    user: User
    load: Load


@dataclass(frozen=True, kw_only=True)
class Share:
    """How one schedule is shared; without a schedule, over all that were asked for."""

    schedule: Schedule | None
    lines: Sequence[Line]
    uncovered: float = 0


@dataclass(frozen=True)
class _Known:
    """What the loads are reckoned from."""

    users: Mapping[str, User]
    pages: Mapping[str, Sequence[datetime]]
    country: str

    def lines(self, spans: Mapping[str, list[Span]], *, everywhere: bool) -> list[Line]:
        """Who has most hours first. Pages of one schedule are those that came while she had it."""
        found = []
        for key, mine in spans.items():
            user, pages = self.users[key], self.pages.get(key, ())
            if not everywhere:
                pages = [at for at in pages if any(start <= at < end for start, end in mine)]
            found.append(Line(user=user, load=load_of(mine, pages, ZoneInfo(user.zone), self._is_holiday)))
        return sorted(found, key=lambda line: (-line.load.hours, str(line.user)))

    def _is_holiday(self, day: date) -> bool:
        return is_public_holiday(self.country, "", day)


def shares(starts_at: datetime, ends_at: datetime, *, schedule_id: int | None = None) -> list[Share]:
    """Over all first, then each schedule by name; or one schedule alone."""
    found = plans(since=starts_at, ids=None if schedule_id is None else [schedule_id])
    known = _Known(users_of(found), _pages(starts_at, ends_at), company().country)
    everything: dict[str, list[Span]] = {}
    rows = []
    for row, plan in found:
        spans: dict[str, list[Span]] = {}
        uncovered = 0.0
        for shift in coverage(plan, starts_at, ends_at):
            present = [key for key in shift.users if key in known.users]
            uncovered += 0 if present else (shift.ends_at - shift.starts_at) / HOUR
            for key in present:
                spans.setdefault(key, []).append((shift.starts_at, shift.ends_at))
                everything.setdefault(key, []).append((shift.starts_at, shift.ends_at))
        rows.append(Share(schedule=row, lines=known.lines(spans, everywhere=False), uncovered=uncovered))
    if schedule_id is not None:
        return rows
    return [Share(schedule=None, lines=known.lines(everything, everywhere=True)), *rows]


def _pages(starts_at: datetime, ends_at: datetime) -> dict[str, list[datetime]]:
    asked = Page.objects.filter(paged_at__gte=starts_at, paged_at__lt=ends_at, purpose__in=RESPONDING)
    found: dict[str, list[datetime]] = {}
    for user, at in asked.values_list("user_id", "paged_at"):
        found.setdefault(str(user), []).append(at)
    return found
