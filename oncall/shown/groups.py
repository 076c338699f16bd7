"""What the pages of hunt groups show, as plain values: who would be called next, who is what now, the last calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.actors import Actor
from accounts.models import User
from oncall.hunts.members import MemberState
from oncall.hunts.words import CALLED, LOGGED, STATES, sentence, skills_as_text
from oncall.models import HuntGroup
from oncall.operations.grouping import may_edit
from oncall.queries.groups import Seen, memory_of, order_of, overflow_of, seen
from oncall.shown.live import LiveBoard, live_board

RELATED = ("overflow_group", "overflow_schedule", "overflow_user", "calendar", "memory")
SHOWN_CALLS = 10


@dataclass(frozen=True, kw_only=True)
class MemberLine:
    """A member and her state; `turn` is her place in the next call, 0 when she would not be called."""

    id: int
    position: int
    name: str
    state: str
    mark: str
    turn: int
    mine: bool
    ringing: bool
    paused: bool
    details: str
    last_at: datetime | None
    missed: int


@dataclass(frozen=True, kw_only=True)
class CallLine:
    """A call and its log in words."""

    started_at: datetime
    number: str
    url: str
    outcome: str
    steps: Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class GroupPage:
    """One group."""

    group: HuntGroup
    words: str
    members: Sequence[MemberLine]
    following: Sequence[str]
    overflow: str
    calls: Sequence[CallLine]
    live: LiveBoard | None
    may_edit: bool

    @property
    def url(self) -> str:
        return url_of(self.group.pk)


def url_of(group_id: int) -> str:
    """Where a group is."""
    return reverse("oncall:group", args=[group_id])


def group_page(group: HuntGroup, actor: Actor, *, at: datetime, calls: bool = True) -> GroupPage:
    """A group as it stands at this moment, in a fixed number of queries."""
    rows = list(group.members.all())
    members = {one.user.pk: one for one in seen(group, [row.user_id for row in rows], at=at)}
    tried = order_of(group, list(members.values()), memory_of(group)).members if members else ()
    turns = [key for key in tried if members[int(key)].state is MemberState.IDLE]
    overflow = overflow_of(group)
    return GroupPage(
        group=group,
        words=sentence(group.policy, pointer=group.pointer, by_chance=group.weighted_random),
        members=[_member(members[row.user_id], turns, actor) for row in rows if row.user_id in members],
        following=[str(members[int(key)].user) for key in turns],
        overflow=overflow.label if overflow else "",
        calls=_calls(group) if calls else (),
        live=live_board(group, last=SHOWN_CALLS) if calls else None,
        may_edit=may_edit(actor),
    )


def group_pages(actor: Actor, *, at: datetime) -> list[GroupPage]:
    """Every group; there are few."""
    groups = HuntGroup.objects.select_related(*RELATED).prefetch_related("members").order_by("name")
    return [group_page(group, actor, at=at, calls=False) for group in groups]


def _member(one: Seen, turns: Sequence[str], actor: Actor) -> MemberLine:
    state, mark = CALLED if one.ringing and one.state is MemberState.IDLE else STATES[one.state]
    row = one.member
    if row is None:
        raise ValueError(f"{one.user} is not a member.")
    why = row.get_paused_why_display() if row.paused and row.paused_why else state
    weight = f"weight {row.weight}" if row.group.policy == HuntGroup.Policy.WEIGHTED else ""
    return MemberLine(
        id=row.pk,
        position=row.position,
        name=str(one.user),
        state=why,
        mark=mark,
        turn=turns.index(one.key) + 1 if one.key in turns else 0,
        mine=row.user_id == actor.user_id,
        ringing=one.ringing,
        paused=row.paused,
        details=" · ".join(filter(None, [weight, skills_as_text(row.skills)])),
        last_at=one.last_end_at,
        missed=row.missed,
    )


def _calls(group: HuntGroup) -> list[CallLine]:
    rows = list(group.calls.select_related("incident", "answered_by").order_by("-id")[:SHOWN_CALLS])
    names = User.objects.in_bulk({user for row in rows for line in row.log for user in line["who"]})
    return [
        CallLine(
            started_at=row.started_at,
            number=row.incident.reference,
            url=f"/incidents/{row.incident.number}/",
            outcome=str(row.answered_by) if row.answered_by else row.get_state_display(),
            steps=[_step(line, names) for line in row.log],
        )
        for row in rows
    ]


def _step(line: Mapping[str, Any], names: Mapping[int, User]) -> tuple[str, str]:
    who = ", ".join(str(names[user]) for user in line["who"] if user in names)
    return f"{line['s']:g} s", f"{who} {LOGGED.get(line['what'], line['what'])}".strip()
