"""Whether on-call would hold tonight: what would leave somebody unreachable or a level empty, and where to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from accounts.queries import company
from oncall.queries.paths import conditions_of, paths, snapshot_of
from oncall.queries.roster import last_resort
from oncall.queries.watch import Watch, watch_over
from oncall.readiness.calls import unanswered_numbers
from oncall.readiness.carriers import untested
from oncall.readiness.finding import Finding
from oncall.readiness.levels import empty_levels
from oncall.readiness.matching import catch_all, covers, shadowed, unused, without_assets
from oncall.readiness.people import unconfirmed, unreachable

__all__ = ["Finding", "covers", "findings"]


def findings(*, at: datetime) -> list[Finding]:
    """Everything to mend, what is grave first, in a fixed number of queries."""
    known = paths()
    snapshots = [snapshot_of(path) for path in known]
    watch = watch_over(snapshots, now=at)
    meant = [conditions_of(path) for path in known]
    found = [
        *_last_resort(watch, at),
        *catch_all(meant),
        *empty_levels(known, snapshots, watch, at=at),
        *unreachable(watch),
        *unconfirmed(list(watch.standing.users), at=at),
        *without_assets(known, meant),
        *shadowed(known, meant),
        *untested({way.kind for ways in watch.standing.methods.values() for way in ways}, at=at),
        *unanswered_numbers(at=at),
        *unused(known, at=at),
    ]
    return sorted(found, key=lambda one: not one.grave)


def _last_resort(watch: Watch, at: datetime) -> Iterator[Finding]:
    url = reverse("oncall:last_resort")
    if company().last_resort_id is None:
        words = "Nobody is named as the last resort: all operations managers are paged."
        yield Finding(words=words, url=url, mend="Name somebody", grave=False)
    if not any(user in watch.standing.methods for user in last_resort()):
        yield Finding(words="The last resort cannot be reached.", url=url, mend="Name somebody who can")
