"""What the seat shows, in a fixed number of queries: open incidents as their readers see them, and who waits."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Prefetch

from incidents.detection import CUSTOMER_MEANS
from incidents.models import Incident, IncidentAsset, IncidentCustomer, IncidentReport, StepRun
from incidents.stages import OPEN_STAGES
from oncall.models import LiveCall
from statuspage.models import Component, PublicIncident, StatusUpdate
from statuspage.planning.suspects import Work, works_behind
from statuspage.queries import Story, failed_at, intervals_now
from statuspage.seat.saying import Approved
from statuspage.seat.standing import Clock, clock, loudest_first
from statuspage.telling.called_first import CalledFirst, called_first

MOST_OPEN = 50
MOST_WAITING = 50
# Who called longer ago was answered some other way, or never will be.
WAITS = timedelta(days=1)
OUTSIDE = (*sorted(CUSTOMER_MEANS), "partner")


@dataclass(frozen=True, kw_only=True)
class Open:
    """One open incident as the seat shows it. `inner` are names of ours that are not for customers,
    `works` planned work that may be behind it."""

    story: Story
    clock: Clock
    approved: Approved
    affected: int
    inner: tuple[str, ...]
    calls: int
    first: CalledFirst | None
    works: tuple[Work, ...] = ()

    @property
    def incident(self) -> Incident:
        """The incident itself."""
        return self.story.incident

    @property
    def title(self) -> str:
        """As customers know it, else as we do."""
        return self.approved.title or self.story.incident.title


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Who waits: reports without an answer, the longest waiting first, and lines that are busy now."""

    reports: tuple[IncidentReport, ...]
    calls: tuple[LiveCall, ...]


def open_now(*, at: datetime) -> list[Open]:
    """What is open, the late ones first."""
    stories = _stories()
    ids = [story.incident.pk for story in stories]
    calls, harmed, inner = _calls(ids), _affected(ids), _inner(ids)
    works = works_behind([story.incident for story in stories])
    owed = dict(
        StepRun.objects.filter(
            incident__in=ids,
            episode=F("incident__episode"),
            step__channel="status_page",
            state=StepRun.State.PENDING,
        ).values_list("incident_id", "classification__created_at")
    )
    found = [
        Open(
            story=story,
            clock=_clock(story, owed.get(story.incident.pk), at),
            approved=approved(story),
            affected=harmed.get(story.incident.pk, 0),
            inner=inner.get(story.incident.pk, ()),
            calls=len(calls[story.incident.pk]),
            first=called_first(calls[story.incident.pk], first_word(story)),
            works=works.get(story.incident.pk, ()),
        )
        for story in stories
    ]
    order = loudest_first((one.clock, one.incident.priority, one.incident.detected_at) for one in found)
    return [found[place] for place in order]


def waiting(*, at: datetime) -> Waiting:
    """Who has not been answered yet."""
    reports = IncidentReport.objects.filter(
        answer=None, reported_at__gt=at - WAITS, incident__stage__in=OPEN_STAGES, means__in=OUTSIDE
    )
    lines = LiveCall.objects.filter(ended_at=None).select_related("customer").order_by("started_at")
    rows = reports.select_related("incident", "customer").order_by("reported_at", "pk")
    return Waiting(reports=tuple(rows[:MOST_WAITING]), calls=tuple(lines[:MOST_WAITING]))


def report_waiting(report_id: int) -> IncidentReport | None:
    """One report that was not answered yet."""
    rows = IncidentReport.objects.filter(answer=None, incident__stage__in=OPEN_STAGES)
    return rows.select_related("incident", "customer__calendar").filter(pk=report_id).first()


def hurting(customer_id: int, listed: Sequence[Open]) -> list[Open]:
    """Of these incidents those that hurt this customer, as listed."""
    rows = IncidentCustomer.objects.filter(customer=customer_id, state=IncidentCustomer.State.AFFECTED)
    known = set(
        rows.filter(incident__in=[one.incident.pk for one in listed]).values_list("incident_id", flat=True)
    )
    return [one for one in listed if one.incident.pk in known]


def approved(story: Story) -> Approved:
    """What was published last, in the present episode."""
    newest, public = story.newest or story.inherited, story.public or story.through
    if newest is None or public is None:
        return Approved()
    return Approved(
        number=story.incident.reference,
        title=public.title,
        titles=public.titles,
        text=newest.text,
        texts=newest.texts,
        components=tuple(
            (one.name, newest.components[one.public_id])
            for one in story.components
            if one.public_id in newest.components
        ),
        next_at=newest.next_update_at,
        over=story.over,
        version=str(newest.pk),
    )


def first_word(story: Story) -> datetime | None:
    """When the public heard of it first."""
    return story.updates[0].published_at if story.updates else None


def _clock(story: Story, owed_since: datetime | None, at: datetime) -> Clock:
    owed = None if story.incident.do_not_publish_reason else owed_since
    told = story.newest is not None or story.inherited is not None
    return clock(told=told, over=story.over, due_at=story.due_at, owed_since=owed, now=at)


def _stories() -> list[Story]:
    incidents = Incident.objects.filter(stage__in=OPEN_STAGES).select_related("im", "helpdesk_owner")
    listed = list(incidents.order_by("priority", "detected_at")[:MOST_OPEN])
    ids = [incident.pk for incident in listed]
    told = PublicIncident.objects.filter(incident__in=ids, episode=F("incident__episode"))
    updates = Prefetch("updates", StatusUpdate.objects.order_by("id"))
    public = {row.incident_id: row for row in told.prefetch_related(updates)}
    base: dict[str, Any] = {"components": tuple(Component.objects.all()), "intervals": intervals_now()}
    failed, merged = failed_at(ids), _merged(ids)
    found = []
    for incident in listed:
        row, through = public.get(incident.pk), merged.get(incident.pk)
        words = tuple(row.updates.all()) if row else ()
        inherited = list(through.updates.all())[-1] if through and not words else None
        story = Story(incident, row, words, **base, through=through, inherited=inherited)
        found.append(replace(story, failed_at=failed.get(incident.pk)))
    return found


def _merged(ids: Sequence[int]) -> dict[int, PublicIncident]:
    """What the public was told of incidents that were merged into these."""
    told = PublicIncident.objects.filter(
        incident__merged_into__in=ids, resolved_at=None, updates__isnull=False
    )
    updates = Prefetch("updates", StatusUpdate.objects.order_by("id"))
    rows = told.select_related("incident").prefetch_related(updates).distinct().order_by("-id")
    return {row.incident.merged_into_id: row for row in rows if row.incident.merged_into_id}


def _calls(ids: Sequence[int]) -> dict[int, list[datetime]]:
    rows = IncidentReport.objects.filter(incident__in=ids, means__in=OUTSIDE)
    found: dict[int, list[datetime]] = defaultdict(list)
    for number, moment in rows.values_list("incident_id", "reported_at"):
        found[number].append(moment)
    return found


def _affected(ids: Sequence[int]) -> dict[int, int]:
    rows = IncidentCustomer.objects.filter(incident__in=ids, state=IncidentCustomer.State.AFFECTED).order_by()
    return dict(rows.values_list("incident_id").annotate(n=Count("pk")))


def _inner(ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Names of assets in these incidents that no component is called."""
    public = set(Component.objects.values_list("name", flat=True))
    found: dict[int, tuple[str, ...]] = {}
    rows = IncidentAsset.objects.filter(incident__in=ids).exclude(degradation="none").order_by("asset__name")
    for number, name in rows.values_list("incident_id", "asset__name"):
        if name not in public:
            found[number] = (*found.get(number, ()), name)
    return found
