"""The timeline of one incident as its page shows it: filtered, newest first; and when each fact was first recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.db.models import Count, Q

from incidents.models import Incident
from timeline.models import TimelineEntry
from timeline.queries import Line, entries, line

SHOWN = 15
MOST = 1000
STRONG = frozenset(
    {
        "incident.detected",
        "incident.classified",
        "incident.published",
        "incident.all_clear_published",
        "escalation.acknowledged",
        "incident.im_accepted",
        "incident.problem_stated",
        "incident.option_chosen",
        "incident.restored",
        "incident.closed",
    }
)
# Words of the filter → beginnings of the kinds that it shows.
FILTERS: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        "": ("All", ()),
        "people": (
            "People",
            ("incident.taken", "incident.im_", "incident.room_", "incident.task_", "candidate."),
        ),
        "messages": (
            "Messages",
            (
                "incident.published",
                "incident.step_",
                "incident.all_clear_",
                "incident.correction",
                "incident.report",
                "statuspage.",
            ),
        ),
        "pages": ("Pages", ("escalation.", "hunt.", "incident.paging_agreed")),
        "findings": (
            "Findings",
            (
                "incident.noted",
                "incident.found",
                "incident.tried",
                "incident.problem_stated",
                "incident.component_suspected",
            ),
        ),
    }
)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line; `entered_at` only where it was written down later."""

    id: int
    at: datetime
    words: str
    sub: str
    strong: bool
    entered_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Trail:
    """What is shown of the timeline."""

    entries: tuple[Entry, ...]
    filters: tuple[dict[str, object], ...]
    note_url: str = ""
    earlier: int = 0
    earlier_url: str = ""


def trail_of(incident: Incident, *, show: str = "", full: bool = False, note_url: str = "") -> Trail:
    """The newest entries of the chosen sort, `full` for as many as a page can bear."""
    wanted = show if show in FILTERS else ""
    rows = entries(incident.key)
    counts = rows.order_by().aggregate(
        **{name or "all": Count("id", filter=_beginning(kinds)) for name, (_, kinds) in FILTERS.items()}
    )
    limit = MOST if full else SHOWN
    shown = rows.filter(_beginning(FILTERS[wanted][1]))[:limit]
    earlier = max(0, counts[wanted or "all"] - limit)
    return Trail(
        entries=tuple(_entry(row) for row in shown),
        filters=tuple(_filter(name, counts[name or "all"], wanted) for name in FILTERS),
        note_url=note_url,
        earlier=0 if full else earlier,
        earlier_url=f"?time={wanted}&all=1#time" if earlier and not full else "",
    )


def moments_of(incident: Incident) -> dict[str, datetime]:
    """When each kind of fact was last recorded; a stage passed is named with its stage."""
    found: dict[str, datetime] = {}
    rows = TimelineEntry.objects.filter(subject=incident.key).order_by("id")
    for kind, happened, data in rows.exclude(kind="incident.noted").values_list(
        "kind", "happened_at", "data"
    ):
        name = f"passed:{data.get('stage')}" if kind == "incident.stage_passed" else kind
        found[name] = happened
    return found


def lines_of(incident: Incident, kinds: Sequence[str]) -> list[Line]:
    """All lines of some kinds, newest first."""
    return [line(row) for row in entries(incident.key).filter(kind__in=kinds)[:MOST]]


def _beginning(kinds: tuple[str, ...]) -> Q:
    chosen = Q()
    for kind in kinds:
        chosen |= Q(kind__startswith=kind)
    return chosen


def _filter(name: str, count: int, current: str) -> dict[str, object]:
    url = f"?time={name}#time" if name else "?#time"
    return {"words": FILTERS[name][0], "count": count, "url": url, "current": name == current}


def _entry(row: TimelineEntry) -> Entry:
    told = line(row)
    return Entry(
        id=told.id,
        at=told.happened_at,
        words=told.words,
        sub="" if told.actor in told.words else told.actor,
        strong=told.kind in STRONG,
        entered_at=told.entered_at if told.late else None,
    )
