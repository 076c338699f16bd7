"""Who would stand behind the targets of a path at any moment: read once, asked as often as a night has steps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from accounts.models import User
from oncall.paths.path import PathSnapshot, TargetSnapshot
from oncall.queries.plans import plans
from oncall.queries.roster import LAST_RESORT, Roster, methods_of
from oncall.rota.coverage import Plan, on_call


@dataclass(frozen=True)
class Watch:
    """The shifts of the schedules, and everybody else as they are now."""

    standing: Roster
    plans: dict[str, Plan]

    def at(self, moment: datetime) -> Roster:
        """The roster of that moment."""
        shifts = {
            ("schedule", key): tuple(map(int, on_call(plan, moment))) for key, plan in self.plans.items()
        }
        return replace(self.standing, behind={**self.standing.behind, **shifts})

    def reaches(self, targets: Iterable[TargetSnapshot], moment: datetime) -> bool:
        """Whether somebody behind these targets can be paged then; asks only the schedules that are named."""
        wanted = list(targets)
        on_shift = (
            int(user)
            for target in wanted
            if target.kind == "schedule" and target.key in self.plans
            for user in on_call(self.plans[target.key], moment)
        )
        return any(user in self.standing.methods for user in on_shift) or self.standing.reaches(wanted)


def watch_over(paths: Iterable[PathSnapshot], *, now: datetime) -> Watch:
    """The watch over some paths, their fallbacks and the last resort, in a fixed number of queries."""
    targets = {target for path in paths for target in _targets(path)}
    schedules = {target.key for target in targets if target.kind == "schedule"}
    standing = Roster.of([t for t in targets if t.kind != "schedule"] + [LAST_RESORT], now)
    drawn = {str(row.pk): plan for row, plan in plans(since=now, ids=[int(key) for key in schedules])}
    # Whoever may come on shift is known only when a moment is asked for: everybody is read along.
    everybody = {user.pk: user for user in User.objects.filter(is_active=True)}
    return Watch(standing=replace(standing, users=everybody, methods=methods_of(everybody)), plans=drawn)


def _targets(path: PathSnapshot) -> list[TargetSnapshot]:
    return [*(target for level in path.levels for target in level.targets), *path.fallback]
