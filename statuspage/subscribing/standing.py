"""Reads of how the subscribers stand, and how far each announcement is."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from statuspage.models import Announcement, Letter, Subscriber

NEWEST = 10
State = Letter.State
ENDS = (State.SENT, State.FAILED, State.SKIPPED, State.HEARD)


@dataclass(frozen=True)
class Progress:
    """One announcement with its letters counted."""

    row: Announcement
    sent: int
    failed: int
    skipped: int
    heard: int

    @property
    def total(self) -> int:
        """All who are to be told, as far as they are counted."""
        return self.row.total

    @property
    def done(self) -> int:
        """Those that came to an end, one way or another."""
        return self.sent + self.failed + self.skipped + self.heard

    @property
    def waiting(self) -> int:
        """Those that have not."""
        return max(0, self.total - self.done)

    @property
    def words(self) -> str:
        """`61,234 of 100,000 told, 3 not reached`."""
        told = f"{self.sent:,} of {self.total:,} told"
        missed = f", {self.failed:,} not reached" if self.failed else ""
        gone = f", {self.skipped:,} unsubscribed meanwhile" if self.skipped else ""
        plan = f", {self.heard:,} by the notification plan" if self.heard else ""
        return f"{told}{plan}{missed}{gone}"


def table() -> list[dict[str, Any]]:
    """For each channel that anybody uses: how many are in each state."""
    counted: dict[str, dict[str, int]] = {}
    rows = Subscriber.objects.order_by().values_list("channel", "state").annotate(n=Count("id"))
    for channel, state, count in rows:
        counted.setdefault(channel, {})[state] = count
    return [
        {
            "channel": one.label,
            "counts": [counted[one.value].get(state, 0) for state in Subscriber.State.values],
        }
        for one in Subscriber.Channel
        if one.value in counted
    ]


def progress(*, incident_id: int | None = None, newest: int = NEWEST) -> list[Progress]:
    """The newest announcements of pages that many read, the newest first; of one incident or of all. Two queries."""
    shown = Announcement.objects.exclude(kind=Announcement.Kind.COMPONENT).select_related("page")
    told = shown.filter(Q(page=None) | Q(page__customer=None)).order_by("-pk")
    if incident_id is not None:
        told = told.filter(public_incident__incident_id=incident_id)
    rows = list(told[:newest])
    letters = Letter.objects.filter(announcement__in=rows).order_by().values_list("announcement_id", "state")
    counts = {(pk, state): count for pk, state, count in letters.annotate(n=Count("id"))}
    return [Progress(row, *(counts.get((row.pk, state), 0) for state in ENDS)) for row in rows]


def found(words: str, state: str) -> QuerySet[Subscriber]:
    """Those whose address contains the words, in a state or in any; the newest first."""
    rows = Subscriber.objects.select_related("page").prefetch_related("components").order_by("-pk")
    if state in Subscriber.State.values:
        rows = rows.filter(state=state)
    return rows.filter(Q(address__icontains=words) | Q(contact__icontains=words)) if words else rows
