"""What paged people answer: it is mine, not me, go on. The first acknowledgement stops the run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark

from accounts.actors import Actor
from accounts.models import User
from accounts.refusals import Unable
from incidents.models import Incident
from incidents.operations.acting import permit
from incidents.operations.escalate import note_acknowledged
from incidents.stages import Stage
from oncall.models import EscalationRun, HuntCall, Page
from oncall.operations import hunts
from oncall.operations.moving import move_on
from oncall.operations.pressing import to_press
from oncall.operations.runs import ACTIVE, create_run, locked, runs_of, set_timer
from oncall.paths.escalation import Phase, Position, reminder_s
from oncall.paths.path import PathSnapshot
from oncall.queries import RESPONDING, needs_nobody
from timeline.operations import record

State = EscalationRun.State
VIA = {
    "sms": "SMS",
    "voice": "phone",
    "slack": "Slack",
    "whatsapp": "WhatsApp",
    "webpush": "the push",
    "mail": "the link in the mail",
    "web": "the web",
    "api": "the API",
}
_ENDED = {
    Stage.CLOSED: mark("closed"),
    Stage.CANCELLED: mark("cancelled"),
    Stage.MERGED: mark("merged"),
}


class UnableToAnswer(Unable):
    """The page cannot be answered any more, or by this person."""


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What came of an answer; `first` is false when the same had been said before, by whomever `by` names.

    `counted`: not the first, but this person had to answer for herself.
    """

    first: bool
    by: str
    at: datetime
    counted: bool = False


def acknowledge(*, incident_id: int, actor: Actor, at: datetime) -> Answered:
    """Take it: the run stops, handling starts. A second acknowledgement changes nothing and says who was first.

    Raises NotPermitted, UnableToAnswer when the incident is over, Incident.DoesNotExist.
    """
    with transaction.atomic():
        incident = answerable("acknowledge", incident_id, actor)
        user = person(actor)
        run = runs_of(incident).exclude(state=State.ENDED).first()
        if run is not None and run.state == State.ACKNOWLEDGED:
            return _second(incident, run, actor, at)
        run = run or create_run(incident, at=at)
        answer_pages(incident, user, Page.Answer.ACKNOWLEDGED, actor, at)
        for hunt in incident.hunts.filter(run=run, state=HuntCall.State.RUNNING, pages__user=user).distinct():
            hunts.answered(hunt, incident, user=user, at=at)
        hunts.end_hunts(incident, at=at, run=run)
        _hold(run, incident, user, at)
        tell_by("escalation.acknowledged", incident, actor, at, run=run.pk, user=user.pk)
        note_acknowledged(incident_id=incident.pk, user=user, at=at, via=actor.via)
    return Answered(first=True, by=str(user), at=at)


def decline(*, incident_id: int, actor: Actor, at: datetime) -> Answered:
    """Not me: the next is paged at once, if this person's turn has not passed already."""
    with transaction.atomic():
        incident = answerable("decline", incident_id, actor)
        user = person(actor)
        page = _open_page(incident, user)
        answer_pages(incident, user, Page.Answer.DECLINED, actor, at)
        tell_by("escalation.declined", incident, actor, at, user=user.pk)
        run = runs_of(incident).exclude(state=State.ENDED).first()
        passed_on = page is not None and page.hunt is not None and hunts.decline_ring(page, incident, at=at)
        has_turn = run is not None and _has_turn(run, page, user)
        if run is not None and run.acknowledged_by_id == user.pk:
            _give_back(run, incident, user)
        if not passed_on and run is not None and has_turn:
            move_on(run, incident, at=at)
    return Answered(first=True, by=str(user), at=at)


def escalate_now(*, incident_id: int, actor: Actor, at: datetime) -> Answered:
    """Go on to the next level without waiting. After an acknowledgement more people are called, and it stands."""
    with transaction.atomic():
        incident = answerable("escalate_now", incident_id, actor)
        user = person(actor)
        answer_pages(incident, user, Page.Answer.ESCALATED, actor, at)
        run = runs_of(incident).exclude(state=State.ENDED).first() or create_run(incident, at=at)
        held_by = str(run.acknowledged_by or "")
        tell_by("escalation.passed_on", incident, actor, at, user=user.pk, held_by=held_by)
        move_on(run, incident, at=at, hurry=True)
    return Answered(first=True, by=str(user), at=at)


