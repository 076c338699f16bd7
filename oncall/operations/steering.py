"""What people do to a running escalation besides answering it: more hands, another person, another level, sleep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts.actors import Actor
from accounts.models import User
from accounts.refusals import Invalid, Unable
from incidents.models import Incident
from incidents.operations.acting import relations
from incidents.operations.escalate import note_acknowledged
from oncall.models import EscalationRun, HuntCall, Page
from oncall.operations import hunts
from oncall.operations.answering import answer_pages, answerable, person, tell_by
from oncall.operations.moving import enter
from oncall.operations.paging import Call, page_people
from oncall.operations.runs import create_run, runs_of, set_timer
from oncall.paths.escalation import Phase, Position, off_path_refusals, repage_step
from oncall.paths.path import MINUTE_S, PathSnapshot
from oncall.queries import path_for
from oncall.queries import roster as rosters
from oncall.queries.crews import crews

State = EscalationRun.State
SHORTEST_SLEEP, LONGEST_SLEEP = timedelta(minutes=5), timedelta(days=4)
SILENCE_S = 5 * MINUTE_S
OFF_PATH = (
    "This person is not on the path of the incident. "
    "The Incident Manager can page her nevertheless, with a reason."
)


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Who wants somebody paged, when, and why."""

    actor: Actor
    at: datetime
    reason: str


class UnableToSteer(Unable):
    """The escalation goes on as it was."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code, sentences=[sentence])


def add_responder(*, incident_id: int, user_id: int, actor: Actor, at: datetime, reason: str = "") -> None:
    """Page one more person; the path goes on as before. Off the path it is the Incident Manager's, with a reason.

    Raises NotPermitted, UnableToSteer, UnableToAnswer when the incident is over, User.DoesNotExist.
    """
    with transaction.atomic():
        incident = answerable("escalate_now", incident_id, actor)
        user, run = _somebody(user_id), _current(incident)
        _refuse_off_path(incident, run, user, Asking(actor=actor, at=at, reason=reason))
        _page(incident, run, user, at=at)
        tell_by("escalation.added", incident, actor, at, user=user.pk, user_label=str(user), reason=reason)


def reassign(*, incident_id: int, user_id: int, actor: Actor, at: datetime, reason: str = "") -> None:
    """Hand it to somebody else: she is paged, and who holds it now does until she acknowledges.

    If she does not answer within the level's time, the path goes on.
    """
    with transaction.atomic():
        incident = answerable("escalate_now", incident_id, actor)
        user, run = _somebody(user_id), _current(incident) or create_run(incident, at=at)
        if run.is_held and run.acknowledged_by_id == user.pk:
            raise UnableToSteer("HOLDS_ALREADY", f"{user} has it already.")
        _refuse_off_path(incident, run, user, Asking(actor=actor, at=at, reason=reason))
        hunts.end_hunts(incident, at=at, run=run)
        run.state = State.RUNNING
        set_timer(run, at + timedelta(seconds=_wait_s(run)), at=at)
        _page(incident, run, user, at=at)
        held_by = str(run.acknowledged_by or "")
        about = {"user": user.pk, "user_label": str(user), "held_by": held_by, "reason": reason}
        tell_by("escalation.reassigned", incident, actor, at, **about)


def escalate_to(*, incident_id: int, level: int, actor: Actor, at: datetime) -> None:
    """Page a level of one's choice now, counted from 1; from there the path goes on. An acknowledgement stands."""
    with transaction.atomic():
        incident = answerable("escalate_now", incident_id, actor)
        run = _current(incident) or create_run(incident, at=at)
        path, position = PathSnapshot.from_json(run.path), Position.from_json(run.position)
        if not 1 <= level <= len(path.levels):
            raise UnableToSteer("LEVEL_GONE", f"This path has {len(path.levels)} levels.")
        roster, wanted = rosters.of_path(path, at), path.levels[level - 1]
        if not roster.reaches(wanted.targets):
            raise UnableToSteer(
                "LEVEL_EMPTY", f"Nobody can be paged at “{wanted.name}” now. Choose another level."
            )
        here = Position(phase=Phase.LEVEL, level=level - 1, pass_no=position.pass_no)
        tell_by("escalation.sent_to", incident, actor, at, level=wanted.name)
        enter(run, incident, repage_step(path, here), roster, at=at)


