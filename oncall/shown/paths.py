"""What the pages of escalation paths show: the list in the order of trying, and each path as the sequence it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.urls import reverse

from accounts.actors import Actor
from accounts.queries import company
from notifications.naming import said
from oncall.models import EscalationPath, EscalationRun, PathVersion
from oncall.operations.editing import may_edit
from oncall.paths.blueprint import Blueprint
from oncall.paths.path import MINUTE_S, PLACE, LevelSnapshot, PathSnapshot
from oncall.paths.simulating import why_nobody
from oncall.paths.simulation import Asked, Simulated, played
from oncall.paths.words import conditions_in_words
from oncall.queries.paths import conditions_of, names_in, paths, snapshot_of
from oncall.queries.roster import Roster
from oncall.queries.watch import watch_over
from oncall.shown.ladder import GroupLine, group_lines

VERSIONS_SHOWN = 30


@dataclass(frozen=True, kw_only=True)
class PathLine:
    """One path in the list; `first` are those whom it wakes first, now."""

    id: int
    name: str
    url: str
    words: str
    levels: int
    first: str
    runs: int


@dataclass(frozen=True, kw_only=True)
class Rung:
    """One level at the minute at which it is first paged; `why` when nobody could be paged there now."""

    number: int
    at_min: float
    name: str
    who: str
    words: str
    ack_min: float
    why: str
    each_acks: bool
    waits: bool


@dataclass(frozen=True, kw_only=True)
class PathPage:
    """A path, and the night in which nobody answers."""

    id: int
    name: str
    words: str
    place: int
    of: int
    version: int
    retired_at: datetime | None
    may_edit: bool
    levels: Sequence[Rung]
    repeat: int
    again: str
    fallback: str
    fallback_min: float
    holds: str
    last_resort: str
    used: int
    last_used: EscalationRun | None
    groups: Sequence[GroupLine]
    simulated: Simulated
    versions: Sequence[PathVersion]


def path_lines(at: datetime, *, retired: bool = False) -> list[PathLine]:
    """Every path in the order in which it is tried, in a fixed number of queries."""
    known = paths(retired=retired)
    snapshots = [snapshot_of(path) for path in known]
    conditions = [conditions_of(path) for path in known]
    roster, names = watch_over(snapshots, now=at).at(at), names_in(*conditions)
    used = _used(known)
    return [
        PathLine(
            id=path.pk,
            name=path.name,
            url=reverse("oncall:path", args=[path.pk]),
            words=conditions_in_words(meant, names),
            levels=len(snapshot.levels),
            first=_first(snapshot, roster),
            runs=used.get(path.pk, 0),
        )
        for path, snapshot, meant in zip(known, snapshots, conditions, strict=True)
    ]


def path_page(path: EscalationPath, actor: Actor, *, at: datetime) -> PathPage:
    """The path as it would be gone through if it started now: the very policy that runs, played forward."""
    snapshot, meant = snapshot_of(path), conditions_of(path)
    roster = watch_over([snapshot], now=at).at(at)
    order = list(EscalationPath.objects.filter(retired_at=None).values_list("pk", flat=True))
    runs = path.runs.select_related("incident").order_by("-id")
    start = starts_of(snapshot)
    return PathPage(
        id=path.pk,
        name=path.name,
        words=conditions_in_words(meant, names_in(meant)),
        place=order.index(path.pk) + 1 if path.pk in order else 0,
        of=len(order),
        version=path.version,
        retired_at=path.retired_at,
        may_edit=may_edit(actor),
        levels=rungs(snapshot, roster),
        repeat=snapshot.repeat,
        again=again_of(snapshot, start),
        fallback=snapshot.fallback_name,
        fallback_min=start[-1] * snapshot.passes,
        holds="for ever" if path.ack_minutes is None else f"{path.ack_minutes} min without a sign of life",
        last_resort=str(company().last_resort or "the operations managers"),
        used=runs.count(),
        last_used=runs.first(),
        groups=group_lines([int(t.key) for lvl in snapshot.levels for t in lvl.targets if t.kind == "group"]),
        simulated=played(path, Asked(begins_at=at), now=at),
        versions=list(path.versions.all()[:VERSIONS_SHOWN]),
    )


@dataclass(frozen=True, kw_only=True)
class VersionPage:
    """What a path was from one change to the next."""

    version: PathVersion
    name: str
    words: str
    levels: Sequence[Rung]
    repeat: int
    fallback: str
    is_current: bool
    may_edit: bool


def version_page(version: PathVersion, actor: Actor, drawing: Blueprint, *, at: datetime) -> VersionPage:
    """An old drawing, with the people who would be paged by it now."""
    roster = watch_over([drawing.path], now=at).at(at)
    path = version.path
    return VersionPage(
        version=version,
        name=drawing.path.name,
        words=conditions_in_words(drawing.conditions, names_in(drawing.conditions)),
        levels=rungs(drawing.path, roster),
        repeat=drawing.path.repeat,
        fallback=drawing.path.fallback_name,
        is_current=version.number == path.version,
        may_edit=may_edit(actor) and path.retired_at is None,
    )


def url_of(path_id: int) -> str:
    """Where a path is shown."""
    return reverse("oncall:path", args=[path_id])


def rungs(path: PathSnapshot, roster: Roster) -> list[Rung]:
    """The levels with who would be paged at this roster's moment."""
    return [
        Rung(
            number=index + 1,
            at_min=minute,
            name=level.name,
            who=_who(level, roster),
            words=_ways(level),
            ack_min=level.wait_s / MINUTE_S,
            why="" if roster.reaches(level.targets) else why_nobody(level.targets, roster),
            each_acks=level.each_acks,
            waits=level.waits,
        )
        for index, (level, minute) in enumerate(zip(path.levels, starts_of(path), strict=False))
    ]


def starts_of(path: PathSnapshot) -> list[float]:
    """The minutes at which the levels begin in the first pass, and at the end the minute at which it is over."""
    waits = [level.wait_s for level in path.levels]
    return [sum(waits[:index]) / MINUTE_S for index in range(len(waits) + 1)]


def again_of(path: PathSnapshot, start: Sequence[float]) -> str:
    """When the second pass pages."""
    again = [f"{minute + start[-1]:g}" for minute in start[:-1]]
    return f"at {', '.join(again)} min" if again and path.repeat else ""


def _who(level: LevelSnapshot, roster: Roster) -> str:
    """People by name; a schedule says who has it now, a group that it is hunted."""
    said = []
    for target in level.targets:
        names = ", ".join(
            str(roster.users[u])
            for u in roster.behind.get((target.kind, target.key), ())
            if u in roster.users
        )
        if target.kind == "user":
            said.append(names or target.label)
        elif target.kind == "schedule":
            said.append(f"{names or 'nobody'} ({target.label})")
        else:
            said.append(f"{_KINDS.get(target.kind, target.kind)} {target.label}")
    return ", ".join(said)


_KINDS = {"group": "hunt group", PLACE: "told:"}


def _ways(level: LevelSnapshot) -> str:
    return " and ".join(said(way) for way in level.channels) or "each by her own rules"


def _first(path: PathSnapshot, roster: Roster) -> str:
    reached = next((level for level in path.levels if roster.reaches(level.targets)), None)
    return _who(reached, roster) if reached else path.fallback_name or "the last resort"


def _used(known: Sequence[EscalationPath]) -> dict[int, int]:
    runs = EscalationRun.objects.filter(source__in=[path.pk for path in known])
    rows = runs.order_by().values("source").annotate(runs=Count("id"))
    return {row["source"]: row["runs"] for row in rows}
