"""An escalation path as somebody draws it: when it is meant, and who is paged then; and what is wrong with a drawing.

Each change of the editor makes a new drawing out of the old one. Nothing is written before it is found right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from typing import Any
from zoneinfo import available_timezones

from oncall.paths.choosing import Conditions, Week
from oncall.paths.path import MINUTE_S, MOST_REPEATS, SHORTEST_TIMEOUT_S, LevelSnapshot, PathSnapshot

MOST_LEVELS = 20
MOST_TARGETS = 20
LONGEST_TIMEOUT_S = 24 * 60 * MINUTE_S
SHORTEST_TTL_S, LONGEST_TTL_S = 5 * MINUTE_S, 4 * 24 * 60 * MINUTE_S
PRIORITIES = ("P1", "P2", "P3", "P4", "P5")
SETS = ("priorities", "asset_kinds", "assets", "asset_groups", "signals")


@dataclass(frozen=True, kw_only=True)
class Blueprint:
    """When a path is meant, and the path itself."""

    conditions: Conditions
    path: PathSnapshot

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Blueprint:
        """The drawing that a version keeps; what an older version does not name has its usual value."""
        sets: dict[str, Any] = {name: frozenset(map(str, data.get(name, ()))) for name in SETS}
        week = _week_of(data["week"]) if data.get("week") else None
        return cls(conditions=Conditions(**sets, week=week), path=PathSnapshot.from_json(data["path"]))

    def to_json(self) -> dict[str, Any]:
        week = self.conditions.week
        return {
            **{name: sorted(getattr(self.conditions, name)) for name in SETS},
            "week": _json_of(week) if week else None,
            "path": self.path.to_json(),
        }

    def with_path(self, **given: Any) -> Blueprint:
        """The same with something of its path changed."""
        return replace(self, path=replace(self.path, **given))

    def with_level(self, index: int, **given: Any) -> Blueprint:
        """The same with something of one level changed. Raises IndexError."""
        changed = replace(self.path.levels[index], **given)
        return self.with_path(levels=(*self.path.levels[:index], changed, *self.path.levels[index + 1 :]))

    def with_new_level(self, level: LevelSnapshot) -> Blueprint:
        """One level more, at the end."""
        return self.with_path(levels=(*self.path.levels, level))

    def without_level(self, index: int) -> Blueprint:
        """One level fewer. Raises IndexError."""
        _ = self.path.levels[index]
        return self.with_path(levels=(*self.path.levels[:index], *self.path.levels[index + 1 :]))

    def with_level_moved(self, index: int, by: int) -> Blueprint:
        """The level goes up (-1) or down (1); beyond the ends it stays. Raises IndexError."""
        levels = list(self.path.levels)
        level = levels.pop(index)
        levels.insert(max(0, min(len(levels), index + by)), level)
        return self.with_path(levels=tuple(levels))


Change = Callable[[Blueprint], Blueprint]


def wrongs(drawn: Blueprint) -> dict[str, str]:
    """What is wrong with it, by the code of the rule; the sentences say what would be right."""
    path, levels = drawn.path, drawn.path.levels
    too_short = [level.name for level in levels if level.timeout_s < SHORTEST_TIMEOUT_S]
    too_long = [level.name for level in levels if level.timeout_s > LONGEST_TIMEOUT_S]
    found = {
        "PATH_NAME": "" if path.name.strip() else "Give the path a name.",
        "PATH_LEVELS": f"A path has at most {MOST_LEVELS} levels." if len(levels) > MOST_LEVELS else "",
        "PATH_REPEATS": ""
        if 0 <= path.repeat <= MOST_REPEATS
        else f"The levels are gone through again 0 to {MOST_REPEATS} times.",
        "LEVEL_NAME": "" if all(level.name.strip() for level in levels) else "Give each level a name.",
        "LEVEL_MINUTES": _of(too_short, "needs at least one minute, so that a phone can ring at all."),
        "LEVEL_TOO_LONG": _of(too_long, "would wait longer than a day. Nobody would notice it."),
        "LEVEL_TARGETS": _of(
            [level.name for level in levels if not level.targets],
            "names nobody. Name a person, a schedule, a hunt group or a list.",
        ),
        "LEVEL_TOO_MANY": _of(
            [level.name for level in levels if len(level.targets) > MOST_TARGETS],
            f"has more than {MOST_TARGETS} targets. Make a distribution list of them.",
        ),
        "ACK_TTL": _wrong_ttl(path.ack_ttl_s),
        **_wrong_conditions(drawn.conditions),
    }
    return {code: sentence for code, sentence in found.items() if sentence}


def _wrong_ttl(ttl_s: float | None) -> str:
    if ttl_s is None or SHORTEST_TTL_S <= ttl_s <= LONGEST_TTL_S:
        return ""
    return "An acknowledgement holds for 5 minutes to 4 days, or for ever."


def _wrong_conditions(conditions: Conditions) -> dict[str, str]:
    week = conditions.week
    unknown = conditions.priorities - frozenset(PRIORITIES)
    wrong_days = week is not None and not (week.days and set(week.days) <= set(range(7)))
    wrong_zone = week is not None and week.tz not in available_timezones()
    return {
        "PATH_PRIORITY": "Priorities are P1 to P5." if unknown else "",
        "PATH_DAYS": "Choose the days of the week, or no hours at all." if wrong_days else "",
        "PATH_ZONE": "The zone is not known. Write it like Europe/London." if wrong_zone else "",
    }


def _of(names: Sequence[str], words: str) -> str:
    return f"“{', '.join(names)}” {words}" if names else ""


def _week_of(data: Mapping[str, Any]) -> Week:
    return Week(
        days=tuple(sorted({int(day) for day in data["days"]})),
        opens=time.fromisoformat(data["opens"]),
        closes=time.fromisoformat(data["closes"]),
        tz=data["tz"],
        outside=bool(data.get("outside", False)),
    )


def _json_of(week: Week) -> dict[str, Any]:
    return {
        "days": list(week.days),
        "opens": week.opens.isoformat("minutes"),
        "closes": week.closes.isoformat("minutes"),
        "tz": week.tz,
        "outside": week.outside,
    }
