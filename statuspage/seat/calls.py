"""Puts together who calls, what it is about, and the answer that was approved for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q

from accounts.actors import Actor
from accounts.queries import company
from incidents.models import IncidentReport
from incidents.queries.wording import wording
from incidents.wording import Words
from statuspage.operations.answering import Reply
from statuspage.seat import reading
from statuspage.seat.callers import Match, matched, recognise
from statuspage.seat.form import NEW, Answering, Asked
from statuspage.seat.reading import Open
from statuspage.seat.saying import Approved, Listener, Voice, mail, may_say

UNKNOWN = Approved()


@dataclass(frozen=True, kw_only=True)
class Call:
    """Somebody who calls: whom we recognised, and which incident it is about; None where we know of nothing yet."""

    asked: Asked
    matches: tuple[Match, ...] = ()
    chosen: Match | None = None
    about: Open | None = None
    hurt: tuple[Open, ...] = ()

    @property
    def decided(self) -> bool:
        """It was said what it is about."""
        return self.about is not None or self.asked.about == NEW

    @property
    def approved(self) -> Approved:
        """What was published of it."""
        return self.about.approved if self.about else UNKNOWN


def call_of(asked: Asked, listed: Sequence[Open]) -> Call:
    """Recognise who calls; one customer alone is taken at once."""
    matches = [] if asked.customer else recognise(asked.caller)
    sure = {one.customer.pk for one in matches}
    contact = matches[0].contact if len(matches) == 1 else None
    customer = asked.customer or (sure.pop() if len(sure) == 1 else None)
    chosen = matched(customer, asked.contact or (contact.pk if contact else None)) if customer else None
    hurt = reading.hurting(chosen.customer.pk, listed) if chosen else []
    return Call(
        asked=asked,
        matches=tuple(matches),
        chosen=chosen,
        hurt=tuple(hurt),
        about=_about(asked.about, listed, hurt),
    )


def listener_of(match: Match | None) -> Listener:
    """Whom the words are for; without a calendar times are those of UTC."""
    if match is None:
        return Listener()
    person, calendar = match.contact, match.customer.calendar
    return Listener(
        name=person.name if person else "",
        of=match.customer.name,
        language=person.language if person else "en",
        zone=calendar.zone if calendar else "UTC",
    )


def match_of(row: IncidentReport) -> Match | None:
    """Who reported it, as far as we know them."""
    if row.customer is None:
        return None
    said = Q(name__iexact=row.reporter) | Q(email__iexact=row.reporter)
    contact = row.customer.contacts.filter(said).order_by("pk").first() if row.reporter else None
    return Match(customer=row.customer, contact=contact, by="report")


def address_of(row: IncidentReport) -> str:
    """Where this person is written to, if it is known."""
    match = match_of(row)
    known = match.contact.email if match and match.contact else ""
    return row.reporter if "@" in row.reporter else known


def home_of(row: IncidentReport, listed: Sequence[Open]) -> Open | None:
    """The incident that a report was kept with, as listed."""
    return next((one for one in listed if one.incident.pk == row.incident_id), None)


def approved_for(row: IncidentReport, listed: Sequence[Open]) -> Approved:
    """What was published of it."""
    home = home_of(row, listed)
    return home.approved if home else UNKNOWN


def voice_now() -> Voice:
    """Our own words, as they are now; in two queries."""
    return Voice(find=wording().find, company=company().name, page_url=settings.STATUS_URL)


def letter_of(approved: Approved, match: Match | None, voice: Voice, *, now: datetime) -> Words:
    """The words as a mail of ours."""
    return mail(approved, listener_of(match), voice, now=now)


def _said_to(approved: Approved, match: Match | None, voice: Voice, *, now: datetime) -> Reply:
    """The answer as it was read out."""
    listener = listener_of(match)
    return Reply(words=may_say(approved, listener, voice, now=now), language=listener.language)


def _mailed_to(address: str, letter: Words, match: Match | None, *, by: Actor) -> Reply:
    """The answer as it is mailed. The names of who reads it and of who writes it may stand in it."""
    listener = listener_of(match)
    return Reply(
        words=letter.text,
        subject=letter.subject,
        address=address,
        recipient=match.contact.key if match and match.contact else "",
        label=listener.name or listener.of or address,
        language=listener.language,
        theirs=tuple(filter(None, (listener.name, listener.of, by.named.label))),
    )


def reply_to(
    form: Answering, approved: Approved, match: Match | None, voice: Voice, at: datetime, *, by: Actor
) -> Reply:
    """As it was read out, or as it is mailed: what was typed, else our words as they stand."""
    if not form.mails:
        return _said_to(approved, match, voice, now=at)
    ours = letter_of(approved, match, voice, now=at)
    letter = Words(form.written.subject or ours.subject, form.written.text or ours.text)
    return _mailed_to(form.cleaned_data["address"], letter, match, by=by)


def _about(said: str, listed: Sequence[Open], hurt: Sequence[Open]) -> Open | None:
    """What was chosen; else what hurts them most; else the only one that everybody may know of."""
    if said:
        return next((one for one in listed if str(one.incident.number) == said), None)
    told = [one for one in listed if one.approved.text and not one.approved.over]
    public = [one for one in told if not one.story.is_for_some]
    return hurt[0] if hurt else public[0] if len(public) == 1 else None
