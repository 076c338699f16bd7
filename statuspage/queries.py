"""Reads of the status page: the published copy, what it is made of, and how an incident stands on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Prefetch

from accounts.models import User
from catalog.models import Asset, Customer
from incidents.models import Episode, Incident, IncidentAsset
from incidents.parameters import UPDATE_MINUTES
from incidents.queries.parameters import numbers_now
from statuspage.models import Component, PublicIncident, StatusPage, StatusUpdate
from statuspage.published import publications
from statuspage.published.document import Document
from statuspage.published.measured import degradations
from statuspage.telling.freshness import Freshness, freshness, interval_of, next_due
from statuspage.telling.inner_words import InnerNames
from statuspage.telling.publishing import ALL_CLEAR, Standing


@dataclass(frozen=True)
class Story:
    """One incident as the public was told it in its present episode; `public` None when it was told nothing.

    `through` is an incident merged into this one of which the public heard; `failed_at` when a fix last did not hold.
    `inherited` is what was told last of that one, as long as nothing was told of this.
    """

    incident: Incident
    public: PublicIncident | None
    updates: tuple[StatusUpdate, ...]
    components: tuple[Component, ...]
    through: PublicIncident | None = None
    failed_at: datetime | None = None
    inherited: StatusUpdate | None = None
    intervals: Mapping[str, float] = field(default_factory=lambda: UPDATE_MINUTES)

    @property
    def newest(self) -> StatusUpdate | None:
        """The last thing told."""
        return self.updates[-1] if self.updates else None

    @property
    def claim(self) -> dict[str, str]:
        """What the public was told of each component."""
        return dict(self.newest.components) if self.newest else {}

    @property
    def over(self) -> bool:
        """The public was told that it is over."""
        return self.public is not None and self.public.resolved_at is not None

    @property
    def is_for_some(self) -> bool:
        """It was told on the pages of the customers it affects, on no other."""
        told = self.public or self.through
        return told is not None and told.affected_only

    @property
    def cleared(self) -> bool:
        """The public was told so after the service failed the last time."""
        ends = [update.published_at for update in self.updates if update.kind == ALL_CLEAR]
        return self.over and bool(ends) and (self.failed_at is None or max(ends) >= self.failed_at)

    @property
    def standing(self) -> Standing:
        """The same, as the policy asks it."""
        return Standing(
            stage=self.incident.stage,
            restored=self.incident.service_restored_at is not None,
            updates=len(self.updates),
            over=self.over,
            cleared=self.cleared,
            through=self.through is not None,
            claim=self.claim,
            components=frozenset(component.public_id for component in self.components),
        )

    @property
    def due_at(self) -> datetime | None:
        """When the next update is due; None while nothing is promised to anybody.

        An all-clear that proved wrong is to be corrected within the interval.
        """
        word = self.newest or self.inherited
        if word is None or not self.incident.is_open:
            return None
        if self.over:
            wrong_since = self.failed_at if self._proved_wrong else None
            return wrong_since and wrong_since + interval_of(self.incident.priority, self.intervals)
        return due_after(word, priority=self.incident.priority, intervals=self.intervals)

    @property
    def _proved_wrong(self) -> bool:
        ended_at = self.public.resolved_at if self.public else None
        return self.failed_at is not None and ended_at is not None and self.failed_at > ended_at

    def freshness(self, at: datetime) -> Freshness | None:
        """How old the word on the page is, if one is due."""
        return freshness(self.due_at, at) if self.due_at else None


def due_after(update: StatusUpdate, *, priority: str, intervals: Mapping[str, float]) -> datetime:
    """When the update after this one is due."""
    return next_due(
        priority=priority,
        last_update=update.published_at,
        promised_next=update.next_update_at,
        intervals=intervals,
    )


def intervals_now() -> Mapping[str, float]:
    """After how many minutes the next word is due, by priority, as the numbers in force say."""
    return numbers_now().parameters.status_interval_min


def story_of(incident: Incident) -> Story:
    """How an incident stands on the page."""
    public = PublicIncident.objects.filter(incident=incident, episode=incident.episode).first()
    updates = tuple(public.updates.order_by("id")) if public else ()
    merged = PublicIncident.objects.filter(incident__merged_into=incident, resolved_at=None)
    through = merged.order_by("id").first()
    return Story(
        incident=incident,
        public=public,
        updates=updates,
        components=tuple(Component.objects.all()),
        through=through,
        inherited=through.updates.order_by("id").last() if through and not updates else None,
        failed_at=failed_at([incident.pk]).get(incident.pk),
        intervals=intervals_now(),
    )


def failed_at(incident_ids: Sequence[int]) -> dict[int, datetime]:
    """When the fix of an incident last did not hold, or it was reopened: the begin of its newest further span."""
    spans: dict[int, list[datetime]] = {}
    for number, starts_at in Episode.objects.filter(incident__in=incident_ids).values_list(
        "incident_id", "starts_at"
    ):
        spans.setdefault(number, []).append(starts_at)
    return {number: max(starts) for number, starts in spans.items() if len(starts) > 1}


def story_numbered(number: int) -> Story:
    """The same by the incident's number. Raises Incident.DoesNotExist."""
    return story_of(Incident.objects.select_related("im", "helpdesk_owner").get(number=number))


def open_stories() -> list[Story]:
    """Every incident that the public was told of and that is not over, oldest first, in a fixed number of queries."""
    rows = (
        PublicIncident.objects.filter(resolved_at=None)
        .select_related("incident")
        .prefetch_related(Prefetch("updates", StatusUpdate.objects.order_by("id")))
        .order_by("started_at")
    )
    components, intervals = tuple(Component.objects.all()), intervals_now()
    return [
        Story(row.incident, row, tuple(row.updates.all()), components, intervals=intervals) for row in rows
    ]


def open_claims() -> list[StatusUpdate]:
    """The newest update of each incident that is not over for everybody."""
    told = StatusUpdate.objects.filter(
        public_incident__resolved_at=None, public_incident__affected_only=False
    )
    newest = told.select_related("public_incident")
    return list(newest.order_by("public_incident_id", "-id").distinct("public_incident_id"))


def proposed_states(story: Story, *, at: datetime) -> dict[str, str]:
    """The degradation of each component that the incident touches: public id → degradation.

    As customers feel it: what fails takes along what needs it, and where a spare is left nothing is down.
    """
    return degradations(IncidentAsset.objects.filter(incident=story.incident), at=at)


def may_be_told_to_some(story: Story) -> bool:
    """Whether customers have pages of their own, and nobody else was told of this incident yet."""
    told_to_all = story.public is not None and not story.public.affected_only
    return not told_to_all and StatusPage.objects.exclude(customer=None).exists()


def inner_names() -> InnerNames:
    """The names that no public text may contain."""
    things: list[str] = []
    for name, aliases in Asset.objects.values_list("name", "aliases"):
        things += [name, *aliases]
    things += Customer.objects.values_list("name", flat=True)
    return InnerNames(
        things=tuple(things),
        people=tuple(User.objects.filter(is_active=True).exclude(name="").values_list("name", flat=True)),
        public=tuple(Component.objects.values_list("name", flat=True)),
    )


def published() -> Document:
    """What the public sees on the default page."""
    return publications.published()
