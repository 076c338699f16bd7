"""What a paged person's text message or key does, and the words that go back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark

from accounts.actors import Actor, actor_of
from accounts.refusals import Unable
from incidents.models import Incident
from notifications.responders import Inbound
from oncall.models import Page
from oncall.operations import answering, taking
from oncall.operations.bundling import acknowledge_all, whose_bundle
from oncall.operations.posting import incident_posted
from oncall.paging.replies import Reply, Verb, parse
from oncall.queries import RESPONDING, asked_of, page_about, page_of

NOBODY = mark("No page waits for your answer.")


def understands(text: str) -> bool:
    """Whether a text is in the grammar of this room; a question of one colleague to another is not."""
    return "?" not in text and parse(text).verb in _ACTS


def answer(inbound: Inbound) -> str | None:
    """The responder of this room; None when the message is not in its grammar."""
    reply = parse(inbound.body)
    if reply.verb is Verb.ACKNOWLEDGE_ALL:
        user = whose_bundle((inbound.user, *inbound.also), reply.number)
        actor = actor_of(user, via=inbound.channel)
        return acknowledge_all(user=user, number=reply.number, actor=actor, at=inbound.at)
    if reply.verb not in _ACTS and reply.verb is not Verb.CLOSE:
        return None
    posted = incident_posted(inbound.about) if inbound.about else None
    if posted is not None and reply.number in (None, posted.number) and reply.verb is not Verb.CLOSE:
        return _answer_post(posted, reply, inbound)
    inbound = _from_whom(inbound, reply)
    found = _meant(inbound, reply)
    if found is None or isinstance(found, str):
        return found
    if reply.verb is Verb.CLOSE:
        said = _("{number} cannot be closed by text message: {link}")
        return said.format(number=found.incident.reference, link=link_of(found.incident))
    try:
        return _ACTS[reply.verb](found, actor_of(inbound.user, via=inbound.channel), inbound)
    except Unable as refusal:
        return str(refusal)


def _answer_post(incident: Incident, reply: Reply, inbound: Inbound) -> str | None:
    """A button under what a place was told: whoever may respond may take it or call the next level."""
    actor = actor_of(inbound.user, via=inbound.channel)
    try:
        if reply.verb is Verb.ESCALATE:
            answering.escalate_now(incident_id=incident.pk, actor=actor, at=inbound.at)
            return _("{number} goes on to the next level now.").format(number=incident.reference)
        if reply.verb is Verb.ACKNOWLEDGE:
            said = answering.acknowledge(incident_id=incident.pk, actor=actor, at=inbound.at)
            words = (
                _("{number} is yours. Thank you.")
                if said.first
                else _("{who} took {number}. You need not do anything.")
            )
            return words.format(number=incident.reference, who=said.by)
    except Unable as refusal:
        return str(refusal)
    return None


def link_of(incident: Incident) -> str:
    """Where the incident is."""
    return f"{settings.PUBLIC_URL}/incidents/{incident.number}/"


def _from_whom(inbound: Inbound, reply: Reply) -> Inbound:
    """One phone of several people: the answer is from whom it was asked."""
    for user in (inbound.user, *inbound.also) if inbound.also else ():
        holding = reply.verb is not Verb.ACKNOWLEDGE
        if page_about(user, reply.number) if reply.number is not None else asked_of(user, holding=holding):
            return replace(inbound, user=user)
    return inbound


def _meant(inbound: Inbound, reply: Reply) -> Page | str | None:
    """The page that is answered, or the words that ask which one; None for a key that its call does not offer."""
    if inbound.about and reply.number is None:
        return _called_about(inbound, reply)
    if reply.number is not None:
        page = page_about(inbound.user, reply.number)
        return page or _("You were not paged for {number}.").format(number=f"INC-{reply.number}")
    asked = asked_of(inbound.user, holding=reply.verb is not Verb.ACKNOWLEDGE)
    if len(asked) == 1:
        return asked[0]
    if not asked:
        return _(NOBODY)
    numbers = ", ".join(f"INC-{page.incident.number}" for page in asked)
    said = _("Which one? You are paged for {numbers}. Reply for example {first}a.")
    return said.format(numbers=numbers, first=asked[0].incident.number)


def _called_about(inbound: Inbound, reply: Reply) -> Page | None:
    page = page_of(inbound.about)
    if page is None or page.user_id != inbound.user.pk:
        return None
    if reply.verb is Verb.ESCALATE and page.purpose not in RESPONDING:
        return None
    return page


def _acknowledge(page: Page, actor: Actor, inbound: Inbound) -> str:
    said = taking.take_up(page=page, actor=actor, at=inbound.at).words
    return said if inbound.about else f"{said} {link_of(page.incident)}"


def _decline(page: Page, actor: Actor, inbound: Inbound) -> str:
    return taking.turn_down(page=page, actor=actor, at=inbound.at)


def _escalate(page: Page, actor: Actor, inbound: Inbound) -> str:
    answering.escalate_now(incident_id=page.incident_id, actor=actor, at=inbound.at)
    return _("{number} goes on to the next level now.").format(number=page.incident.reference)


def _still_on_it(page: Page, actor: Actor, inbound: Inbound) -> str:
    answering.still_on_it(incident_id=page.incident_id, actor=actor, at=inbound.at)
    return _("Thank you. {number} stays with you.").format(number=page.incident.reference)


_ACTS: dict[Verb, Callable[[Page, Actor, Inbound], str]] = {
    Verb.ACKNOWLEDGE: _acknowledge,
    Verb.DECLINE: _decline,
    Verb.ESCALATE: _escalate,
    Verb.STILL_ON_IT: _still_on_it,
}
