"""What happens to a live call: it comes, a ring ends, a member presses a key, two have talked, the caller is gone.

The call's row is locked for each: of two who press 1 in the same second one has it, and the other hears so.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.queries import company
from notifications.channels.live_calls import CallScript, LiveEvent, Then
from notifications.channels.protocol import ForgedCallback
from oncall.hunts.hunting import Line
from oncall.models import LiveCall, LiveRing
from oncall.operations import live_calls
from oncall.operations.hunt_memory import lock_memories, note_answered, note_ended, note_missed
from oncall.operations.live_calls import Ringing, State, note, refuse_replay, tell
from oncall.operations.live_missed import miss
from oncall.operations.live_paused import say_paused
from oncall.paging import call_words as words
from oncall.queries.callers import caller_of
from oncall.queries.live import OPEN, group_at
from outbox.operations import ToDo, put

LONGEST_TALK = timedelta(hours=4, minutes=5)
MOST_TURNS = 3
WAITED = timedelta(seconds=10)
LINES = {"busy": (Ringing.BUSY, Line.BUSY), "failed": (Ringing.FAILED, Line.DEAD)}


def receive(*, event: LiveEvent, at: datetime) -> CallScript | None:
    """Somebody dialled a number of ours: hunt its group. None when no group has the number."""
    with transaction.atomic():
        group = group_at(event.called)
        if group is None:
            return None
        caller = caller_of(event.caller)
        call, is_new = LiveCall.objects.get_or_create(
            provider=event.provider,
            provider_id=event.provider_id,
            defaults={
                "number": event.called, "caller": event.caller, "caller_label": caller.label,
                "customer": caller.customer, "means": caller.means, "group": group, "group_name": group.name,
                "hunting": group, "hunting_since": at, "turned_at": at, "started_at": at,
            },
        )  # fmt: skip
        if not is_new:
            refuse_replay(call.started_at, at=at)
            return script_of(call)
        tell("call.came", call, at=at)
        live_calls.hunt_in(call, group, at=at)
    return script_of(call)


def go_on(*, event: LiveEvent, at: datetime) -> CallScript:
    """The phones have stopped ringing, a pause is over, or two have talked: what the caller's line does next."""
    with transaction.atomic():
        call = locked(event)
        if event.is_over:
            hang_up(call, at=at)
        elif call.ended_at is not None or event.step != call.step:
            _refuse_stale(call, event, at)
        elif call.state == State.TALKING:
            end_talk(call, at=at)
        elif call.state == State.HUNTING:
            _settle(call, event.outcome, at=at)
    return script_of(call)


def pick_up(*, event: LiveEvent, at: datetime) -> CallScript:
    """A phone was picked up, by whom is not known: whoever it is hears what to press."""
    with transaction.atomic():
        call, ring = _rung(event)
        if call.state != State.HUNTING or ring.state not in OPEN:
            return _too_late(call, ring, at)
        ring.state = Ringing.HEARD
        ring.turns += 1
        ring.save()
    return _menu(call, ring)


def press(*, event: LiveEvent, at: datetime) -> CallScript:
    """A key: 1 takes the call, 2 passes it on. Without one a phone that was picked up has not answered."""
    with transaction.atomic():
        call, ring = _rung(event)
        if call.state != State.HUNTING or ring.state not in OPEN:
            return _too_late(call, ring, at)
        act = _KEYS.get(event.digits)
        if act is not None:
            ring.pressed_at = at
            return act(call, ring, at)
        if not event.digits or ring.turns >= MOST_TURNS:
            return CallScript(_(words.NO_KEY))
        ring.turns += 1
        ring.save()
    return _menu(call, ring, before=_(words.WRONG))


def hang_up(call: LiveCall, *, at: datetime) -> None:
    """The caller is gone. Who talked has talked; who rings rings no more; a call nobody took is a missed one."""
    if call.state == State.TALKING:
        end_talk(call, at=at)
    elif call.state == State.HUNTING:
        note(call, [], "hung_up", at)
        if at - call.started_at >= WAITED:
            miss(call, at=at)
        else:
            _forget(call, at=at)
    elif call.state == State.VOICEMAIL:
        miss(call, at=at)


def _forget(call: LiveCall, *, at: datetime) -> None:
    """Somebody hung up almost at once: a wrong number, or another thought."""
    live_calls.cancel_rings(call)
    call.state, call.ended_at = State.MISSED, at
    call.save()
    tell("call.given_up", call, at=at)


def end_talk(call: LiveCall, *, at: datetime) -> None:
    """Two have talked: the member rests, and is idle from now on."""
    note(call, [], "ended", at)
    call.state, call.ended_at = State.ANSWERED, at
    call.save()
    if call.answered_by_id is not None:
        note_ended(call.hunting_id, call.answered_by_id, at=at)


def script_of(call: LiveCall) -> CallScript:
    """What the caller's line does now; asked twice it says the same."""
    step = {"key": str(call.pk), "step": call.step, "seconds": call.snapshot.get("seconds", 0)}
    if call.state == State.VOICEMAIL:
        return CallScript(_(words.MESSAGE), Then.RECORD, **step)
    if call.state != State.HUNTING:
        return CallScript()
    first = words.greeting(company().name) if call.step == 1 else ""
    rings = call.rings.filter(step=call.step, state__in=OPEN).order_by("pk")
    numbers = tuple((str(ring.pk), ring.number) for ring in rings)
    if not numbers:
        return CallScript(first or _(words.HOLD), Then.WAIT, **step)
    return CallScript(first, Then.RING, numbers=numbers, shows=call.number, **step)


