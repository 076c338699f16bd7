"""Whether on-call would hold tonight: what would leave somebody unreachable or a level empty, and where to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from accounts.queries import company
from accounts.roles import Role
from oncall.choosing import Conditions
from oncall.models import EscalationPath, EscalationRun
from oncall.path import PathSnapshot
from oncall.queries.paths import conditions_of, paths, snapshot_of
from oncall.queries.watch import Watch, watch_over
from oncall.roster import last_resort
from oncall.simulating import why_nobody

LOOKED_AHEAD, STEP = timedelta(days=7), timedelta(hours=1)
LONG_UNUSED = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing to mend; `url` is where."""

    words: str
    url: str
    mend: str
    grave: bool = True
    at: datetime | None = None


def findings(*, at: datetime) -> list[Finding]:
    """Everything to mend, what is grave first, in a fixed number of queries."""
    known = paths()
    snapshots = [snapshot_of(path) for path in known]
    watch = watch_over(snapshots, now=at)
    meant = [conditions_of(path) for path in known]
    found = [
        *_last_resort(watch, at),
        *_catch_all(meant),
        *_empty_levels(known, snapshots, watch, at),
        *_unreachable(snapshots, watch, at),
        *_shadowed(known, meant),
        *_unused(known, at),
    ]
    return sorted(found, key=lambda one: not one.grave)


def covers(earlier: Conditions, later: Conditions) -> bool:
    """Whether every incident that the later path is meant for takes the earlier one already."""
    if earlier.names_assets and not (
        later.names_assets
        and later.asset_kinds <= earlier.asset_kinds
        and later.assets <= earlier.assets
        and later.asset_groups <= earlier.asset_groups
    ):
        return False
    pairs = ((earlier.priorities, later.priorities), (earlier.signals, later.signals))
    if any(wide and not (narrow and narrow <= wide) for wide, narrow in pairs):
        return False
    return earlier.week is None or earlier.week == later.week


def _last_resort(watch: Watch, at: datetime) -> Iterator[Finding]:
    url = reverse("oncall:last_resort")
    if company().last_resort_id is None:
        words = "Nobody is named as the last resort: all operations managers are paged."
        yield Finding(words=words, url=url, mend="Name somebody", grave=False)
    if not any(user in watch.at(at).methods for user in last_resort()):
        yield Finding(words="The last resort cannot be reached.", url=url, mend="Name somebody who can")


def _catch_all(meant: Sequence[Conditions]) -> Iterator[Finding]:
    if not any(one.is_catch_all for one in meant):
        url, words = reverse("oncall:new_path"), "No path takes every incident."
        yield Finding(words=words, url=url, mend="Draw one without conditions")


def _empty_levels(
    known: Sequence[EscalationPath], snapshots: Sequence[PathSnapshot], watch: Watch, at: datetime
) -> Iterator[Finding]:
    """The first hour of the next week in which nobody stands behind a level."""
    hours = [at + STEP * hour for hour in range(int(LOOKED_AHEAD / STEP))]
    rosters = [(hour, watch.at(hour)) for hour in hours]
    for path, snapshot in zip(known, snapshots, strict=True):
        for number, level in enumerate(snapshot.levels, start=1):
            empty = next(((hour, r) for hour, r in rosters if not r.reaches(level.targets)), None)
            if empty is not None:
                hour, roster = empty
                words = f"“{level.name}” of {path.name} would be passed over: {why_nobody(level.targets, roster)}."
                url = reverse("oncall:level", args=[path.pk, number])
                yield Finding(words=words, url=url, mend="Change the level", at=hour)


def _unreachable(snapshots: Sequence[PathSnapshot], watch: Watch, at: datetime) -> Iterator[Finding]:
    """People who may be paged and have no verified way, by name."""
    roster = watch.at(at)
    targets = {t for path in snapshots for level in path.levels for t in level.targets}
    behind = {user for t in targets for user in roster.behind.get((t.kind, t.key), ())}
    on_call = {pk for pk, user in roster.users.items() if user.has_role(Role.RESPONDER, Role.OPERATOR)}
    for user in sorted((behind | on_call) - set(roster.methods)):
        if user in roster.users:
            words = f"{roster.users[user]} has no verified number or address."
            url = reverse("oncall:readiness") + "#unreachable"
            yield Finding(words=words, url=url, mend="She adds one under her name", grave=user in behind)


def _shadowed(known: Sequence[EscalationPath], meant: Sequence[Conditions]) -> Iterator[Finding]:
    for place, path in enumerate(known):
        earlier = next((known[i] for i in range(place) if covers(meant[i], meant[place])), None)
        if earlier is not None:
            words = f"No incident reaches {path.name}: {earlier.name} before it takes all of them."
            yield Finding(words=words, url=reverse("oncall:paths"), mend="Change the order", grave=False)


def _unused(known: Sequence[EscalationPath], at: datetime) -> Iterator[Finding]:
    recent = EscalationRun.objects.filter(started_at__gte=at - LONG_UNUSED).values_list(
        "source_id", flat=True
    )
    used = set(recent.distinct())
    for path in known:
        if path.pk not in used:
            words = f"No incident took {path.name} in the last 90 days."
            url = f"{reverse('oncall:simulate')}?path={path.pk}"
            yield Finding(words=words, url=url, mend="Try it", grave=False)
