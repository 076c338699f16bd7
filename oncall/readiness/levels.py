"""Levels behind which nobody would stand for a part of the next week, be it an hour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.urls import reverse

from oncall.models import EscalationPath
from oncall.paths.emptiness import Emptiness, emptiness
from oncall.paths.path import LevelSnapshot, PathSnapshot, TargetSnapshot
from oncall.paths.simulating import why_nobody
from oncall.queries.watch import MOVING, Watch
from oncall.readiness.finding import Finding

LOOKED_AHEAD = timedelta(days=7)
HOUR = timedelta(hours=1)
Changes = dict[TargetSnapshot, set[datetime]]


def empty_levels(
    known: Sequence[EscalationPath], snapshots: Sequence[PathSnapshot], watch: Watch, *, at: datetime
) -> Iterator[Finding]:
    """Each level that is empty now or some time in the next seven days, and for how long."""
    changes: Changes = {}
    for path, snapshot in zip(known, snapshots, strict=True):
        for number, level in enumerate(snapshot.levels, start=1):
            found = _emptiness(level.targets, watch, changes, at)
            if found.stretches:
                yield _finding(path, number, level, found, watch)
        if snapshot.fallback and (found := _emptiness(snapshot.fallback, watch, changes, at)).stretches:
            words = f"The fallback of {path.name} would be nobody{_lasting(found)}."
            url = reverse("oncall:edit_path", args=[path.pk])
            starts, ends = found.stretches[0]
            yield Finding(words=words, url=url, mend="Choose another", grave=False, at=starts, upto=ends)


def _emptiness(targets: Sequence[TargetSnapshot], watch: Watch, changes: Changes, at: datetime) -> Emptiness:
    if watch.standing.reaches([target for target in targets if target.kind not in MOVING]):
        return Emptiness(stretches=())  # somebody is always there, whoever is on shift
    upto = at + LOOKED_AHEAD
    for target in targets:
        if target not in changes:
            changes[target] = watch.changes(target, at, upto)
    moments = {moment for target in targets for moment in changes[target]}
    return emptiness(moments, lambda moment: watch.reaches(targets, moment), starts_at=at, ends_at=upto)


def _finding(
    path: EscalationPath, number: int, level: LevelSnapshot, found: Emptiness, watch: Watch
) -> Finding:
    starts, ends = found.stretches[0]
    why = why_nobody(level.targets, watch.at(starts))
    words = f"“{level.name}” of {path.name} would be passed over{_lasting(found)}: {why}."
    url = reverse("oncall:level", args=[path.pk, number])
    return Finding(words=words, url=url, mend="Change the level", at=starts, upto=ends)


def _lasting(found: Emptiness) -> str:
    """How much of the week; nothing where it is all of it."""
    if found.together >= LOOKED_AHEAD:
        return ""
    hours = found.together / HOUR
    shown = f"{hours:.0f} hours" if hours >= 1.5 else f"{found.together.total_seconds() / 60:.0f} minutes"
    times = f", {len(found.stretches)} times" if len(found.stretches) > 1 else ""
    return f" for {shown} of the next seven days{times}"
