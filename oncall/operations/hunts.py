"""A hunt rings the members of a group in the group's order, each for its time, beside the level's own clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from incidents.models import Incident
from oncall.hunts.hunting import HuntAct, HuntProgress, HuntSettings, Offer, next_offer
from oncall.hunts.members import MemberState
from oncall.models import EscalationRun, HuntCall, HuntGroup, Page
from oncall.operations.hunt_memory import (
    lock_memories,
    note_answered,
    note_ended,
    note_missed,
    recall,
    remember,
)
from oncall.operations.paging import Call, tell
from oncall.operations.ringing import call_managers, leave_word, ring, ringing, tell_others, tell_paused
from oncall.paging.reaching import Urgency, urgency_of
from oncall.paths.path import TargetSnapshot
from oncall.queries.groups import Asking, order_of, seen, settings_of
from oncall.queries.roster import Roster
from outbox.handling import MOOT
from outbox.operations import ToDo, put

TOPIC = "oncall.hunt"
State = HuntCall.State
RING = "ring"


@dataclass(frozen=True, kw_only=True)
class Hunted:
    """What a hunt is for; `visited` are the groups through which the call has come."""

    incident: Incident
    purpose: str
    run: EscalationRun | None = None
    told: dict[str, Any] | None = None
    visited: tuple[int, ...] = ()


def start_hunt(
    incident: Incident, *, group_id: int, purpose: str, at: datetime, call: Call | None = None
) -> HuntCall:
    """Ring the first in the group's order in the caller's transaction. The members are this call's own copy."""
    lock_memories([group_id])
    told: dict[str, Any] = {}
    if call is not None:
        told = {"level": call.level, "level_name": call.level_name, "pass_number": call.pass_number}
        told["channels"] = list(call.channels)
    run = call.run if call else None
    return _hunt_group(Hunted(incident=incident, purpose=purpose, run=run, told=told), group_id, at)


def ring_next(hunt: HuntCall, incident: Incident, *, at: datetime, silent: bool = False) -> None:
    """Go on after silence or a decline: the next, a pause, or the end of the list."""
    progress = HuntProgress.from_json(hunt.position)
    group = HuntGroup.objects.filter(pk=hunt.group_id or 0).first()
    urgency, users = _urgency(incident, hunt.snapshot), list(map(int, progress.members))
    found = {one.key: one for one in seen(group, users, at=at, asking=Asking(hunt=hunt.pk, urgency=urgency))}
    states = {key: one.state for key, one in found.items()}
    offer = next_offer(
        HuntSettings.from_json(hunt.snapshot),
        progress,
        available={key for key, state in states.items() if state is MemberState.IDLE},
        busy={key for key, state in states.items() if state is MemberState.BUSY},
        elapsed_s=(at - hunt.started_at).total_seconds(),
        silent=silent,
    )
    hunt.position = offer.progress.to_json()
    hunt.step += 1
    for key in offer.skipped:
        note(hunt, [int(key)], states.get(key, MemberState.OFF_SHIFT), at)
    leave_word(
        hunt, incident, [int(key) for key in offer.skipped if key in found and found[key].silenced], at=at
    )
    if offer.act in (HuntAct.OVERFLOW, HuntAct.STOP):
        _overflow(hunt, incident, offer, at=at)
        return
    _wait(hunt, incident, offer, at=at)


def decline_ring(page: Page, incident: Incident, *, at: datetime) -> bool:
    """Whoever is being rung says no: the next is rung at once. False when the ring had passed on, or the hunt ended.

    The incident is locked; the hunt is read anew, because the page at hand may be older than the lock. While others
    of the same ring may still take it, the ring goes on.
    """
    hunt = HuntCall.objects.select_for_update().get(pk=page.hunt_id or 0)
    if hunt.state != State.RUNNING or not page.key.startswith(hunt.ring_key):
        return False
    lock_memories([hunt.group_id] if hunt.group_id else [])
    note(hunt, [page.user_id], "declined", at)
    hunt.save(update_fields=["log"])
    if not [user for user in ringing(hunt) if user != page.user_id]:
        ring_next(hunt, incident, at=at)
    return True


