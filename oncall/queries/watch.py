"""Who would stand behind the targets of a path at any moment: read once, asked as often as a night has steps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from accounts.models import User
from oncall.paths.path import PathSnapshot, TargetSnapshot
from oncall.queries.crews import Crew, crews
from oncall.queries.plans import plans, users_in
from oncall.queries.roster import LAST_RESORT, Roster, methods_of
from oncall.rota.coverage import Plan, coverage, on_call

MOVING = ("schedule", "group")
"""Behind these stand other people at another hour."""


@dataclass(frozen=True)
class Watch:
    """The shifts of the schedules, the hours of hunt groups, and everybody else as they are now."""

    standing: Roster
    plans: dict[str, Plan]
    crews: dict[str, Crew] = field(default_factory=dict)

    @property
    def everybody(self) -> set[int]:
        """Whoever may stand behind them at some hour."""
        fixed = {user for users in self.standing.behind.values() for user in users}
        hunted = {user for crew in self.crews.values() for user in crew.everybody}
        return fixed | hunted | users_in((None, plan) for plan in self.plans.values())

    def at(self, moment: datetime) -> Roster:
        """The roster of that moment."""
        shifts = {("schedule", key): self._on_call(key, moment) for key in self.plans}
        groups = {("group", key): self._crew(key, moment) for key in self.crews}
        return replace(self.standing, behind={**self.standing.behind, **shifts, **groups})

    def reaches(self, targets: Iterable[TargetSnapshot], moment: datetime) -> bool:
        """Whether somebody behind these targets can be paged then; asks only those that are named."""
        return any(
            user in self.standing.methods for target in targets for user in self._behind(target, moment)
        )

    def changes(self, target: TargetSnapshot, starts_at: datetime, ends_at: datetime) -> set[datetime]:
        """When others stand behind this target."""
        crew = self.crews.get(target.key, Crew()) if target.kind == "group" else Crew()
        keys = (target.key,) if target.kind == "schedule" else crew.schedules
        shifts = (coverage(self.plans[key], starts_at, ends_at) for key in keys if key in self.plans)
        return {shift.starts_at for found in shifts for shift in found} | crew.changes(starts_at, ends_at)

    def _behind(self, target: TargetSnapshot, moment: datetime) -> tuple[int, ...]:
        if target.kind == "schedule":
            return self._on_call(target.key, moment)
        if target.kind == "group":
            return self._crew(target.key, moment)
        return self.standing.behind.get((target.kind, target.key), ())

    def _on_call(self, key: str, moment: datetime) -> tuple[int, ...]:
        return tuple(map(int, on_call(self.plans[key], moment))) if key in self.plans else ()

    def _crew(self, key: str, moment: datetime) -> tuple[int, ...]:
        crew = self.crews.get(key, Crew())
        return crew.behind(moment, lambda schedule: self._on_call(schedule, moment))


def watch_over(paths: Iterable[PathSnapshot], *, now: datetime) -> Watch:
    """The watch over some paths, their fallbacks and the last resort, in a fixed number of queries."""
    targets = {target for path in paths for target in _targets(path)}
    hunting = crews([int(target.key) for target in targets if target.kind == "group"])
    schedules = {target.key for target in targets if target.kind == "schedule"}
    schedules |= {key for crew in hunting.values() for key in crew.schedules}
    standing = Roster.of([t for t in targets if t.kind not in MOVING] + [LAST_RESORT], now)
    drawn = {str(row.pk): plan for row, plan in plans(since=now, ids=[int(key) for key in schedules])}
    # Whoever may come on shift is known only when a moment is asked for: everybody is read along.
    everybody = {user.pk: user for user in User.objects.filter(is_active=True)}
    whole = replace(standing, users=everybody, methods=methods_of(everybody))
    return Watch(standing=whole, plans=drawn, crews=hunting)


def _targets(path: PathSnapshot) -> list[TargetSnapshot]:
    return [*(target for level in path.levels for target in level.targets), *path.fallback]