def locked(event: LiveEvent) -> LiveCall:
    """The call that an address of ours names, as the provider knows it. Raises ForgedCallback."""
    call = LiveCall.objects.select_for_update().filter(pk=_number(event.key)).first()
    if call is None or (call.provider, call.provider_id) != (event.provider, event.provider_id):
        raise ForgedCallback("that is another call's address")
    return call


def _rung(event: LiveEvent) -> tuple[LiveCall, LiveRing]:
    """The call first: whoever changes a ring holds its call."""
    number = _number(event.key)
    # Locked without its relations: what they would be joined to is the row as it was before the wait.
    call_id = LiveRing.objects.filter(pk=number).values_list("call", flat=True).first()
    call = LiveCall.objects.select_for_update().filter(pk=call_id or 0).first()
    if call is None:
        raise ForgedCallback("no phone rang for that")
    return call, call.rings.select_related("user").get(pk=number)


def _number(key: str) -> int:
    """A key of ours as a number; 0, which nothing has, for anything else."""
    return int(key) if key.isascii() and key.isdigit() and len(key) < 18 else 0


def _refuse_stale(call: LiveCall, event: LiveEvent, at: datetime) -> None:
    """A step that is over is answered once more if the provider asks at once; everything else was recorded."""
    if event.step not in (call.step, call.step - 1):
        raise ForgedCallback("that step is long over")
    refuse_replay(call.ended_at or call.turned_at, at=at)


def _settle(call: LiveCall, outcome: str, *, at: datetime) -> None:
    """A ring is over without a yes, or a pause is."""
    lock_memories([call.hunting_id] if call.hunting_id else [])
    rings = list(call.rings.filter(step=call.step).exclude(state=Ringing.CANCELLED))
    waiting = [ring for ring in rings if ring.state == Ringing.RINGING]
    left_s = call.snapshot["seconds"] - (at - call.turned_at).total_seconds()
    # The network stops ringing all others as soon as one phone is picked up, if only by a voicemail.
    if len(waiting) < len(rings) and waiting and left_s >= live_calls.SHORTEST_RING_S:
        _miss(call, [ring for ring in rings if ring.state == Ringing.HEARD], at=at)
        live_calls.ring_on(call, waiting, left_s, at=at)
        return
    missed = [ring for ring in rings if ring.state in OPEN]
    state, line = LINES.get(outcome if len(rings) == 1 else "", (Ringing.SILENT, Line.FREE))
    if missed and line is not Line.FREE:
        note(call, [missed[0].user_id], f"{line}_line", at)
        LiveRing.objects.filter(pk=missed[0].pk).update(state=state)
        live_calls.ring_next(call, at=at, line=line)
        return
    _miss(call, missed, at=at)
    live_calls.ring_next(call, at=at, silent=bool(missed))


def _miss(call: LiveCall, rings: list[LiveRing], *, at: datetime) -> None:
    """They did not answer: a voicemail that picks up is no answer either."""
    for what, state in (("no_answer", Ringing.RINGING), ("voicemail", Ringing.HEARD)):
        if users := [ring.user_id for ring in rings if ring.state == state]:
            note(call, users, what, at)
    LiveRing.objects.filter(pk__in=[ring.pk for ring in rings]).update(state=Ringing.SILENT)
    for member in note_missed(call.hunting_id, [ring.user_id for ring in rings], at=at):
        say_paused(member, call, at=at)


def _accept(call: LiveCall, ring: LiveRing, at: datetime) -> CallScript:
    """It is hers: the two are connected, nobody else is rung."""
    lock_memories([call.hunting_id] if call.hunting_id else [])
    ring.state = Ringing.ACCEPTED
    ring.save()
    note(call, [ring.user_id], "answered", at)
    if others := live_calls.cancel_rings(call, besides=ring.user):
        note(call, others, "cancelled", at)
    note_answered(call.hunting_id, ring.user_id)
    call.state, call.answered_by, call.answered_at = State.TALKING, ring.user, at
    call.save()
    tell("call.answered", call, at=at, user=ring.user_id, user_label=str(ring.user))
    payload = {"call": call.pk, "step": call.step, "talk": True}
    todo = ToDo(topic=live_calls.TOPIC, key=f"live:{call.pk}:talk", due_at=at + LONGEST_TALK, payload=payload)
    put(todo, at=at)
    return CallScript(_(words.JOINED), Then.JOIN)


def _decline(call: LiveCall, ring: LiveRing, at: datetime) -> CallScript:
    """Not she: her phone is laid down, and the caller's line asks for the next."""
    ring.state = Ringing.DECLINED
    ring.save()
    note(call, [ring.user_id], "declined", at)
    call.save(update_fields=["log"])
    return CallScript(_(words.DECLINED))


def _too_late(call: LiveCall, ring: LiveRing, at: datetime) -> CallScript:
    """Somebody else has it, the caller is gone, or it went on; her own key told twice is answered as before."""
    last = max(filter(None, (ring.pressed_at, call.turned_at, call.answered_at, call.ended_at)))
    refuse_replay(last, at=at)
    if ring.state == Ringing.ACCEPTED and call.state == State.TALKING:
        return CallScript(_(words.JOINED), Then.JOIN)
    if ring.state == Ringing.DECLINED:
        return CallScript(_(words.DECLINED))
    if call.answered_by is not None:
        return CallScript(words.taken(str(call.answered_by)))
    return CallScript(_(words.HUNG_UP if call.ended_at else words.PASSED_ON))


def _menu(call: LiveCall, ring: LiveRing, before: str = "") -> CallScript:
    said = words.menu(call.group_name, call.caller_label or call.caller)
    return CallScript(f"{before} {said}".strip(), Then.ASK, key=str(ring.pk), step=ring.turns)


_KEYS: dict[str, Callable[[LiveCall, LiveRing, datetime], CallScript]] = {"1": _accept, "2": _decline}
