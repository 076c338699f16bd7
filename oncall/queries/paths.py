"""Which escalation path an incident takes, and each path as a run takes it along."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.models import User
from catalog.models import Asset, AssetGroup
from incidents import facts
from incidents.models import Incident
from notifications.models import DistributionList, Place
from oncall.models import EscalationLevel, EscalationPath, HuntGroup, Schedule
from oncall.paths.choosing import Conditions, Situation, Week, first_match
from oncall.paths.path import MINUTE_S, LevelSnapshot, PathSnapshot, TargetSnapshot
from oncall.queries.roster import LAST_RESORT

_WANTED = (
    *(f"levels__{targets}" for targets in ("users", "schedules", "groups", "lists", "places")),
    *("assets", "asset_groups"),
)
NO_PATH = PathSnapshot(name="no path", repeat=0, last_resort=(LAST_RESORT,))


def paths(*, retired: bool = False) -> list[EscalationPath]:
    """Every path in use with all that belongs to it, in the order in which they are tried; or the retired ones."""
    found = EscalationPath.objects.filter(retired_at__isnull=not retired)
    fallbacks = ("fallback", "fallback_schedule", "fallback_group")
    return list(found.select_related(*fallbacks).prefetch_related(*_WANTED))


def conditions_of(path: EscalationPath) -> Conditions:
    """When the path is meant, as the policy takes it."""
    return Conditions(
        key=str(path.pk),
        priorities=frozenset(path.priorities),
        asset_kinds=frozenset(path.asset_kinds),
        assets=frozenset(str(asset.pk) for asset in path.assets.all()),
        asset_groups=frozenset(str(group.pk) for group in path.asset_groups.all()),
        signals=frozenset(path.signals),
        week=_week_of(path),
    )


def situation_of(incident: Incident, *, at: datetime) -> Situation:
    """What decides which path the incident takes now."""
    assets = dict(incident.assets.values_list("asset_id", "asset__kind"))
    groups = AssetGroup.objects.filter(members__in=assets).values_list("pk", flat=True)
    return Situation(
        at=at,
        priority=incident.priority or None,
        assets=frozenset(map(str, assets)),
        asset_kinds=frozenset(assets.values()),
        asset_groups=frozenset(map(str, groups)),
        signals=facts.ask_one("signals", incident.pk),
    )


def path_for(incident: Incident, *, at: datetime) -> tuple[EscalationPath | None, PathSnapshot]:
    """The path this incident takes now. Without any match it is the last resort alone: nobody is left unpaged."""
    found = path_in(situation_of(incident, at=at))
    return found, snapshot_of(found) if found else NO_PATH


def path_in(situation: Situation) -> EscalationPath | None:
    """The first path that is meant in this situation."""
    known = {str(path.pk): path for path in paths()}
    key = first_match([conditions_of(path) for path in known.values()], situation)
    return known[key] if key else None


def snapshot_of(path: EscalationPath) -> PathSnapshot:
    """The path as it is now, with its levels' targets."""
    return PathSnapshot(
        name=path.name,
        levels=tuple(_level(level) for level in path.levels.all()),
        repeat=path.repeat,
        fallback=_fallback_of(path),
        last_resort=(LAST_RESORT,),
        ack_ttl_s=None if path.ack_minutes is None else path.ack_minutes * MINUTE_S,
    )


def names_in(*conditions: Conditions) -> dict[str, str]:
    """What the assets and groups that conditions name are called."""
    assets = {int(key) for one in conditions for key in one.assets}
    groups = {int(key) for one in conditions for key in one.asset_groups}
    named = {f"asset:{row.pk}": str(row) for row in Asset.objects.filter(pk__in=assets)} if assets else {}
    if groups:
        named |= {f"asset_group:{row.pk}": str(row) for row in AssetGroup.objects.filter(pk__in=groups)}
    return named


def _level(level: EscalationLevel) -> LevelSnapshot:
    return LevelSnapshot(
        name=level.name,
        timeout_s=level.ack_minutes * MINUTE_S,
        each_acks=level.each_acks,
        waits=level.waits,
        channels=tuple(level.channels),
        targets=(
            *(_target("user", user) for user in level.users.all()),
            *(_target("schedule", schedule) for schedule in level.schedules.all()),
            *(_target("group", group) for group in level.groups.all()),
            *(_target("list", people) for people in level.lists.all()),
            *(_target("place", place) for place in level.places.all()),
        ),
    )


def _fallback_of(path: EscalationPath) -> tuple[TargetSnapshot, ...]:
    named: dict[str, Any] = {
        "user": path.fallback,
        "schedule": path.fallback_schedule,
        "group": path.fallback_group,
    }
    return tuple(_target(kind, row) for kind, row in named.items() if row is not None)


def _target(kind: str, row: User | Schedule | HuntGroup | DistributionList | Place) -> TargetSnapshot:
    return TargetSnapshot(kind=kind, key=str(row.pk), label=str(row))


def _week_of(path: EscalationPath) -> Week | None:
    if not path.week_days:
        return None
    return Week(
        days=tuple(path.week_days),
        opens=path.week_opens,
        closes=path.week_closes,
        tz=path.zone,
        outside=path.week_outside,
    )
