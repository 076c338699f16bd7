"""A hunt rings one member of a group after the other, each for its time, beside the level's own clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.models import ContactMethod, User
from incidents.models import Incident
from oncall import roster as rosters
from oncall.hunt_order import Candidate, Memory, Rule, order
from oncall.hunting import HuntAct, HuntProgress, HuntSettings, Offer, next_offer
from oncall.models import EscalationRun, HuntCall, HuntGroup, Page
from oncall.operations.paging import Call, page_people, tell
from outbox.handling import MOOT
from outbox.operations import ToDo, put

TOPIC = "oncall.hunt"
State = HuntCall.State


def start_hunt(
    incident: Incident, *, group_id: int, purpose: str, at: datetime, call: Call | None = None
) -> HuntCall:
    """Ring the first available member in the caller's transaction. The members are this call's own copy."""
    group = HuntGroup.objects.prefetch_related("members").get(pk=group_id)
    settings = HuntSettings(
        policy=group.policy,
        ring_timeout_s=group.ring_seconds,
        max_passes=group.max_passes,
        pass_pause_s=group.pass_pause_seconds,
    )
    candidates = [Candidate(key=str(member.user_id)) for member in group.members.all() if not member.paused]
    progress = HuntProgress(members=order(Rule(policy=group.policy), candidates, Memory()).members)
    snapshot = settings.to_json()
    if call is not None:
        snapshot |= {"level": call.level, "level_name": call.level_name, "pass_number": call.pass_number}
    hunt = HuntCall.objects.create(
        incident=incident,
        run=call.run if call else None,
        group_name=group.name,
        purpose=purpose,
        snapshot=snapshot,
        position=progress.to_json(),
        started_at=at,
    )
    tell("hunt.started", incident, at=at, group=group.name, purpose=purpose)
    ring_next(hunt, incident, at=at)
    return hunt


def ring_next(hunt: HuntCall, incident: Incident, *, at: datetime) -> None:
    """Go on after silence or a decline: the next member, a pause, or the end of the list."""
    progress = HuntProgress.from_json(hunt.position)
    methods = rosters.methods_of([int(member) for member in progress.members])
    active = set(User.objects.filter(pk__in=methods, is_active=True).values_list("pk", flat=True))
    available = {str(user) for user in active}
    settings = HuntSettings.from_json(hunt.snapshot)
    offer = next_offer(
        settings, progress, available=available, elapsed_s=(at - hunt.started_at).total_seconds()
    )
    hunt.position = offer.progress.to_json()
    hunt.step += 1
    if offer.act is HuntAct.OVERFLOW:
        _overflow(hunt, incident, rang=hunt.pages.exists(), at=at)
        return
    hunt.save()
    due_at = at + timedelta(seconds=offer.wait_s)
    payload = {"hunt": hunt.pk, "step": hunt.step}
    put(ToDo(topic=TOPIC, key=f"hunt:{hunt.pk}:{hunt.step}", due_at=due_at, payload=payload), at=at)
    if offer.members:
        _ring(hunt, incident, offer, methods=methods, at=at)


def decline_ring(page: Page, incident: Incident, *, at: datetime) -> bool:
    """Whoever is being rung says no: the next is rung at once. False when the ring had passed on, or the hunt ended.

    The incident is locked; the hunt is read anew, because the page at hand may be older than the lock.
    """
    hunt = HuntCall.objects.select_for_update().get(pk=page.hunt_id or 0)
    if hunt.state != State.RUNNING or not page.key.startswith(f"hunt:{hunt.pk}:{hunt.step}:"):
        return False
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
    ring_next(hunt, incident, at=at)
    return None


def end_hunts(
    incident: Incident, *, at: datetime, run: EscalationRun | None = None, purpose: str = ""
) -> None:
    """Stop the hunts of a run, or those with a purpose; whoever was being rung is called no more."""
    running = incident.hunts.filter(state=State.RUNNING)
    running = running.filter(run=run) if run is not None else running
    running = running.filter(purpose=purpose) if purpose else running
    running.update(state=State.ENDED, ended_at=at)


def answered(hunt: HuntCall, incident: Incident, *, user: User, at: datetime) -> None:
    """A member accepted: nobody further is rung."""
    hunt.answered_by = user
    _end(hunt, State.ANSWERED, at)
    tell("hunt.answered", incident, at=at, group=hunt.group_name, user=user.pk, user_label=str(user))


def _ring(
    hunt: HuntCall,
    incident: Incident,
    offer: Offer,
    *,
    methods: dict[int, list[ContactMethod]],
    at: datetime,
) -> None:
    call = Call(
        incident=incident,
        purpose=Page.Purpose.DISPATCH if hunt.purpose == "dispatch" else Page.Purpose.HUNT,
        key=f"hunt:{hunt.pk}:{hunt.step}",
        run=hunt.run,
        hunt=hunt,
        level=hunt.snapshot.get("level"),
        level_name=hunt.snapshot.get("level_name") or hunt.group_name,
        pass_number=hunt.snapshot.get("pass_number") or 1,
    )
    page_people(call, list(User.objects.filter(pk__in=map(int, offer.members))), methods, at=at)


def _overflow(hunt: HuntCall, incident: Incident, *, rang: bool, at: datetime) -> None:
    """Nobody accepted. For dispatch an operations manager is called; a level waits for its own time-out."""
    _end(hunt, State.EXHAUSTED, at)
    kind = "hunt.exhausted" if rang else "hunt.empty"
    tell(kind, incident, at=at, group=hunt.group_name, purpose=hunt.purpose, hunt=hunt.pk)
    if hunt.purpose == "dispatch":
        call_managers(incident, key=f"hunt:{hunt.pk}:managers", at=at, hunt=hunt)


def call_managers(incident: Incident, *, key: str, at: datetime, hunt: HuntCall | None = None) -> None:
    """Nobody at dispatch: the operations managers are asked to see that somebody takes the incident."""
    managers = rosters.managers()
    methods = rosters.methods_of([user.pk for user in managers])
    call = Call(
        incident=incident, purpose=Page.Purpose.DISPATCH, key=key, hunt=hunt, level_name="operations manager"
    )
    page_people(call, managers, methods, at=at)


def _end(hunt: HuntCall, state: str, at: datetime) -> None:
    hunt.state, hunt.ended_at = state, at
    hunt.save()
