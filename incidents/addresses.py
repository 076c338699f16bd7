"""Where things of an incident are: its pages, its acts, and the places of other rooms, by the names of their URLs."""

from django.urls import NoReverseMatch, reverse

from incidents.models import Incident
from incidents.places import ALL_CLEAR, KNOWLEDGE, LEDGER, PAGED, PUBLISH, ROOM, TASKS, TOLD

ON_THE_PAGE = {KNOWLEDGE: "panel-kb", PAGED: "panel-oncall", TOLD: "told", TASKS: "tasks", LEDGER: "ledger"}
ELSEWHERE = {PUBLISH: "statuspage:publish", ALL_CLEAR: "statuspage:all_clear"}
# Each with its words and the name of its URL. The catalog lies below, so its changes are shown by a view of this room.
PANELS = (
    ("oncall", "Paged", "oncall:panel"),
    ("statuspage", "Status page", "statuspage:panel"),
    ("changes", "Changes before it", "incidents:changes"),
    ("kb", "Known problems", "kb:panel"),
    ("alerts", "Alerts", "alerts:panel"),
)


def page(incident: Incident) -> str:
    """The incident's page."""
    return reverse("incidents:incident", args=[incident.number])


def room(incident: Incident) -> str:
    """The war room."""
    return reverse("incidents:war_room", args=[incident.number])


def act(name: str, incident: Incident, *more: int, back: str = "") -> str:
    """Where an act is done; `back` names the page to return to."""
    address = reverse(f"incidents:{name}", args=[incident.number, *more])
    return f"{address}?back={back}" if back else address


def elsewhere(name: str, incident: Incident) -> str:
    """An address of another room; empty where that room is not there."""
    try:
        return reverse(name, args=[incident.number])
    except NoReverseMatch:
        return ""


def place(goes_to: str, incident: Incident, *, back: str = "") -> str:
    """Where a code is cleared."""
    if goes_to == ROOM:
        return f"{room(incident)}#door"
    if goes_to in ON_THE_PAGE:
        return f"{page(incident)}#{ON_THE_PAGE[goes_to]}"
    if goes_to in ELSEWHERE:
        return elsewhere(ELSEWHERE[goes_to], incident)
    return act(goes_to, incident, back=back)


def is_on_a_page(goes_to: str) -> bool:
    """A place that everybody on the staff may look at, whoever acts there."""
    return goes_to == ROOM or goes_to in ON_THE_PAGE


def panels(incident: Incident, *wanted: str) -> list[dict[str, str]]:
    """The parts that other rooms fill in."""
    found = [
        {"id": f"panel-{name}", "words": words, "url": elsewhere(address, incident)}
        for name, words, address in PANELS
        if not wanted or name in wanted
    ]
    return [panel for panel in found if panel["url"]]
