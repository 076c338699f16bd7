"""Turns the published document into what the public pages show at a moment, in the language that is active. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, TypeAlias

from django.utils.translation import gettext as _

from statuspage.models import ComponentState
from statuspage.published import sentences
from statuspage.published.languages import HTML_CODES, about, translated
from statuspage.published.shaping import days_of
from statuspage.published.uptime import DAYS, Span, day_states, uptime
from statuspage.telling.claims import worst
from statuspage.telling.colours import OPERATIONAL

Page: TypeAlias = dict[str, Any]
FRONT_HISTORY = 5
OTHERS = "p/"  # below the root of the default page lie all others


@dataclass(frozen=True)
class Addresses:
    """Where the public pages are; `same` is the very page in each of its languages: code, name, address.

    Of a page that is not for everybody also who reads it, and where she subscribes and signs out.
    """

    home: str
    history: str
    feed: str
    story: Callable[[str], str]
    rss: str = ""
    language: str = "en"
    same: tuple[tuple[str, str, str], ...] = ()
    look: Callable[[str], str] | None = None
    subscribe: str = ""
    sign_out: str = ""
    reader: str = ""


def frame(document: Page, where: Addresses) -> Page:
    """What every public page shows around its content."""
    page = about(document)
    look = where.look
    return {
        "company": page["name"],
        "home_url": where.home,
        "history_url": where.history if page["level"] == "full" else "",
        "feed_url": where.feed,
        "rss_url": where.rss,
        "contact_url": page["contact_url"],
        "published_at": document["published_at"],
        "language": HTML_CODES.get(where.language, where.language),
        "zone": page["zone"],
        "text": page["text"],
        "others": [one for one in where.same if one[0] != where.language],
        "same": where.same,
        "subscribe_at": _subscribe_at(page, where.language) if page["public"] else "",
        "subscribe_url": where.subscribe,
        "accent_url": look(f"accent-{page['accent'][1:]}.css") if look and page["accent"] else "",
        "sign_out_url": where.sign_out,
        "reader": where.reader,
        "logo_url": look(f"logo-{page['logo']}.png") if look and page["logo"] else "",
    }


def _subscribe_at(page: Page, language: str) -> str:
    """Where its form is in this language, from the root of the default page."""
    below = "" if page["default"] else f"{OTHERS}{page['slug']}/"
    return f"{below}{'' if language == page['languages'][0] else f'{language}/'}subscribe/"


def front(document: Page, where: Addresses, *, now: datetime) -> Page:
    """The page itself: one sentence, what was told, every component with its days, what was before."""
    said = translated(document, where.language)
    running = [one for one in said["incidents"] if one["resolved_at"] is None]
    before = [one for one in said["incidents"] if one["resolved_at"] is not None]
    states = [component["state"] for component in document["components"]]
    state = document.get("state") or worst(states)
    days = days_of(document)
    components = [_component(one, days, now) for one in said["components"] if _is_shown(one)]
    return {
        **frame(document, where),
        "state": state if document["published_at"] else "unknown",
        "kick": sentences.kick(states, state, told=bool(running)),
        **(_trouble(running[0], now) if running else _calm(document, before, now)),
        "incidents": [story(incident, where) for incident in running],
        "components": components,
        "draws_days": any(one["days"] for one in components),
        "groups": _grouped(components, said.get("groups", [])),
        "earlier": [story(incident, where) for incident in before[:FRONT_HISTORY]],
    }


def history(document: Page, where: Addresses) -> Page:
    """Everything that is over."""
    said = translated(document, where.language)
    before = [one for one in said["incidents"] if one["resolved_at"] is not None]
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
        "label": sentences.status_label(newest["status"]),
        "state": OPERATIONAL.name if over else ComponentState.PARTIAL_OUTAGE.value,
        "text": newest["text"],
        "components": incident["components"],
        "updates": [_update(update) for update in incident["updates"]],
        "report": incident.get("report", ""),
        "reported_at": _moment(incident.get("reported_at")),
    }


def one_story(document: Page, public_id: str, where: Addresses) -> Page | None:
    """The page of one incident; None when the public was never told of it."""
    for incident in document["incidents"]:
        if incident["id"] == public_id:
            return told(document, incident, where)
    return None


def told(document: Page, incident: Page, where: Addresses) -> Page:
    """The page of one of the document's incidents."""
    one = {**document, "incidents": [incident], "components": []}
    [said] = translated(one, where.language)["incidents"]
    return {**frame(document, where), **story(said, where)}


def _update(update: Page) -> Page:
    return {
        "at": _moment(update["at"]),
        "label": sentences.status_label(update["status"], update["kind"]),
        "text": update["text"],
    }


def _trouble(incident: Page, now: datetime) -> Page:
    newest = incident["updates"][0]
    promised = _moment(newest["next_update_at"])
    facts = [(_("Began"), _moment(incident["started_at"])), (_("Last update"), _moment(newest["at"]))]
    if promised:
        facts.append((_("Next update by") if promised > now else _("Next update was due"), promised))
    return {
        "headline": incident["title"],
        "lead": newest["text"],
        "facts": [{"words": words, "at": at} for words, at in facts],
    }


def _calm(document: Page, before: Iterable[Page], now: datetime) -> Page:
    if not document["published_at"]:
        return {"headline": _("Nothing is published yet"), "lead": "", "facts": []}
    if any(component["state"] != OPERATIONAL.name for component in document["components"]):
        return {"headline": _("Not everything works as usual"), "lead": "", "facts": []}
    if not days_of(document):
        return {"headline": _("We know of no trouble"), "lead": "", "facts": []}
    ended = [over for incident in before if (over := _moment(incident["resolved_at"]))]
    return {"headline": _("Everything works"), "lead": sentences.quiet(ended, now, DAYS), "facts": []}


def _is_shown(component: Page) -> bool:
    return component["state"] != OPERATIONAL.name or not component.get("only_show_if_degraded")


def _grouped(components: list[Page], groups: list[Page]) -> list[Page]:
    """The components in their order, those of a group below its name; a group is as bad as its worst."""
    names = {group["id"]: group["name"] for group in groups}
    found = []
    for key, members in groupby(components, key=lambda one: one["group"]):
        listed = list(members)
        state = worst(one["state"] for one in listed)
        label = sentences.state_label(state)
        found.append({"name": names.get(key, ""), "components": listed, "state": state, "label": label})
    return found


def _component(component: Page, days: int, now: datetime) -> Page:
    spans = [Span(state, _at(begun), _moment(over)) for state, begun, over in component["spans"]]
    drawn = component.get("showcase", True) and days
    states = day_states(spans, now=now) if drawn else []
    share = f"{uptime(spans, now=now):g} %"
    troubled = sum(state != OPERATIONAL.name for state in states)
    since = _moment(component["since"])
    return {
        "name": component["name"],
        "description": component.get("description", ""),
        "group": component.get("group"),
        "state": component["state"],
        "label": sentences.state_label(component["state"]),
        "line": sentences.line(component["state"], since, component["line"]),
        "days": states,
        "days_words": sentences.days_in_words(component["name"], share, DAYS, troubled),
        "uptime": share if drawn else "",
    }


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
