"""A live call hunts a group, in the order and with the memory that pages use: whom the caller's line rings next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from accounts.models import User
from catalog.business_hours import is_open
from catalog.queries.hours import hours_of
from notifications.channels.protocol import ForgedCallback
from oncall.hunts.hunting import HuntAct, HuntProgress, HuntSettings, Line, Offer, next_offer
from oncall.hunts.members import MemberState
from oncall.models import HuntGroup, LiveCall, LiveRing
from oncall.operations.hunt_memory import lock_memories, recall, remember
from oncall.paths.path import TargetSnapshot
from oncall.queries.groups import Asking, order_of, overflow_of, seen, settings_of
from oncall.queries.live import OPEN, phones_of
from oncall.queries.roster import Roster
from outbox.operations import ToDo, put
from timeline.actors import SYSTEM
from timeline.operations import record

TOPIC = "oncall.live_call"
GRACE = timedelta(seconds=60)
"""A provider that has said nothing of a step for so long will say no more of it."""
REPEATED_WITHIN = timedelta(minutes=1)
"""A provider that heard no answer asks again within seconds; what comes later was recorded and is played back."""
MOST_RINGS = 10
SHORTEST_RING_S = 5
MESSAGE_S = 180
State = LiveCall.State
Ringing = LiveRing.State


def hunt_in(call: LiveCall, group: HuntGroup, *, at: datetime) -> None:
    """Begin with the first in the group's order. The members are this call's own copy."""
    lock_memories([group.pk])
    settings = settings_of(group)
    members: tuple[str, ...] = ()
    if group.calendar is None or is_open(hours_of(group.calendar), at):
        users = list(group.members.values_list("user", flat=True))
        known = seen(group, users, at=at, asking=Asking(call=call.pk, by_phone=True))
        found = order_of(group, known, recall(group.pk))
        remember(group.pk, found.memory)
        members = tuple(dict.fromkeys(found.members))
    else:
        note(call, [], "closed", at)
        settings = replace(settings, max_passes=1)
    _begin(call, settings, members, group=group, at=at)


def ring_next(call: LiveCall, *, at: datetime, silent: bool = False, line: str = Line.FREE) -> None:
    """The next phone, a pause, the overflow, or at the end the caller's message; the call is locked."""
    progress = HuntProgress.from_json(call.position)
    asking = Asking(call=call.pk, by_phone=True)
    known = seen(call.hunting, list(map(int, progress.members)), at=at, asking=asking)
    states = {one.key: one.state for one in known}
    offer = next_offer(
        HuntSettings.from_json(call.snapshot),
        progress,
        available={key for key, state in states.items() if state is MemberState.IDLE},
        busy={key for key, state in states.items() if state is MemberState.BUSY},
        elapsed_s=(at - call.hunting_since).total_seconds(),
        silent=silent,
        line=Line(line),
    )
    call.position = offer.progress.to_json()
    for key in offer.skipped:
        note(call, [int(key)], states.get(key, MemberState.OFF_SHIFT), at)
    if offer.act in (HuntAct.OVERFLOW, HuntAct.STOP):
        _overflow(call, offer, at=at)
    else:
        _ring(call, offer, at=at)


def ring_on(call: LiveCall, rings: Sequence[LiveRing], left_s: float, *, at: datetime) -> None:
    """These ring for what is left of the time: a voicemail that was quicker must not end it for the others."""
    _turn(call, ceil(left_s), at=at)
    LiveRing.objects.filter(pk__in=[ring.pk for ring in rings]).update(step=call.step)


def note(call: LiveCall, user_ids: Sequence[int], what: str, at: datetime, **more: Any) -> None:
    """A line in the call's own log; the caller saves it."""
    after_s = round((at - call.started_at).total_seconds(), 1)
    call.log.append({"s": after_s, "who": list(user_ids), "what": str(what), **more})