def go_on(*, hunt_id: int, step: int, at: datetime) -> str | None:
    """A ring is over. Moot when somebody answered, or the hunt moved on or ended."""
    found = HuntCall.objects.filter(pk=hunt_id).values_list("incident_id", flat=True).first()
    if found is None:
        return MOOT
    incident = Incident.objects.select_for_update().get(pk=found)
    hunt = HuntCall.objects.select_for_update().get(pk=hunt_id)
    if hunt.state != State.RUNNING or hunt.step != step:
        return MOOT
    if not incident.is_open or (hunt.purpose == "dispatch" and incident.helpdesk_owner_id is not None):
        _end(hunt, State.ENDED, at)
        return MOOT
    lock_memories([hunt.group_id] if hunt.group_id else [])
    silent = ringing(hunt)
    if silent:
        note(hunt, silent, "no_answer", at)
        for member in note_missed(hunt.group_id, silent, at=at):
            tell_paused(member, hunt, incident, at=at)
    ring_next(hunt, incident, at=at, silent=bool(silent))
    return None


def end_hunts(
    incident: Incident, *, at: datetime, run: EscalationRun | None = None, purpose: str = ""
) -> None:
    """Stop the hunts of a run, or those with a purpose; whoever was being rung is called no more."""
    running = incident.hunts.filter(state=State.RUNNING)
    running = running.filter(run=run) if run is not None else running
    running = running.filter(purpose=purpose) if purpose else running
    running.update(state=State.ENDED, ended_at=at)


def end_hunts_of(runs: Sequence[EscalationRun], *, at: datetime) -> None:
    """Stop what these runs hunt."""
    HuntCall.objects.filter(run__in=runs, state=State.RUNNING).update(state=State.ENDED, ended_at=at)


def answered(hunt: HuntCall, incident: Incident, *, user: User, at: datetime) -> None:
    """A member accepted: nobody further is rung, and whoever else was being rung is told."""
    if hunt.group_id:
        lock_memories([hunt.group_id])
    note(hunt, [user.pk], "answered", at)
    others = tell_others(hunt, incident, user, at=at)
    if others:
        note(hunt, others, "cancelled", at)
    note_answered(hunt.group_id, user.pk)
    note_ended(hunt.group_id, user.pk, at=at)
    hunt.answered_by = user
    _end(hunt, State.ANSWERED, at)
    tell("hunt.answered", incident, at=at, group=hunt.group_name, user=user.pk, user_label=str(user))


def note(hunt: HuntCall, user_ids: Sequence[int], what: str, at: datetime) -> None:
    """A line in the call's own log; the caller saves it."""
    after_s = round((at - hunt.started_at).total_seconds(), 1)
    hunt.log.append({"s": after_s, "who": list(user_ids), "what": str(what)})


def _urgency(incident: Incident, told: Mapping[str, Any]) -> Urgency:
    """What may be held until morning; a level that insists on a channel waits for nobody's quiet hours."""
    return Urgency.HIGH if told.get("channels") else urgency_of(incident.priority)


def _hunt_group(wanted: Hunted, group_id: int, at: datetime) -> HuntCall:
    related = ("overflow_group", "overflow_schedule", "overflow_user")
    group = HuntGroup.objects.select_related(*related).prefetch_related("members").get(pk=group_id)
    users = [member.user_id for member in group.members.all()]
    urgency = _urgency(wanted.incident, wanted.told or {})
    found = order_of(group, seen(group, users, at=at, asking=Asking(urgency=urgency)), recall(group.pk))
    remember(group.pk, found.memory)
    members = tuple(dict.fromkeys(found.members))
    return _begin(wanted, settings_of(group), members, group=group, name=group.name, at=at)


