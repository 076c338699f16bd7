"""Which escalation path an incident takes, and each path as a run takes it along."""

from __future__ import annotations

from accounts.models import User
from incidents.models import Incident
from oncall.choosing import Conditions, first_match
from oncall.models import EscalationPath, HuntGroup, Schedule
from oncall.path import LevelSnapshot, PathSnapshot, TargetSnapshot
from oncall.roster import LAST_RESORT


def paths() -> list[EscalationPath]:
    """Every path with all that belongs to it, in the order in which they are tried."""
    wanted = ("levels__users", "levels__schedules", "levels__groups")
    return list(EscalationPath.objects.select_related("fallback").prefetch_related(*wanted))


def conditions_of(path: EscalationPath) -> Conditions:
    """When the path is meant, as the policy takes it."""
    return Conditions(
        key=str(path.pk), priorities=frozenset(path.priorities), asset_kinds=frozenset(path.asset_kinds)
    )


def path_for(incident: Incident) -> PathSnapshot:
    """The path this incident takes. Without any match it is the last resort alone: nobody is left unpaged."""
    kinds = incident.assets.values_list("asset__kind", flat=True)
    known = paths()
    key = first_match(
        [conditions_of(path) for path in known], priority=incident.priority or None, asset_kinds=set(kinds)
    )
    found = next((path for path in known if str(path.pk) == key), None)
    return snapshot_of(found) if found else PathSnapshot(name="no path", repeat=0, last_resort=(LAST_RESORT,))


def snapshot_of(path: EscalationPath) -> PathSnapshot:
    """The path as it is now, with its levels' targets."""
    fallback = path.fallback
    return PathSnapshot(
        name=path.name,
        levels=tuple(
            LevelSnapshot(
                name=level.name,
                timeout_s=level.ack_minutes * 60,
                targets=(
                    *(_target("user", user) for user in level.users.all()),
                    *(_target("schedule", schedule) for schedule in level.schedules.all()),
                    *(_target("group", group) for group in level.groups.all()),
                ),
            )
            for level in path.levels.all()
        ),
        repeat=path.repeat,
        fallback=(_target("user", fallback),) if fallback else (),
        last_resort=(LAST_RESORT,),
    )


def _target(kind: str, row: User | Schedule | HuntGroup) -> TargetSnapshot:
    return TargetSnapshot(kind=kind, key=str(row.pk), label=str(row))