def snooze(*, incident_id: int, until: datetime, actor: Actor, at: datetime) -> None:
    """Take it, and let it sleep until a moment; then paging begins at level 1. A higher class ends the sleep."""
    if not at + SHORTEST_SLEEP <= until <= at + LONGEST_SLEEP:
        sentence = "An incident sleeps for five minutes at least and four days at most."
        raise Invalid("SNOOZE_SPAN", sentences=[sentence])
    with transaction.atomic():
        incident = answerable("acknowledge", incident_id, actor)
        user, run = person(actor), _current(incident) or create_run(incident, at=at)
        answer_pages(incident, user, Page.Answer.ACKNOWLEDGED, actor, at)
        for hunt in incident.hunts.filter(run=run, state=HuntCall.State.RUNNING, pages__user=user).distinct():
            hunts.answered(hunt, incident, user=user, at=at)
        hunts.end_hunts(incident, at=at, run=run)
        run.state, run.acknowledged_by = State.SNOOZED, user
        run.acknowledged_at = run.acknowledged_at or at
        set_timer(run, until, at=at)
        shown = until.strftime("%d %b %H:%M UTC").lstrip("0")
        tell_by("escalation.snoozed", incident, actor, at, run=run.pk, user=user.pk, until=shown)
        note_acknowledged(incident_id=incident.pk, user=user, at=at, via=actor.via)


def is_on_path(user: User, incident: Incident, run: EscalationRun | None, *, at: datetime) -> bool:
    """Whether the person stands behind a target of the incident's path now, is hunted by it, or was paged by it."""
    path = PathSnapshot.from_json(run.path) if run else path_for(incident, at=at)[1]
    hunting = [int(t.key) for level in path.levels for t in level.targets if t.kind == "group"]
    named = [*rosters.of_path(path, at).behind.values(), *(one.everybody for one in crews(hunting).values())]
    paged = incident.pages.filter(user=user, run__isnull=False)
    return any(user.pk in users for users in named) or paged.exists()


def _refuse_off_path(incident: Incident, run: EscalationRun | None, user: User, asking: Asking) -> None:
    on_path = is_on_path(user, incident, run, at=asking.at)
    by_im = "im" in relations(incident, asking.actor)
    if codes := off_path_refusals(on_path=on_path, by_im=by_im, reason=asking.reason):
        raise UnableToSteer(codes[0], OFF_PATH)


def _somebody(user_id: int) -> User:
    """An active person who can be reached. Raises UnableToSteer, User.DoesNotExist."""
    user = User.objects.get(pk=user_id, is_active=True)
    if user.pk not in rosters.methods_of([user.pk]):
        raise UnableToSteer(
            "UNREACHABLE", f"{user} has no verified number or address. Call her by other means."
        )
    return user


def _current(incident: Incident) -> EscalationRun | None:
    return runs_of(incident).exclude(state=State.ENDED).first()


def _page(incident: Incident, run: EscalationRun | None, user: User, *, at: datetime) -> None:
    stamp = int(at.timestamp())
    call = Call(
        incident=incident,
        purpose=Page.Purpose.ADDED,
        key=f"{incident.key}:added:{stamp}",
        run=run,
        each_acks=True,
    )
    if Page.objects.filter(key=f"{call.key}:{user.pk}").exists():
        return  # pressed twice within one second
    page_people(call, [user], rosters.methods_of([user.pk]), at=at)


def _wait_s(run: EscalationRun) -> float:
    position = Position.from_json(run.position)
    levels = PathSnapshot.from_json(run.path).levels
    return levels[position.level].wait_s if position.phase is Phase.LEVEL else SILENCE_S
