"""Turns the published document into what the public pages show at a moment: sentences, days and per cents. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

from statuspage.models import ComponentState, StatusUpdate
from statuspage.published.uptime import DAYS, Span, day_states, uptime
from statuspage.telling.claims import worst
from statuspage.telling.colours import OPERATIONAL

Page: TypeAlias = dict[str, Any]
NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
FRONT_HISTORY = 5
KICKERS = {"correction": "Correction", "all_clear": "Over"}


@dataclass(frozen=True)
class Addresses:
    """Where the public pages are."""

    home: str
    history: str
    feed: str
    story: Callable[[str], str]
    rss: str = ""


def frame(document: Page, where: Addresses) -> Page:
    """What every public page shows around its content."""
    return {
        "company": document["company"],
        "home_url": where.home,
        "history_url": where.history,
        "feed_url": where.feed,
        "rss_url": where.rss,
        "contact_url": "",
        "published_at": document["published_at"],
    }


def front(document: Page, where: Addresses, *, now: datetime) -> Page:
    """The page itself: one sentence, what was told, every component with its days, what was before."""
    running = [one for one in document["incidents"] if one["resolved_at"] is None]
    before = [one for one in document["incidents"] if one["resolved_at"] is not None]
    states = [component["state"] for component in document["components"]]
    return {
        **frame(document, where),
        "state": worst(states) if document["published_at"] else "unknown",
        "kick": _kick(states, bool(running)),
        **(_trouble(running[0], now) if running else _calm(document, before, now)),
        "incidents": [story(incident, where) for incident in running],
        "components": [_component(component, now) for component in document["components"]],
        "earlier": [story(incident, where) for incident in before[:FRONT_HISTORY]],
    }


def history(document: Page, where: Addresses) -> Page:
    """Everything that is over."""
    before = [one for one in document["incidents"] if one["resolved_at"] is not None]
    return {**frame(document, where), "earlier": [story(incident, where) for incident in before]}


def story(incident: Page, where: Addresses) -> Page:
    """One incident as it was told, newest word first."""
    began, over = _moment(incident["started_at"]), _moment(incident["resolved_at"])
    newest = incident["updates"][0] if incident["updates"] else {"text": "", "status": "investigating"}
    return {
        "title": incident["title"],
        "url": where.story(incident["id"]),
        "started_at": began,
        "ended_at": over,
        "lasted": over - began if over and began else None,
        "label": StatusUpdate.Status(newest["status"]).label,
        "state": OPERATIONAL.name if over else ComponentState.PARTIAL_OUTAGE.value,
        "text": newest["text"],
        "components": incident["components"],
        "updates": [_update(update) for update in incident["updates"]],
    }


def one_story(document: Page, public_id: str, where: Addresses) -> Page | None:
    """The page of one incident; None when the public was never told of it."""
    for incident in document["incidents"]:
        if incident["id"] == public_id:
            return told(document, incident, where)
    return None


def told(document: Page, incident: Page, where: Addresses) -> Page:
    """The page of one of the document's incidents."""
    return {**frame(document, where), **story(incident, where)}


def spoken(at: datetime) -> str:
    """A moment in words: `10 March, 15:10 UTC`."""
    there = at.astimezone(UTC)
    return f"{there.day} {there:%B, %H:%M} UTC"


def _update(update: Page) -> Page:
    label = StatusUpdate.Status(update["status"]).label
    kicker = KICKERS.get(update["kind"])
    return {
        "at": _moment(update["at"]),
        "label": f"{kicker}: {label.lower()}" if kicker else label,
        "text": update["text"],
    }


def _trouble(incident: Page, now: datetime) -> Page:
    newest = incident["updates"][0]
    promised = _moment(newest["next_update_at"])
    facts = [("Began", _moment(incident["started_at"])), ("Last update", _moment(newest["at"]))]
    if promised:
        facts.append(("Next update by" if promised > now else "Next update was due", promised))
    return {
        "headline": incident["title"],
        "lead": newest["text"],
        "facts": [{"words": words, "at": at} for words, at in facts],
    }


def _calm(document: Page, before: Iterable[Page], now: datetime) -> Page:
    if not document["published_at"]:
        return {"headline": "Nothing is published yet", "lead": "", "facts": []}
    if any(component["state"] != OPERATIONAL.name for component in document["components"]):
        return {"headline": "Not everything works as usual", "lead": "", "facts": []}
    ended = [over for incident in before if (over := _moment(incident["resolved_at"]))]
    days = (now - max(ended)).days if ended else DAYS
    quiet = (
        f"No trouble for {days} day{'s' if days != 1 else ''}." if days else "The last trouble ended today."
    )
    return {"headline": "Everything works", "lead": quiet, "facts": []}


def _kick(states: list[str], told: bool) -> str:
    if not states:
        return ""
    state = worst(states)
    if state == OPERATIONAL.name:
        return "We are looking into it" if told else f"All {_number(len(states))} services"
    bad = states.count(state)
    services = "service" if bad == 1 else "services"
    return f"{ComponentState(state).label}, {_number(bad)} {services} of {_number(len(states))}"


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def _component(component: Page, now: datetime) -> Page:
    spans = [Span(state, _at(begun), _moment(over)) for state, begun, over in component["spans"]]
    states = day_states(spans, now=now)
    share = f"{uptime(spans, now=now):g} %"
    troubled = sum(state != OPERATIONAL.name for state in states)
    trouble = f" Trouble on {troubled} day{'s' if troubled != 1 else ''}." if troubled else ""
    return {
        "name": component["name"],
        "state": component["state"],
        "label": ComponentState(component["state"]).label,
        "line": _line(component),
        "days": states,
        "days_words": f"{component['name']}: {share} in {DAYS} days.{trouble}",
        "uptime": share,
    }


def _line(component: Page) -> str:
    since = _moment(component["since"])
    if component["state"] == OPERATIONAL.name:
        return f"As usual since {spoken(since)}." if since else "As usual."
    when = f"Since {spoken(since)}" if since else "Now"
    return f"{when}: {component['line'] or ComponentState(component['state']).label}"


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
