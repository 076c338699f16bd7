"""Reads about hunt groups: how a group hunts, and who of its members can be rung at one moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Any

from django.db.models import Count, Max

from accounts.models import ContactMethod, User
from catalog.business_hours import is_open
from catalog.queries.hours import hours_of
from oncall.hunts.hunting import HuntSettings
from oncall.hunts.members import MemberState, Standing, state_of
from oncall.hunts.order import Candidate, Memory, Order, Rule, order
from oncall.models import HuntCall, HuntGroup, HuntMember, Page
from oncall.paging.reaching import Urgency, silences
from oncall.paths.path import TargetSnapshot
from oncall.queries import roster as rosters
from oncall.queries.habits import habits_of
from oncall.queries.live import call_ends, calls_taken, on_calls, phones_of

DAY = timedelta(days=1)
CHANCE = SystemRandom()


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A member at one moment."""

    user: User
    state: MemberState
    last_end_at: datetime | None = None
    calls_today: int = 0
    member: HuntMember | None = None
    ringing: bool = False
    silenced: bool = False

    @property
    def key(self) -> str:
        return str(self.user.pk)


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What the members are looked at for: by which hunt or live call, how urgent, and whether only a phone counts."""

    hunt: int | None = None
    call: int | None = None
    urgency: Urgency = Urgency.HIGH
    by_phone: bool = False


ANYTHING = Asking()


def settings_of(group: HuntGroup) -> HuntSettings:
    """How this group hunts."""
    target = overflow_of(group)
    return HuntSettings(
        policy=group.policy,
        ring_timeout_s=group.ring_seconds,
        max_passes=group.max_passes,
        pass_pause_s=group.pass_pause_seconds,
        total_timeout_s=group.total_seconds,
        overflow=f"{target.kind}:{target.key}" if target else None,
        on_busy=group.on_busy,
        on_unavailable=group.on_unavailable,
        on_no_answer=group.on_no_answer,
    )


def overflow_of(group: HuntGroup) -> TargetSnapshot | None:
    """Whom a call goes to that nobody in the group took."""
    for kind, row in (
        ("group", group.overflow_group),
        ("schedule", group.overflow_schedule),
        ("user", group.overflow_user),
    ):
        if row is not None:
            return TargetSnapshot(kind=kind, key=str(row.pk), label=str(row))
    return None


def overflows() -> dict[int, int | None]:
    """By group the group that it overflows into."""
    return dict(HuntGroup.objects.values_list("pk", "overflow_group"))


@dataclass(frozen=True, kw_only=True)
class _Known:
    """What was read about all members: sets and mappings by user."""

    rules: HuntGroup
    members: Mapping[int, HuntMember]
    reachable: Collection[int]
    silenced: Collection[int]
    ringing: Collection[int]
    ends: Mapping[int, datetime]
    today: Mapping[int, int]


def seen(
    group: HuntGroup | None, user_ids: Sequence[int], *, at: datetime, asking: Asking = ANYTHING
) -> list[Seen]:
    """Everybody's state in this order, in a fixed number of queries.

    Whoever left the group while a call was under way stays in that call, and is judged by the group's other rules.
    """
    people = User.objects.in_bulk(user_ids)
    known = _Known(
        rules=group or HuntGroup(),
        members=_members(group),
        reachable=phones_of(user_ids) if asking.by_phone else rosters.methods_of(user_ids),
        silenced=_silenced(user_ids, asking.urgency, at),
        ringing=_ringing(user_ids, asking.hunt) | on_calls(user_ids, besides=asking.call),
        ends=_ends(group, user_ids),
        today=_today(group, at),
    )
    return [_seen(people[user], known, at) for user in dict.fromkeys(user_ids) if user in people]


def _seen(user: User, known: _Known, at: datetime) -> Seen:
    member, rules = known.members.get(user.pk), known.rules
    standing = Standing(
        paused=member is not None and member.paused,
        on_shift=user.is_active and _on_shift(member, at),
        reachable=user.pk in known.reachable,
        silenced=user.pk in known.silenced,
        ringing=user.pk in known.ringing,
        last_end_at=_last_end(member, known.ends.get(user.pk)),
    )
    return Seen(
        user=user,
        state=state_of(standing, wrap_up_s=rules.wrap_up_seconds, call_waiting=rules.call_waiting, at=at),
        last_end_at=standing.last_end_at,
        calls_today=known.today.get(user.pk, 0),
        member=member,
        ringing=standing.ringing,
        silenced=standing.silenced,
    )


def order_of(group: HuntGroup, members: Sequence[Seen], memory: Memory) -> Order:
    """In which order the next call tries these members."""
    rule = Rule(
        policy=group.policy,
        pointer=group.pointer,
        required=group.required_skills,
        draw=CHANCE.random() if group.weighted_random else None,
    )
    return order(rule, [_candidate(one) for one in members], memory)


def memory_of(group: HuntGroup) -> Memory:
    """What the group remembers, without a lock: for pages that show it."""
    row = getattr(group, "memory", None)
    return Memory.from_json(row.remembered) if row else Memory()


def channels_of(people: Sequence[int], channels: Sequence[str]) -> Mapping[int, list[ContactMethod]]:
    """By what each of these people is rung."""
    return rosters.by_channels(rosters.methods_of(people), channels)


def _candidate(one: Seen) -> Candidate:
    return Candidate(
        key=one.key,
        weight=one.member.weight if one.member else 1,
        skills=one.member.skills if one.member else {},
        idle_since=one.last_end_at.timestamp() if one.last_end_at else None,
        calls_today=one.calls_today,
        available=one.state is MemberState.IDLE,
    )


def _members(group: HuntGroup | None) -> dict[int, HuntMember]:
    if group is None:
        return {}
    return {row.user_id: row for row in group.members.select_related("calendar").all()}


def _on_shift(member: HuntMember | None, at: datetime) -> bool:
    return member is None or member.calendar is None or is_open(hours_of(member.calendar), at)


def _last_end(member: HuntMember | None, elsewhere: datetime | None) -> datetime | None:
    ends = [end for end in (member.last_ended_at if member else None, elsewhere) if end is not None]
    return max(ends, default=None)


def _silenced(user_ids: Sequence[int], urgency: Urgency, at: datetime) -> set[int]:
    """Whose quiet hours hold it."""
    if urgency is Urgency.HIGH:
        return set()
    return {user for user, habits in habits_of(user_ids).items() if silences(habits, urgency, at)}


def _ringing(user_ids: Sequence[int], besides: int | None) -> set[int]:
    """Who is being called by another hunt at this moment."""
    pages = Page.objects.filter(user__in=user_ids, answer="", hunt__state=HuntCall.State.RUNNING)
    rows = pages.exclude(hunt=besides or 0).select_related("hunt")
    return {page.user_id for page in rows if page.hunt and page.key.startswith(page.hunt.ring_key)}


def _ends(group: HuntGroup | None, user_ids: Sequence[int]) -> dict[int, datetime]:
    """When each took the last page of all, unless only calls of the group count."""
    if group is None or group.hunt_calls_only:
        return {}
    taken = Page.objects.filter(user__in=user_ids, answer=Page.Answer.ACKNOWLEDGED)
    rows: Any = taken.values_list("user").annotate(last=Max("answered_at"))
    pages = {user: last for user, last in rows if last is not None}
    calls = call_ends(user_ids)
    return {user: max(filter(None, (pages.get(user), calls.get(user)))) for user in {*pages, *calls}}


def _today(group: HuntGroup | None, at: datetime) -> dict[int, int]:
    if group is None or group.pk is None:
        return {}
    answered = HuntCall.objects.filter(group=group, ended_at__gt=at - DAY).exclude(answered_by=None)
    rows: Any = answered.values_list("answered_by").annotate(calls=Count("pk"))
    return dict(Counter(dict(rows)) + Counter(calls_taken(group, since=at - DAY)))