def still_on_it(*, incident_id: int, actor: Actor, at: datetime) -> Answered:
    """Progress in one letter: the acknowledgement holds for another while."""
    with transaction.atomic():
        incident = answerable("acknowledge", incident_id, actor)
        run = runs_of(incident).exclude(state=State.ENDED).first()
        if run is None or run.state in ACTIVE:
            return acknowledge(incident_id=incident_id, actor=actor, at=at)
        tell_by("escalation.still_on_it", incident, actor, at, user=actor.user_id)
    return Answered(first=True, by=actor.named.label, at=at)


def person(actor: Actor) -> User:
    """The user who acts; the system never answers a page."""
    return User.objects.get(pk=actor.user_id or 0)


def answerable(action: str, incident_id: int, actor: Actor) -> Incident:
    incident = locked(incident_id)
    permit(action, incident=incident, actor=actor)
    run = runs_of(incident).exclude(state=State.ENDED).first()
    if needs_nobody(incident, since=run.started_at if run else None):
        state = mark("restored") if incident.is_open else _ENDED[Stage(incident.stage)]
        said = _("{number} is {state}. There is nothing more to do.")
        sentence = said.format(number=incident.reference, state=_(state))
        raise UnableToAnswer("INCIDENT_OVER", sentences=[sentence])
    return incident


def _second(incident: Incident, run: EscalationRun, actor: Actor, at: datetime) -> Answered:
    """Somebody has it. From the same person it is a sign of life; from another it only answers her own page."""
    user = run.acknowledged_by
    if user is None or run.acknowledged_at is None:
        raise UnableToAnswer(
            "INCIDENT_OVER", sentences=[_("{number} is being handled.").format(number=incident.reference)]
        )
    asked = incident.pages.filter(user=actor.user_id, answer="", each_acks=True, purpose__in=RESPONDING)
    if user.pk != actor.user_id and asked.exists():
        answer_pages(incident, person(actor), Page.Answer.ACKNOWLEDGED, actor, at)
        tell_by("escalation.acknowledged_too", incident, actor, at, run=run.pk, user=actor.user_id)
        return Answered(first=False, by=str(user), at=run.acknowledged_at, counted=True)
    if user.pk == actor.user_id and at > run.acknowledged_at:
        tell_by("escalation.still_on_it", incident, actor, at, user=user.pk)
    return Answered(first=False, by=str(user), at=run.acknowledged_at)


def _hold(run: EscalationRun, incident: Incident, user: User, at: datetime) -> None:
    """Stop climbing. The level that acknowledged is where paging resumes if nothing more is heard."""
    answered = incident.pages.filter(run=run, user=user).exclude(level=None).order_by("-id").first()
    if answered is not None:
        position = Position(phase=Phase.LEVEL, level=answered.level or 0, pass_no=answered.pass_number)
        run.position = position.to_json()
    run.state, run.acknowledged_by, run.acknowledged_at = State.ACKNOWLEDGED, user, at
    ttl_s = PathSnapshot.from_json(run.path).ack_ttl_s
    remind_at = None if ttl_s is None else at + timedelta(seconds=reminder_s(ttl_s))
    owed_at = to_press(run, at=at).look_again_at
    set_timer(run, min(filter(None, (remind_at, owed_at)), default=None), at=at)


def _give_back(run: EscalationRun, incident: Incident, user: User) -> None:
    """Not me after all: the acknowledgement is void, and the page says so."""
    run.acknowledged_by, run.acknowledged_at = None, None
    run.save(update_fields=["acknowledged_by", "acknowledged_at"])
    taken = incident.pages.filter(run=run, user=user, answer=Page.Answer.ACKNOWLEDGED)
    taken.update(answer=Page.Answer.DECLINED)


def answer_pages(incident: Incident, user: User, answer: str, actor: Actor, at: datetime) -> None:
    incident.pages.filter(user=user, answer="", purpose__in=RESPONDING).update(
        answer=answer, answered_at=at, answered_via=actor.via
    )


def _open_page(incident: Incident, user: User) -> Page | None:
    """The newest page of this person that waits for an answer."""
    pages = incident.pages.filter(user=user, answer="", purpose__in=RESPONDING)
    return pages.select_related("hunt", "run").order_by("-id").first()


def _has_turn(run: EscalationRun, page: Page | None, user: User) -> bool:
    """Whether the run waits for this person: paged by its present step, or holding it."""
    if run.is_held:
        return run.acknowledged_by_id == user.pk
    return page is not None and page.key.startswith(f"{run.key}:{run.step}:")


def tell_by(kind: str, incident: Incident, actor: Actor, at: datetime, **data: object) -> None:
    about = {"incident": incident.pk, "number": incident.number, "via": VIA.get(actor.via, actor.via)}
    record(kind, subject=incident.key, actor=actor.named, at=at, data={**about, **data})
