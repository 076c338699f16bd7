"""Reads: who stands behind the targets of a path at one moment, and by what they can be reached."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from accounts.models import ContactMethod, User
from accounts.queries import company, holders, reachable
from accounts.roles import Role
from notifications.channels import registry
from notifications.models import DistributionList
from oncall.paths.path import PathSnapshot, TargetSnapshot
from oncall.queries.crews import crews
from oncall.queries.plans import plans
from oncall.rota.coverage import on_call

# Every channel that carries messages can carry a page.
PAGED_BY = frozenset(registry.names())
LAST_RESORT = TargetSnapshot(kind="company", key="last_resort", label="last resort")


@dataclass(frozen=True)
class Roster:
    """Users by target, and each user's contact methods; whoever has none cannot be paged."""

    behind: dict[tuple[str, str], tuple[int, ...]] = field(default_factory=dict)
    users: dict[int, User] = field(default_factory=dict)
    methods: dict[int, list[ContactMethod]] = field(default_factory=dict)

    @classmethod
    def of(cls, targets: Iterable[TargetSnapshot], at: datetime) -> Roster:
        """Read everything about these targets in a fixed number of queries."""
        wanted = set(targets)
        behind: dict[tuple[str, str], tuple[int, ...]] = {
            ("user", target.key): (int(target.key),) for target in wanted if target.kind == "user"
        }
        behind |= _on_schedules([int(t.key) for t in wanted if t.kind == "schedule"], at)
        behind |= _in_groups([int(t.key) for t in wanted if t.kind == "group"], at)
        behind |= _on_lists([int(t.key) for t in wanted if t.kind == "list"])
        if LAST_RESORT in wanted:
            behind["company", "last_resort"] = last_resort()
        ids = {user for users in behind.values() for user in users}
        people = User.objects.filter(pk__in=ids, is_active=True)
        return cls(behind=behind, users={user.pk: user for user in people}, methods=methods_of(ids))

    def people(self, targets: Iterable[TargetSnapshot]) -> list[User]:
        """Everybody behind these targets but the members of hunt groups, each once, reachable or not."""
        ids = dict.fromkeys(
            user for t in targets if t.kind != "group" for user in self.behind.get((t.kind, t.key), ())
        )
        return [self.users[user] for user in ids if user in self.users]

    def reaches(self, targets: Iterable[TargetSnapshot]) -> bool:
        """True when at least one person behind these targets can be paged now."""
        return any(user in self.methods for t in targets for user in self.behind.get((t.kind, t.key), ()))

    def empty_levels(self, path: PathSnapshot) -> frozenset[int]:
        """The levels behind which nobody can be paged at this moment."""
        return frozenset(index for index, level in enumerate(path.levels) if not self.reaches(level.targets))


def of_path(path: PathSnapshot, at: datetime) -> Roster:
    """The roster of a whole path, its fallback and the last resort."""
    return of_paths([path], at)


def of_paths(paths: Iterable[PathSnapshot], at: datetime) -> Roster:
    """One roster of many paths."""
    targets = {LAST_RESORT}
    for path in paths:
        targets.update(path.fallback, *(level.targets for level in path.levels))
    return Roster.of(targets, at)


def last_resort() -> tuple[int, ...]:
    """The company's last resort, else every operations manager."""
    named = company().last_resort_id
    return (named,) if named else tuple(user.pk for user in holders(Role.OPS_MANAGER))


def managers() -> list[User]:
    """The operations managers, who are told when on-call itself does not work."""
    return holders(Role.OPS_MANAGER)


def methods_of(user_ids: Collection[int]) -> dict[int, list[ContactMethod]]:
    """By user the verified ways a page can take; a user without any is missing."""
    offered = registry.set_up()
    usable = [method for method in reachable(user_ids) if method.kind in offered]
    return {user: list(methods) for user, methods in groupby(usable, key=lambda method: method.user_id)}


def by_channels(
    methods: Mapping[int, list[ContactMethod]], channels: Collection[str]
) -> dict[int, list[ContactMethod]]:
    """Only these channels of each person; whoever has none of them is reached as usual, not left asleep."""
    if not channels:
        return dict(methods)
    narrowed = {user: [way for way in ways if way.kind in channels] for user, ways in methods.items()}
    return {user: narrowed[user] or ways for user, ways in methods.items()}


def _on_lists(ids: list[int]) -> dict[tuple[str, str], tuple[int, ...]]:
    """The members of staff on distribution lists; bare addresses on them cannot acknowledge and are not paged."""
    if not ids:
        return {}
    behind: dict[tuple[str, str], tuple[int, ...]] = {}
    members = DistributionList.members.through.objects.filter(distributionlist__in=ids)
    for people, user in members.order_by("id").values_list("distributionlist_id", "user_id"):
        behind["list", str(people)] = (*behind.get(("list", str(people)), ()), user)
    return behind


def _on_schedules(ids: list[int], at: datetime) -> dict[tuple[str, str], tuple[int, ...]]:
    if not ids:
        return {}
    found = plans(since=at, ids=ids)
    return {("schedule", str(row.pk)): tuple(map(int, on_call(plan, at))) for row, plan in found}


def _in_groups(ids: list[int], at: datetime) -> dict[tuple[str, str], tuple[int, ...]]:
    """Whom a hunt that begins now may call: the members at work, then the overflow."""
    found = crews(ids)
    shifts = _on_schedules([int(key) for crew in found.values() for key in crew.schedules], at)
    return {
        ("group", key): crew.behind(at, lambda schedule: shifts.get(("schedule", schedule), ()))
        for key, crew in found.items()
    }
