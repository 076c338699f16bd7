"""Puts together who calls, what it is about, and the answer that was approved for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from accounts.queries import company
from statuspage.operations.answering import Reply
from statuspage.seat import reading
from statuspage.seat.callers import Match, matched, recognise
from statuspage.seat.form import NEW, Asked
from statuspage.seat.reading import Open
from statuspage.seat.saying import Approved, Listener, Mail, mail, may_say

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
        language=person.language if person else "en",
        zone=calendar.zone if calendar else "UTC",
    )


def reply_of(approved: Approved, match: Match | None, *, address: str, now: datetime) -> Reply:
    """The answer as it was said, or as it is mailed."""
    listener = listener_of(match)
    if not address:
        return Reply(words=may_say(approved, listener, now=now), language=listener.language)
    letter = letter_of(approved, listener, now=now)
    return Reply(
        words=letter.text,
        subject=letter.subject,
        address=address,
        recipient=match.contact.key if match and match.contact else "",
        label=listener.name or (match.customer.name if match else address),
        language=listener.language,
    )


def letter_of(approved: Approved, listener: Listener, *, now: datetime) -> Mail:
    """The words as a mail of ours."""
    return mail(approved, listener, company=company().name, page_url=settings.STATUS_URL, now=now)


def _about(said: str, listed: Sequence[Open], hurt: Sequence[Open]) -> Open | None:
    """What was chosen; else what hurts them most; else the only one that everybody may know of."""
    if said:
        return next((one for one in listed if str(one.incident.number) == said), None)
    told = [one for one in listed if one.approved.text and not one.approved.over]
    public = [one for one in told if not one.story.is_for_some]
    return hurt[0] if hurt else public[0] if len(public) == 1 else None