def _begin(
    wanted: Hunted,
    settings: HuntSettings,
    members: tuple[str, ...],
    *,
    name: str,
    at: datetime,
    group: HuntGroup | None = None,
) -> HuntCall:
    visited = [*wanted.visited, *([group.pk] if group else [])]
    hunt = HuntCall.objects.create(
        incident=wanted.incident,
        run=wanted.run,
        group=group,
        group_name=name,
        purpose=wanted.purpose,
        snapshot={**settings.to_json(), **(wanted.told or {}), "visited": visited},
        position=HuntProgress(members=members).to_json(),
        started_at=at,
    )
    tell("hunt.started", wanted.incident, at=at, group=name, purpose=wanted.purpose)
    ring_next(hunt, wanted.incident, at=at)
    return hunt


def _wait(hunt: HuntCall, incident: Incident, offer: Offer, *, at: datetime) -> None:
    """Set the timer of this ring or pause, and ring."""
    users = [int(key) for key in offer.members]
    note(hunt, users, RING if users else "pause", at)
    hunt.save()
    payload = {"hunt": hunt.pk, "step": hunt.step}
    due_at = at + timedelta(seconds=offer.wait_s)
    put(ToDo(topic=TOPIC, key=f"hunt:{hunt.pk}:{hunt.step}", due_at=due_at, payload=payload), at=at)
    if users:
        if hunt.group_id:
            remember(hunt.group_id, recall(hunt.group_id).offered(offer.members))
        ring(hunt, incident, users, at=at)


def _overflow(hunt: HuntCall, incident: Incident, offer: Offer, *, at: datetime) -> None:
    """Nobody accepted: the overflow is called. Without one a level waits for its time, dispatch calls managers."""
    rang = hunt.pages.exists()
    if hunt.group_id:
        remember(hunt.group_id, recall(hunt.group_id).exhausted())
    _end(hunt, State.EXHAUSTED, at)
    kind = "hunt.exhausted" if rang else "hunt.empty"
    tell(kind, incident, at=at, group=hunt.group_name, purpose=hunt.purpose, hunt=hunt.pk)
    if (
        offer.act is HuntAct.OVERFLOW
        and offer.overflow_to
        and _hand_over(hunt, incident, offer.overflow_to, at)
    ):
        return
    if hunt.purpose == "dispatch":
        call_managers(incident, key=f"hunt:{hunt.pk}:managers", at=at, hunt=hunt)


def _hand_over(hunt: HuntCall, incident: Incident, to: str, at: datetime) -> bool:
    """Hunt on in the overflow; False when nobody is there, or the call has come through that group already."""
    kind, _, key = to.partition(":")
    kept = ("level", "level_name", "pass_number", "channels")
    told = {name: hunt.snapshot[name] for name in kept if name in hunt.snapshot}
    visited = tuple(hunt.snapshot.get("visited", ()))
    wanted = Hunted(incident=incident, purpose=hunt.purpose, run=hunt.run, told=told, visited=visited)
    if kind == "group":
        group_id = int(key)
        if group_id in visited or not HuntGroup.objects.filter(pk=group_id).exists():
            return False
        _hunt_group(wanted, group_id, at)
        return True
    people = Roster.of([TargetSnapshot(kind=kind, key=key)], at).behind.get((kind, key), ())
    label = ", ".join(str(user) for user in User.objects.filter(pk__in=people).order_by("name"))[:80]
    settings = replace(HuntSettings.from_json(hunt.snapshot), policy="ring_all", max_passes=1, overflow=None)
    settings = replace(settings, total_timeout_s=None)
    if people:
        _begin(wanted, settings, tuple(map(str, people)), name=label, at=at)
    return bool(people)


def _end(hunt: HuntCall, state: str, at: datetime) -> None:
    hunt.state, hunt.ended_at = state, at
    hunt.save()
