"""When somebody will be on call at a level that is empty now."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from oncall.paths.escalation import waits_at
from oncall.paths.path import PathSnapshot
from oncall.queries.watch import Watch, watch_over

LONGEST_WAIT = timedelta(days=7)


def staffed_at(
    path: PathSnapshot, empty: Collection[int], priority: str | None, *, at: datetime
) -> dict[int, datetime]:
    """By empty level that waits for this priority, when somebody is on call there; none within a week is left out."""
    if not any(waits_at(path, level, priority) for level in empty):
        return {}
    return coming_to(path, empty, priority, watch_over([path], now=at), at=at)


def coming_to(
    path: PathSnapshot, empty: Collection[int], priority: str | None, watch: Watch, *, at: datetime
) -> dict[int, datetime]:
    """The same from a watch that was read before."""
    waiting = [level for level in empty if waits_at(path, level, priority)]
    coming = {level: next_staffed(path, level, watch, at=at) for level in waiting}
    return {level: moment for level, moment in coming.items() if moment is not None}


def next_staffed(path: PathSnapshot, level: int, watch: Watch, *, at: datetime) -> datetime | None:
    """The first moment within a week at which the level has somebody who can be paged."""
    targets = path.levels[level].targets
    changes = {one for target in targets for one in watch.changes(target, at, at + LONGEST_WAIT)}
    return next((one for one in sorted(changes) if one > at and watch.reaches(targets, one)), None)