def tell(kind: str, call: LiveCall, *, at: datetime, **data: Any) -> None:
    """Record a fact about a call."""
    about = {"call": call.pk, "caller": call.who, "group": call.group_name}
    record(kind, subject=call.key, actor=SYSTEM, at=at, data={**about, **data})


def refuse_replay(happened_at: datetime | None, *, at: datetime) -> None:
    """Raise ForgedCallback for what was answered longer ago than a provider asks again."""
    if happened_at is None or at - happened_at > REPEATED_WITHIN:
        raise ForgedCallback("this was answered before")


def _begin(
    call: LiveCall,
    settings: HuntSettings,
    members: tuple[str, ...],
    *,
    group: HuntGroup | None,
    at: datetime,
) -> None:
    visited = [*call.snapshot.get("visited", ()), *([group.pk] if group else [])]
    call.hunting, call.hunting_since = group, at
    call.snapshot = {**settings.to_json(), "visited": visited}
    call.position = HuntProgress(members=members).to_json()
    ring_next(call, at=at)


def _ring(call: LiveCall, offer: Offer, *, at: datetime) -> None:
    users = [int(key) for key in offer.members][:MOST_RINGS]
    note(call, users, "ring" if users else "pause", at)
    _turn(call, max(SHORTEST_RING_S, ceil(offer.wait_s)) if users else ceil(offer.wait_s), at=at)
    phones = phones_of(users)
    LiveRing.objects.bulk_create(
        LiveRing(call=call, user_id=user, number=phones[user], step=call.step, rang_at=at)
        for user in users
        if user in phones
    )
    if users and call.hunting_id:
        offered = [str(user) for user in users]
        remember(call.hunting_id, recall(call.hunting_id).offered(offered))


def _turn(call: LiveCall, seconds: int, *, at: datetime) -> None:
    """The line does something new, for so long; if nothing is heard of it, the call counts as lost."""
    call.step += 1
    call.turned_at, call.snapshot["seconds"] = at, seconds
    call.save()
    payload = {"call": call.pk, "step": call.step}
    due_at = at + timedelta(seconds=seconds) + GRACE
    put(ToDo(topic=TOPIC, key=f"live:{call.pk}:{call.step}", due_at=due_at, payload=payload), at=at)


def _overflow(call: LiveCall, offer: Offer, *, at: datetime) -> None:
    """Nobody took it: the overflow is rung, and without one the caller is asked for a message."""
    if call.hunting_id:
        remember(call.hunting_id, recall(call.hunting_id).exhausted())
    target = overflow_of(call.hunting) if call.hunting and offer.act is HuntAct.OVERFLOW else None
    if target is None or not _hand_over(call, target, at=at):
        note(call, [], "message", at)
        call.state = State.VOICEMAIL
        _turn(call, MESSAGE_S, at=at)


def _hand_over(call: LiveCall, target: TargetSnapshot, *, at: datetime) -> bool:
    """Hunt on there; False when nobody is there, or the call has come through that group already."""
    if target.kind == "group":
        group = HuntGroup.objects.select_related("calendar").filter(pk=int(target.key)).first()
        if group is None or group.pk in call.snapshot.get("visited", ()):
            return False
        note(call, [], "overflow", at, to=group.name)
        hunt_in(call, group, at=at)
        return True
    people = Roster.of([target], at).behind.get((target.kind, target.key), ())
    if not phones_of(people):
        return False
    note(call, list(people), "overflow", at)
    settings = replace(HuntSettings.from_json(call.snapshot), policy="ring_all", max_passes=1, overflow=None)
    settings = replace(settings, total_timeout_s=None)
    _begin(call, settings, tuple(map(str, people)), group=None, at=at)
    return True


def cancel_rings(call: LiveCall, *, besides: User | None = None) -> list[int]:
    """Nobody else is to answer; whose phones rang on."""
    rings = call.rings.filter(state__in=OPEN).exclude(user=besides)
    users = list(rings.values_list("user", flat=True))
    rings.update(state=Ringing.CANCELLED)
    return users
