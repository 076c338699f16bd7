"""Who of a hunt group is at work at any moment, and whom a call goes to that nobody of the group takes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from catalog.business_hours import Calendar, is_open, turns
from catalog.queries.hours import hours_of
from oncall.models import HuntGroup, HuntMember
from oncall.paths.path import TargetSnapshot


@dataclass(frozen=True, kw_only=True)
class Crew:
    """The members of a group that are not paused, by place, each with the own hours; and the overflows behind it.

    `then` holds schedules and users: an overflow into another group has brought that group's members.
    """

    members: tuple[tuple[int, Calendar], ...] = ()
    then: tuple[TargetSnapshot, ...] = ()

    def at_work(self, at: datetime) -> tuple[int, ...]:
        """Whom the hours of their calendars let be called at this moment."""
        return tuple(user for user, hours in self.members if is_open(hours, at))

    @property
    def everybody(self) -> set[int]:
        """Whoever is named, at whatever hour."""
        return {user for user, _ in self.members} | set(self.named)

    @property
    def schedules(self) -> tuple[str, ...]:
        """The schedules a call may overflow into."""
        return tuple(one.key for one in self.then if one.kind == "schedule")

    @property
    def named(self) -> tuple[int, ...]:
        """The people a call may overflow to, whatever the hour."""
        return tuple(int(one.key) for one in self.then if one.kind == "user")

    def behind(self, at: datetime, on_call: Callable[[str], Sequence[int]]) -> tuple[int, ...]:
        """Everybody a call may come to at this moment, in order; `on_call` answers for a schedule by its key."""
        later = (user for key in self.schedules for user in on_call(key))
        return tuple(dict.fromkeys((*self.at_work(at), *later, *self.named)))

    def changes(self, starts_at: datetime, ends_at: datetime) -> set[datetime]:
        """When somebody's hours begin or end."""
        calendars = {hours for _, hours in self.members}
        return {moment for hours in calendars for moment in turns(hours, starts_at, ends_at)}


def crews(group_ids: Collection[int]) -> dict[str, Crew]:
    """The crews of these groups by their keys, in two queries."""
    if not group_ids:
        return {}
    groups = {row.pk: row for row in HuntGroup.objects.all()}
    members: dict[int, list[tuple[int, Calendar]]] = {}
    rows = HuntMember.objects.filter(paused=False).select_related("calendar").order_by("group_id", "position")
    for row in rows:
        members.setdefault(row.group_id, []).append((row.user_id, hours_of(row.calendar)))
    found = {}
    for pk in group_ids:
        line = list(_line(pk, groups))
        hunted = [one for group in line for one in members.get(group.pk, ())]
        found[str(pk)] = Crew(members=tuple(dict.fromkeys(hunted)), then=tuple(_then(line)))
    return found


def _line(pk: int, groups: dict[int, HuntGroup]) -> Iterator[HuntGroup]:
    """The group and those it overflows into, each once."""
    seen: set[int] = set()
    following: int | None = pk
    while following in groups and following not in seen:
        seen.add(following)
        yield groups[following]
        following = groups[following].overflow_group_id


def _then(line: Collection[HuntGroup]) -> Iterator[TargetSnapshot]:
    for group in line:
        if group.overflow_schedule_id:
            yield TargetSnapshot(kind="schedule", key=str(group.overflow_schedule_id))
        if group.overflow_user_id:
            yield TargetSnapshot(kind="user", key=str(group.overflow_user_id))
