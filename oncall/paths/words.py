"""A path in words: for which incidents it is meant, and what somebody changed in it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from oncall.paths.blueprint import PRIORITIES, Blueprint
from oncall.paths.choosing import Conditions, Week
from oncall.paths.path import MINUTE_S, LevelSnapshot, PathSnapshot

EVERY = "every incident that no path before it takes"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
Names = Mapping[str, str]


def conditions_in_words(conditions: Conditions, names: Names) -> str:
    """“P1 and P2, databases, alert db_*, Mon to Fri 09:00 to 17:00 London”; `names` say what assets are called."""
    parts = (
        priorities_in_words(conditions.priorities),
        _assets_in_words(conditions, names),
        f"alert {' or '.join(sorted(conditions.signals))}" if conditions.signals else "",
        week_in_words(conditions.week) if conditions.week else "",
    )
    return ", ".join(filter(None, parts)) or EVERY


def priorities_in_words(priorities: Collection[str]) -> str:
    """A range where they stand side by side."""
    found = [one for one in PRIORITIES if one in priorities]
    first = PRIORITIES.index(found[0]) if found else 0
    if len(found) > 2 and tuple(found) == PRIORITIES[first : first + len(found)]:
        return f"{found[0]} to {found[-1]}"
    return " and ".join(found)


def week_in_words(week: Week) -> str:
    """The days and hours, by the clock of their town."""
    hours = "" if week.opens == week.closes else f" {week.opens:%H:%M} to {week.closes:%H:%M}"
    town = week.tz.rpartition("/")[2].replace("_", " ")
    return f"{'outside ' if week.outside else ''}{_days(week.days)}{hours} {town}"


def differences(before: Blueprint, after: Blueprint, names: Names) -> list[str]:
    """What was changed, a few words each; nothing when both are the same."""
    found = list(_differences_of_paths(before.path, after.path))
    was, now = (conditions_in_words(drawn.conditions, names) for drawn in (before, after))
    if before.conditions != after.conditions:
        found.append(f"for {now}, was for {was}")
    return found


def _differences_of_paths(before: PathSnapshot, after: PathSnapshot) -> Iterator[str]:
    for label, say in _PARTS.items():
        was, now = say(before), say(after)
        if was != now:
            yield f"{label} {now}, was {was}"
    yield from _differences_of_levels(before.levels, after.levels)


def _differences_of_levels(
    before: tuple[LevelSnapshot, ...], after: tuple[LevelSnapshot, ...]
) -> Iterator[str]:
    if sorted(map(repr, before)) == sorted(map(repr, after)):
        if before != after:
            yield f"levels in the order {', '.join(level.name for level in after)}"
        return
    gone = [level for level in before if level not in after]
    come = [level for level in after if level not in before]
    if len(before) == len(after) and len(gone) == len(come):
        yield from (f"{_level(new)}, was {_level(old)}" for old, new in zip(gone, come, strict=True))
        return
    yield from (f"level {_level(level)} added" for level in come)
    yield from (f"level {_level(level)} removed" for level in gone)


def _level(level: LevelSnapshot) -> str:
    who = ", ".join(target.label or target.key for target in level.targets) or "nobody"
    ways = f" by {' and '.join(level.channels)}" if level.channels else ""
    each = ", each must answer" if level.each_acks else ""
    waits = ", waits for somebody on call" if level.waits else ""
    return f"“{level.name}”: {who}{ways}, {minutes(level.timeout_s)} min{each}{waits}"


def minutes(seconds: float) -> str:
    """Minutes as people write them."""
    return f"{seconds / MINUTE_S:g}"


def _assets_in_words(conditions: Conditions, names: Names) -> str:
    kinds = [f"{kind.replace('_', ' ')}s" for kind in sorted(conditions.asset_kinds)]
    groups = [names.get(f"asset_group:{key}", f"group {key}") for key in sorted(conditions.asset_groups)]
    assets = [names.get(f"asset:{key}", f"asset {key}") for key in sorted(conditions.assets)]
    return " or ".join([*kinds, *groups, *assets])


def _days(days: Collection[int]) -> str:
    found = sorted(days)
    if len(found) == len(DAYS):
        return "every day"
    if len(found) > 2 and found == list(range(found[0], found[-1] + 1)):
        return f"{DAYS[found[0]]} to {DAYS[found[-1]]}"
    return " and ".join(DAYS[day] for day in found)


def _ttl(path: PathSnapshot) -> str:
    return "for ever" if path.ack_ttl_s is None else f"{minutes(path.ack_ttl_s)} min"


_PARTS: Mapping[str, Callable[[PathSnapshot], str]] = {
    "name": lambda path: f"“{path.name}”",
    "repeats": lambda path: str(path.repeat),
    "fallback": lambda path: path.fallback_name or "nobody",
    "an acknowledgement holds": _ttl,
}
