"""The rows of a path, written from a drawing that was found right; and every drawing kept as a version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from django.db.models import Model

from accounts.actors import Actor
from accounts.models import User
from accounts.numbers import is_number
from accounts.refusals import Invalid
from catalog.models import Asset, AssetGroup
from notifications.models import DistributionList, Place
from oncall.models import EscalationLevel, EscalationPath, HuntGroup, PathVersion, Schedule
from oncall.paths.blueprint import Blueprint, wrongs
from oncall.paths.path import MINUTE_S, LevelSnapshot, TargetSnapshot
from oncall.paths.pointing import loop_through
from oncall.queries.paths import conditions_of, snapshot_of

# Which table a target of a level stands for, and the level's field that holds it.
TARGETS: Mapping[str, tuple[type[Model], str]] = {
    "user": (User, "users"),
    "schedule": (Schedule, "schedules"),
    "group": (HuntGroup, "groups"),
    "list": (DistributionList, "lists"),
    "place": (Place, "places"),
}
FALLBACKS = {"user": "fallback_id", "schedule": "fallback_schedule_id", "group": "fallback_group_id"}


class UnableToDraw(Invalid):
    """The path was not changed: what was drawn cannot be followed at night."""


def drawn(path: EscalationPath) -> Blueprint:
    """The drawing of a path as it stands."""
    return Blueprint(conditions=replace(conditions_of(path), key=""), path=snapshot_of(path))


def check(wanted: Blueprint) -> None:
    """Raise UnableToDraw with every rule that the drawing breaks."""
    found = wrongs(wanted)
    gone = _gone([*(t for level in wanted.path.levels for t in level.targets), *wanted.path.fallback])
    if gone:
        found["TARGET_GONE"] = f"{', '.join(gone)} cannot be paged any more. Choose somebody else."
    if any(target.kind not in FALLBACKS for target in wanted.path.fallback) or len(wanted.path.fallback) > 1:
        found["PATH_FALLBACK"] = "The fallback is one person, schedule or hunt group."
    if _circle(wanted):
        found["PATH_CIRCLE"] = (
            "A hunt group of this path overflows to itself. Give its overflow an end first."
        )
    if found:
        raise UnableToDraw(*found, sentences=list(found.values()))


def write(path: EscalationPath, wanted: Blueprint) -> None:
    """Make the rows say what the drawing says; the levels are laid anew, running escalations have their own copy."""
    conditions, plan = wanted.conditions, wanted.path
    path.name, path.repeat = plan.name.strip(), plan.repeat
    path.ack_minutes = None if plan.ack_ttl_s is None else round(plan.ack_ttl_s / MINUTE_S)
    path.priorities, path.asset_kinds = sorted(conditions.priorities), sorted(conditions.asset_kinds)
    path.signals = sorted(conditions.signals)
    _write_week(path, wanted)
    for kind, field in FALLBACKS.items():
        keys = [int(target.key) for target in plan.fallback if target.kind == kind]
        setattr(path, field, keys[0] if keys else None)
    path.version += 1
    path.save()
    path.assets.set(Asset.objects.filter(pk__in=map(int, conditions.assets)))
    path.asset_groups.set(AssetGroup.objects.filter(pk__in=map(int, conditions.asset_groups)))
    path.levels.all().delete()
    for position, level in enumerate(plan.levels, start=1):
        _write_level(path, position, level)


def keep_version(
    path: EscalationPath, wanted: Blueprint, *, what: str, actor: Actor, at: datetime
) -> PathVersion:
    """What the path is from now on, so that it can be looked at and restored."""
    return PathVersion.objects.create(
        path=path,
        number=path.version,
        drawing=wanted.to_json(),
        what=what[:300],
        made_by=actor.named.key,
        made_by_label=actor.named.label,
        made_at=at,
    )


def without_the_gone(wanted: Blueprint) -> Blueprint:
    """The drawing without people, schedules, groups and lists that are no more, and levels that had only these."""
    everywhere = [*(t for level in wanted.path.levels for t in level.targets), *wanted.path.fallback]
    gone = set(_missing(everywhere))

    def kept(targets: Iterable[TargetSnapshot]) -> tuple[TargetSnapshot, ...]:
        return tuple(target for target in targets if target not in gone)

    levels = (replace(level, targets=kept(level.targets)) for level in wanted.path.levels)
    return wanted.with_path(
        levels=tuple(level for level in levels if level.targets), fallback=kept(wanted.path.fallback)
    )


def _write_week(path: EscalationPath, wanted: Blueprint) -> None:
    week = wanted.conditions.week
    path.week_days = list(week.days) if week else []
    if week:
        path.week_opens, path.week_closes = week.opens, week.closes
        path.week_outside, path.zone = week.outside, week.tz


def _write_level(path: EscalationPath, position: int, level: LevelSnapshot) -> None:
    row = EscalationLevel.objects.create(
        path=path,
        position=position,
        name=level.name.strip(),
        ack_minutes=round(level.timeout_s / MINUTE_S),
        each_acks=level.each_acks,
        waits=level.waits,
        channels=list(level.channels),
    )
    for kind, (_, field) in TARGETS.items():
        getattr(row, field).set([int(target.key) for target in level.targets if target.kind == kind])


def _circle(wanted: Blueprint) -> tuple[str, ...]:
    """The way through hunt groups that leads back to where it was; empty when every way ends."""
    overflows = HuntGroup.objects.exclude(overflow_group=None).values_list("pk", "overflow_group_id")
    edges = {str(group): [str(after)] for group, after in overflows}
    levels = [
        target.key for level in wanted.path.levels for target in level.targets if target.kind == "group"
    ]
    last = [target.key for target in wanted.path.fallback if target.kind == "group"]
    return loop_through({**edges, "path": [*levels, *last]}, "path")


def _gone(targets: Iterable[TargetSnapshot]) -> list[str]:
    return [target.label or f"{target.kind} {target.key}" for target in _missing(targets)]


def _missing(targets: Iterable[TargetSnapshot]) -> list[TargetSnapshot]:
    """Targets that stand for nobody: deleted, of a kind that is not there, or a person who has left."""
    wanted = list(dict.fromkeys(targets))
    there: set[tuple[str, str]] = set()
    for kind, (model, _) in TARGETS.items():
        keys = [int(target.key) for target in wanted if target.kind == kind and is_number(target.key)]
        rows = model._default_manager.filter(pk__in=keys)
        rows = rows.filter(is_active=True) if model is User else rows
        there |= {(kind, str(pk)) for pk in rows.values_list("pk", flat=True)}
    return [target for target in wanted if (target.kind, target.key) not in there]
