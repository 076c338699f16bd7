"""The answer to “who would be woken if it broke then?”: which path it takes, why not the ones before, and the night."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from catalog.models import Asset
from oncall.models import EscalationPath
from oncall.paths.choosing import Situation
from oncall.paths.simulating import Night, simulate
from oncall.queries.paths import NO_PATH, conditions_of, paths, snapshot_of
from oncall.queries.staffing import coming_to
from oncall.queries.watch import watch_over
from oncall.shown.night_picture import Bar, bars

MISSES: Mapping[str, str] = {
    "priority": "the priority",
    "asset": "the asset",
    "signal": "the alert",
    "time": "the time of the week",
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What breaks, and when. `path_id` looks at one path whatever its conditions."""

    begins_at: datetime
    asset: Asset | None = None
    priority: str = ""
    signal: str = ""
    path_id: int | None = None
    ack_minute: float | None = None


@dataclass(frozen=True, kw_only=True)
class Tried:
    """One path in the order in which they are tried, and what of its conditions does not fit."""

    name: str
    url: str
    taken: bool
    why_not: str


@dataclass(frozen=True, kw_only=True)
class Simulated:
    """What would happen."""

    path: str
    url: str
    tried: Sequence[Tried]
    night: Night
    bars: Sequence[Bar]


def simulated(asked: Asked, *, now: datetime) -> Simulated:
    """Choose the path as a run would, and play it forward. Nobody is paged and nothing is written."""
    known = paths()
    situation = _situation(asked)
    tried = _tried(known, situation)
    wanted = next((path for path in known if path.pk == asked.path_id), None)
    taken = next((path for path, one in zip(known, tried, strict=True) if one.taken), None)
    path = wanted or taken
    return played(path, asked, now=now, tried=() if wanted else tried)


def played(
    path: EscalationPath | None, asked: Asked, *, now: datetime, tried: Sequence[Tried] = ()
) -> Simulated:
    """One path played forward; without any it is the last resort alone."""
    snapshot = snapshot_of(path) if path else NO_PATH
    watch = watch_over([snapshot], now=now)
    night = simulate(
        snapshot,
        begins_at=asked.begins_at,
        roster_at=watch.at,
        priority=asked.priority or None,
        ack_minute=asked.ack_minute,
        staffed_at=lambda at, empty: coming_to(snapshot, empty, asked.priority or None, watch, at=at),
    )
    url = reverse("oncall:path", args=[path.pk]) if path else ""
    return Simulated(path=snapshot.name, url=url, tried=tried, night=night, bars=bars(night.wakes))


def _situation(asked: Asked) -> Situation:
    asset = asked.asset
    groups = asset.asset_groups.values_list("pk", flat=True) if asset else ()
    return Situation(
        at=asked.begins_at,
        priority=asked.priority or None,
        assets=frozenset({str(asset.pk)}) if asset else frozenset(),
        asset_kinds=frozenset({asset.kind}) if asset else frozenset(),
        asset_groups=frozenset(map(str, groups)),
        signals=frozenset({asked.signal}) if asked.signal else frozenset(),
    )


def _tried(known: Sequence[EscalationPath], situation: Situation) -> list[Tried]:
    found: list[Tried] = []
    for path in known:
        misses = conditions_of(path).misses(situation)
        taken = not misses and not any(one.taken for one in found)
        why_not = " and ".join(MISSES[name] for name in misses)
        url = reverse("oncall:path", args=[path.pk])
        found.append(
            Tried(name=path.name, url=url, taken=taken, why_not=f"{why_not} does not fit" if misses else "")
        )
    return found
