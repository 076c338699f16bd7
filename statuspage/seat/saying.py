"""Decides what may be said to a customer, word for word, and what may not; ready to be read out or mailed.

The words around it are the company's own, as for every other message: what was published stands where `{{ text }}` is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from incidents.audiences import CALL
from incidents.messages import Find, Occasion, Reader, Speaker
from incidents.wording import LANGUAGES, Words

ANSWER, UNTOLD = "answer", "untold"


@dataclass(frozen=True, kw_only=True)
class Approved:
    """What was published of one incident; `text` empty while nothing was. `titles` and `texts` are translations.

    `version` says which word of it was the newest.
    """

    number: str = ""
    title: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    components: tuple[tuple[str, str], ...] = ()
    next_at: datetime | None = None
    over: bool = False
    version: str = ""


@dataclass(frozen=True, kw_only=True)
class Listener:
    """Whom it is said to: times are theirs."""

    name: str = ""
    of: str = ""
    language: str = "en"
    zone: str = "UTC"


@dataclass(frozen=True, kw_only=True)
class Voice:
    """In whose words it is said, and where customers read on."""

    find: Find
    company: str
    page_url: str


def may_say(approved: Approved, listener: Listener, voice: Voice, *, now: datetime) -> str:
    """The approved words, and when the next ones come; a promise that has passed is not repeated."""
    return _said(approved, listener, voice, CALL, now).text.strip()


def mail(approved: Approved, listener: Listener, voice: Voice, *, now: datetime) -> Words:
    """The same as a mail. Nothing in it was not published."""
    return _said(approved, listener, voice, "email", now)


def not_to_say(approved: Approved, inner: Sequence[str] = ()) -> list[str]:
    """What nobody has approved, in sentences."""
    found = []
    if not approved.text:
        found.append("Nothing is on the status page yet: say no more than this.")
    found.append("Do not name a cause, a supplier or a colleague. Nobody has approved one.")
    if not approved.over:
        found.append("Do not say when it will be over.")
    if inner:
        found.append(f"These are our names, not the customers’: {', '.join(inner)}.")
    return found


def _said(approved: Approved, listener: Listener, voice: Voice, channel: str, now: datetime) -> Words:
    language = _language(approved, listener)
    due = approved.next_at
    occasion = Occasion(
        company=voice.company,
        reference=approved.number,
        title="",
        priority="",
        affected=0,
        incident_url="",
        status_url=voice.page_url,
        at=now,
        public_title=approved.titles.get(language) or approved.title,
        public_text=approved.texts.get(language) or approved.text,
        next_update_at=due if due and due > now and not approved.over else None,
        components=approved.components,
    )
    to = Reader(name=listener.name, of=listener.of, zone=listener.zone, language=language)
    kind = ANSWER if approved.text else UNTOLD
    return Speaker(occasion, voice.find).say(kind, readers="customers", channel=channel, to=to)


def _language(approved: Approved, listener: Listener) -> str:
    """The listener's language where the words were translated, or where there are none yet."""
    wanted = listener.language.lower().partition("-")[0]
    spoken = wanted in approved.texts or not approved.text
    return wanted if wanted in LANGUAGES and spoken else "en"
