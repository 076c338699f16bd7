"""Who would stand behind the targets of a path at any moment: read once, asked as often as a night has steps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from accounts.models import User
from oncall.models import Schedule
from oncall.path import PathSnapshot, TargetSnapshot
from oncall.roster import LAST_RESORT, Roster, methods_of, rota_of
from oncall.rota import Rota, on_call


@dataclass(frozen=True)
class Watch:
    """The shifts of the schedules, and everybody else as they are now."""

    standing: Roster
    rotas: dict[str, Rota]

    def at(self, moment: datetime) -> Roster:
        """The roster of that moment."""
        shifts = {
            ("schedule", key): tuple(map(int, on_call(rota, moment))) for key, rota in self.rotas.items()
        }
        return replace(self.standing, behind={**self.standing.behind, **shifts})


def watch_over(paths: Iterable[PathSnapshot], *, now: datetime) -> Watch:
    """The watch over some paths, their fallbacks and the last resort, in a fixed number of queries."""
    targets = {target for path in paths for target in _targets(path)}
    schedules = {target.key for target in targets if target.kind == "schedule"}
    standing = Roster.of([t for t in targets if t.kind != "schedule"] + [LAST_RESORT], now)
    rows = Schedule.objects.filter(pk__in=map(int, schedules)).prefetch_related("members", "overrides")
    rotas = {str(row.pk): rota_of(row) for row in rows}
    # Whoever may come on shift is known only when a moment is asked for: everybody is read along.
    everybody = {user.pk: user for user in User.objects.filter(is_active=True)}
    return Watch(standing=replace(standing, users=everybody, methods=methods_of(everybody)), rotas=rotas)


def _targets(path: PathSnapshot) -> list[TargetSnapshot]:
    return [*(target for level in path.levels for target in level.targets), *path.fallback]
