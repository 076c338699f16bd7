"""Decides what may be said to a customer, word for word, and what may not; ready to be read out or mailed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from incidents.queries.customer import UNTOLD


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What stands around the approved words in one language."""

    untold: str
    next_word: str
    page: str
    greeting: str
    subject: str
    signed: str


FRAMES: Mapping[str, Frame] = MappingProxyType(
    {
        "en": Frame(
            untold=UNTOLD,
            next_word="We write again by {at} {zone}, also if there is nothing new.",
            page="How it stands can be read at any time on {url}",
            greeting="Hello {name},",
            subject="Your report",
            signed="Kind regards\n{company}",
        ),
        "de": Frame(
            untold="Uns ist eine Störung bekannt, und wir arbeiten daran. "
            "Wir melden uns, sobald wir mehr wissen.",
            next_word="Wir schreiben wieder bis {at} {zone}, auch wenn es nichts Neues gibt.",
            page="Wie es steht, können Sie jederzeit hier lesen: {url}",
            greeting="Guten Tag {name},",
            subject="Ihre Meldung",
            signed="Mit freundlichen Grüßen\n{company}",
        ),
    }
)


@dataclass(frozen=True, kw_only=True)
class Approved:
    """What was published of one incident; `text` empty while nothing was. `texts` are translations of it."""

    title: str = ""
    text: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    next_at: datetime | None = None
    over: bool = False


@dataclass(frozen=True, kw_only=True)
class Listener:
    """Whom it is said to: times are theirs."""

    name: str = ""
    language: str = "en"
    zone: str = "UTC"


@dataclass(frozen=True)
class Mail:
    """A subject and a text."""

    subject: str
    text: str


def may_say(approved: Approved, listener: Listener, *, now: datetime) -> str:
    """The approved words, and when the next ones come; a promise that has passed is not repeated."""
    language, frame = _frame(approved, listener)
    if not approved.text:
        return frame.untold
    said = approved.texts.get(language) or approved.text
    if approved.over or approved.next_at is None or approved.next_at <= now:
        return said
    at, zone = _there(approved.next_at, listener.zone)
    return f"{said} {frame.next_word.format(at=at, zone=zone)}"


def mail(approved: Approved, listener: Listener, *, company: str, page_url: str, now: datetime) -> Mail:
    """The same as a mail. Nothing in it was not published."""
    _, frame = _frame(approved, listener)
    hello = (
        frame.greeting.format(name=listener.name)
        if listener.name
        else frame.greeting.format(name="").replace(" ,", ",")
    )
    parts = [
        hello,
        may_say(approved, listener, now=now),
        frame.page.format(url=page_url),
        frame.signed.format(company=company),
    ]
    return Mail(approved.title or frame.subject, "\n\n".join(parts) + "\n")


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


def _frame(approved: Approved, listener: Listener) -> tuple[str, Frame]:
    """The listener's language where the words were translated, or where there are none yet."""
    wanted = listener.language.partition("-")[0]
    language = wanted if wanted in FRAMES and (wanted in approved.texts or not approved.text) else "en"
    return language, FRAMES[language]


def _there(at: datetime, zone: str) -> tuple[str, str]:
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%H:%M}", zone.rpartition("/")[2].replace("_", " ") + ("" if zone == "UTC" else " time")
