"""One yes or no to a page, whatever the page asks for: to respond, to take it at the helpdesk, to lead it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from incidents.models import Incident
from incidents.operations import detect, escalate
from oncall.models import HuntCall, Page
from oncall.operations import answering, hunts
from oncall.operations.runs import locked

Purpose = Page.Purpose


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What a yes did: the words for whoever said it; `first` is false when nothing was left to take."""

    words: str
    first: bool = True


def take_up(*, page: Page, actor: Actor, at: datetime) -> Taken:
    """Yes to every open question of this incident that waits for this person. Raises Unable."""
    with transaction.atomic():
        _refuse_earlier_episode(page, locked(page.incident_id), actor)
        asks = _open_asks(page, actor)
        done = [_take(page, purpose, actor, at) for purpose in asks]
    return Taken(
        words=" ".join(dict.fromkeys(taken.words for taken in done)), first=any(t.first for t in done)
    )


def turn_down(*, page: Page, actor: Actor, at: datetime) -> str:
    """No. The next is asked at once; the words say whom it goes to."""
    number = page.incident.reference
    with transaction.atomic():
        incident = locked(page.incident_id)
        if page.purpose in (Purpose.IM, Purpose.DISPATCH):
            _note_declined(page, actor, at)
        if page.purpose == Purpose.IM:
            escalate.decline_im(incident_id=page.incident_id, actor=actor, at=at)
            return _("Understood. Somebody else is asked to lead {number}.").format(number=number)
        if page.purpose == Purpose.DISPATCH:
            if page.hunt is not None:
                hunts.decline_ring(page, incident, at=at)
            said = _("Understood. The next at the helpdesk is asked to take {number}.")
            return said.format(number=number)
        answering.decline(incident_id=page.incident_id, actor=actor, at=at)
    return _("Understood. {number} goes on to the next.").format(number=number)


def _refuse_earlier_episode(page: Page, incident: Incident, actor: Actor) -> None:
    """The link in a mail is bound to its run; a mail of weeks ago takes nothing of an incident that was reopened."""
    if actor.via == "mail" and page.run is not None and page.run.episode != incident.episode:
        said = _("This page is from before {number} was reopened. Sign in to answer.")
        sentence = said.format(number=incident.reference)
        raise answering.UnableToAnswer("PAGE_OLD", sentences=[sentence])


def _open_asks(page: Page, actor: Actor) -> list[str]:
    """One person may hold several seats; one yes answers for all of them, the page at hand first."""
    waiting = Page.objects.filter(incident=page.incident_id, user=actor.user_id, answer="").order_by("-id")
    purposes = [page.purpose, *waiting.values_list("purpose", flat=True)]
    return list(dict.fromkeys(p if p in (Purpose.IM, Purpose.DISPATCH) else Purpose.LEVEL for p in purposes))


def _take(page: Page, purpose: str, actor: Actor, at: datetime) -> Taken:
    reference = page.incident.reference
    if purpose == Purpose.IM:
        escalate.accept_im(incident_id=page.incident_id, actor=actor, at=at)
        _answer(page, purpose, actor, at)
        return Taken(words=_("You are Incident Manager of {number}.").format(number=reference))
    if purpose == Purpose.DISPATCH:
        incident = detect.take(incident_id=page.incident_id, actor=actor, at=at)
        _answer(page, purpose, actor, at)
        user = answering.person(actor)
        for hunt in incident.hunts.filter(purpose="dispatch", state=HuntCall.State.RUNNING):
            hunts.answered(hunt, incident, user=user, at=at)
        return Taken(words=_("{number} is yours at the helpdesk.").format(number=reference))
    if page.purpose == Purpose.REMINDER:
        answering.still_on_it(incident_id=page.incident_id, actor=actor, at=at)
        _answer(page, Purpose.REMINDER, actor, at)
        return Taken(words=_("Thank you. {number} stays with you.").format(number=reference))
    said = answering.acknowledge(incident_id=page.incident_id, actor=actor, at=at)
    if said.first:
        return Taken(words=_("{number} is yours. Thank you.").format(number=reference))
    if said.counted:
        words = _("Thank you. You are on {number} together with {who}.")
        return Taken(words=words.format(number=reference, who=said.by))
    mine = said.by == actor.named.label
    words = _("{number} is yours already.") if mine else _("{who} took {number}. You need not do anything.")
    return Taken(words=words.format(number=reference, who=said.by), first=False)


def _answer(page: Page, purpose: str, actor: Actor, at: datetime) -> None:
    Page.objects.filter(incident=page.incident_id, user=actor.user_id, purpose=purpose, answer="").update(
        answer=Page.Answer.ACKNOWLEDGED, answered_at=at, answered_via=actor.via
    )


def _note_declined(page: Page, actor: Actor, at: datetime) -> None:
    declined = {"answer": Page.Answer.DECLINED, "answered_at": at, "answered_via": actor.via}
    Page.objects.filter(pk=page.pk, answer="").update(**declined)
