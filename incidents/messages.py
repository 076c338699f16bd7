"""What the words of a message are filled with, for each reader: public words outside, her own clock and language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from types import MappingProxyType
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from incidents.wording import Words, filled, variables_in

FORM_OF: Mapping[str, str] = MappingProxyType({"email": "mail", "manual_call": "call"})
_STATES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "operational": "works",
            "degraded_performance": "slow",
            "partial_outage": "partial outage",
            "major_outage": "major outage",
            "maintenance": "maintenance",
        },
        "de": {
            "operational": "läuft",
            "degraded_performance": "langsam",
            "partial_outage": "teilweise ausgefallen",
            "major_outage": "ausgefallen",
            "maintenance": "Wartung",
        },
    }
)
_AFFECTED = {"en": ("1 customer affected", "{} customers affected"), "de": ("1 Kunde", "{} Kunden")}
_LONGEST_TITLE = 100


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """What is to be said. `public_title` and `public_text` are what the status page says; `report` is the letter."""

    company: str
    reference: str
    title: str
    priority: str
    affected: int
    incident_url: str
    status_url: str
    at: datetime
    public_title: str = ""
    public_text: str = ""
    next_update_at: datetime | None = None
    components: tuple[tuple[str, str], ...] = ()
    report: str = ""


class Reader(NamedTuple):
    """Who reads it: her name, her company, her clock and language, and which customers are hers."""

    name: str = ""
    of: str = ""
    customers: tuple[str, ...] = ()
    zone: str = "UTC"
    language: str = "en"


@dataclass(frozen=True)
class _Chosen:
    """Words for some readers, and which of their variables are each reader's own."""

    words: Words
    hers: tuple[str, ...]


T = TypeVar("T")
Find = Callable[[str, str, str, str], Words]


@dataclass
class Speaker:
    """Words the messages of one occasion; what several read alike is filled in once."""

    occasion: Occasion
    find: Find
    _made: dict[tuple[object, ...], Words] = field(default_factory=dict)
    _chosen: dict[tuple[str, ...], _Chosen] = field(default_factory=dict)
    _common: dict[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)

    def say(self, kind: str, *, readers: str, channel: str, to: Reader) -> Words:
        """The message in this reader's words."""
        form = FORM_OF.get(channel, "text")
        chosen = self._template(kind, readers, form, to.language)
        hers = [_OWN[name](to) for name in chosen.hers]
        key = (id(chosen), to.zone, to.language, *hers)
        made = self._made.get(key)
        if made is None:
            values = {**self._shared(to.zone, to.language), **dict(zip(chosen.hers, hers, strict=True))}
            subject = self._subject(chosen.words, values) if form == "mail" else ""
            made = self._made[key] = Words(subject, _text(chosen.words.text, values))
        return made

    def letter(self, to: Reader) -> Words:
        """What happened and why."""
        return self.say("rfo", readers="customers", channel="email", to=to)

    def _subject(self, words: Words, values: Mapping[str, str]) -> str:
        """A mail always has one; of what was never public there is no title."""
        return filled(words.subject, values) or f"{self.occasion.company}: {self.occasion.reference}"

    def _template(self, *key: str) -> _Chosen:
        found = self._chosen.get(key)
        if found is None:
            words = self.find(*key)
            names = variables_in(words.subject, words.text)
            found = self._chosen[key] = _Chosen(words, tuple(sorted(names & _OWN.keys())))
        return found

    def _shared(self, zone: str, language: str) -> Mapping[str, str]:
        key = zone, language
        if key not in self._common:
            self._common[key] = shared_values(self.occasion, zone=zone, language=language)
        return self._common[key]


def shared_values(occasion: Occasion, *, zone: str, language: str) -> Mapping[str, str]:
    """What all readers of a clock and a language read alike."""
    due = occasion.next_update_at
    states = _of_language(_STATES, language)
    one, many = _of_language(_AFFECTED, language)
    wrong = [(name, states.get(state, "")) for name, state in occasion.components if state != "operational"]
    return {
        "company": occasion.company,
        "number": occasion.reference,
        "title": occasion.public_title,
        "text": occasion.public_text,
        "components": ", ".join(name for name, _ in wrong),
        "impact": "; ".join(f"{name}: {state}" for name, state in wrong),
        "time": clock_of(occasion.at, zone=zone, today=occasion.at),
        "next_update": clock_of(due, zone=zone, today=occasion.at) if due else "",
        "page_url": occasion.status_url,
        "report": occasion.report,
        "priority": occasion.priority,
        "inner_title": occasion.title[:_LONGEST_TITLE],
        "affected": one if occasion.affected == 1 else many.format(occasion.affected),
        "incident_url": occasion.incident_url,
    }


def clock_of(moment: datetime, *, zone: str, today: datetime) -> str:
    """A time as somebody in that zone reads it, with the day when it is not today's."""
    local = moment.astimezone(ZoneInfo(zone))
    if local.date() == today.astimezone(ZoneInfo(zone)).date():
        return f"{local:%H:%M %Z}"
    return f"{local:%Y-%m-%d %H:%M %Z}"


def _customers(to: Reader) -> str:
    return ", ".join(to.customers)


_OWN: Mapping[str, Callable[[Reader], str]] = MappingProxyType(
    {
        "name": attrgetter("name"),
        "customer": attrgetter("of"),
        "your_customers": _customers,
        "their_customers": _customers,
    }
)


def _text(source: str, values: Mapping[str, str]) -> str:
    """A letter ends with its line; what has one line is a text message."""
    text = filled(source, values)
    return f"{text}\n" if "\n" in text else text


def _of_language(table: Mapping[str, T], language: str) -> T:
    return table.get(language.lower().partition("-")[0], table["en"])
