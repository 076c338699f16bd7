"""Cuts from the whole document what one page shows: its components and incidents, as far as its level goes. Pure."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from statuspage.published.uptime import DAYS
from statuspage.telling.claims import worst
from statuspage.telling.colours import MAINTENANCE, OPERATIONAL

Document: TypeAlias = dict[str, Any]
Event: TypeAlias = tuple[str, str, dict[str, str], str]

REACTIVE, PROACTIVE, FULL = "reactive", "proactive", "full"
# On a page without history what is over is still told for a day: who read that it began has to read that it ended.
AFTERWARDS = timedelta(days=1)
RUNNING = frozenset({"in_progress", "verifying"})


def for_many(whole: Document, about: Document, components: Collection[str]) -> Document:
    """A page that many read: these components (none named: all), and every incident told to everybody."""
    told = [one for one in whole["incidents"] if not one.get("affected_only")]
    if not components:
        return _levelled({**whole, "page": about, "incidents": told})
    kept = frozenset(components)
    touching = [one for one in told if kept & one["touched"].keys()]
    return _levelled(_of_components({**whole, "page": about, "incidents": touching}, kept))


def for_customer(
    whole: Document, about: Document, components: Collection[str], incidents: Collection[str]
) -> Document:
    """A page that one customer reads: what it depends on, and how that fared in the incidents that affected it alone.

    States and days are told anew from these incidents: the page's own are those of everybody's incidents.
    """
    kept = frozenset(components)
    told = [one for one in whole["incidents"] if one["id"] in incidents]
    cut = _of_components({**whole, "page": about, "incidents": told}, kept)
    return _levelled({**cut, "components": [_retold(one, cut) for one in cut["components"]]})


def _of_components(document: Document, kept: frozenset[str]) -> Document:
    components = [one for one in document["components"] if one["id"] in kept]
    groups = {one["group"] for one in components}
    return {
        **document,
        "components": components,
        "groups": [one for one in document["groups"] if one["id"] in groups],
        "incidents": [_of_incident(one, kept) for one in document["incidents"]],
        "maintenances": [
            _narrowed(one, kept) for one in document["maintenances"] if kept & one["touched"].keys()
        ],
    }


def _narrowed(one: Document, kept: frozenset[str]) -> Document:
    touched = {key: name for key, name in one["touched"].items() if key in kept}
    return {**one, "touched": touched, "components": list(touched.values())}


def _of_incident(one: Document, kept: frozenset[str]) -> Document:
    updates = [
        {**told, "components": {key: state for key, state in told["components"].items() if key in kept}}
        for told in one["updates"]
    ]
    return {**_narrowed(one, kept), "updates": updates}


def _levelled(document: Document) -> Document:
    """What the page's level hides is not in its document, so that no address can tell it."""
    level = document["page"]["level"]
    stated = {**document, "state": _state(document)}
    if level == FULL:
        return stated
    since = datetime.fromisoformat(document["published_at"]) - AFTERWARDS
    recent = [one for one in document["incidents"] if _is_recent(one["resolved_at"], since)]
    planned = [one for one in document["maintenances"] if _is_recent(one["ended_at"], since)]
    components = [] if level == REACTIVE else [{**one, "spans": []} for one in document["components"]]
    return {
        **stated,
        "components": components,
        "groups": [] if level == REACTIVE else document["groups"],
        "incidents": recent,
        "maintenances": planned,
    }


def _is_recent(over_at: str | None, since: datetime) -> bool:
    return over_at is None or datetime.fromisoformat(over_at) > since


def _state(document: Document) -> str:
    """As bad as the worst component, and as what is told of incidents that are open."""
    states = [one["state"] for one in document["components"]]
    for incident in document["incidents"]:
        if incident["resolved_at"] is None and incident["updates"]:
            states += incident["updates"][0]["components"].values()
    return worst(states)


def _retold(component: Document, document: Document) -> Document:
    """How a component fared in the document's own incidents and maintenance."""
    key, held, line = component["id"], dict[str, str](), {OPERATIONAL.name: ""}
    spans: list[list[str | None]] = []
    for at, source, claims, title in sorted(_events(document, key), key=lambda event: event[0]):
        held[source] = claims[key]
        state = worst(held.values())
        line.setdefault(state, title)
        if spans and spans[-1][0] == state:
            continue
        if spans:
            spans[-1][2] = at
        spans.append([state, at, None])
    state, since = (spans[-1][0] or OPERATIONAL.name, spans[-1][1]) if spans else (OPERATIONAL.name, None)
    return {**component, "state": state, "since": since, "line": line.get(state, ""), "spans": spans}


def _events(document: Document, key: str) -> Iterator[Event]:
    for one in document["incidents"]:
        for place, told in enumerate(reversed(one["updates"])):
            if key in told["components"]:
                yield told["at"] if place else one["started_at"], one["id"], told["components"], one["title"]
    for one in document["maintenances"]:
        if key in one["touched"] and one["started_at"]:
            yield one["started_at"], one["id"], {key: MAINTENANCE.name}, one["title"]
            if one["ended_at"] or one["state"] not in RUNNING:
                yield one["ended_at"] or one["ends_at"], one["id"], {key: OPERATIONAL.name}, one["title"]


def days_of(document: Document) -> int:
    """How many days of history the page draws."""
    return DAYS if document.get("page", {}).get("level", FULL) == FULL else 0
