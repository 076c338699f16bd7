"""People who would not be reached, or not woken: no verified way, mail alone, or a test that nobody confirmed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse

from accounts.models import ContactMethod, User
from accounts.roles import Role
from notifications.naming import said
from oncall.models import Probe
from oncall.paging.reaching import LOUDNESS
from oncall.queries.watch import Watch
from oncall.readiness.finding import Finding

Kind = ContactMethod.Kind
RINGS = 2
"""How loud a way must be to wake somebody: a text message or a call."""
PATIENCE, REMEMBERED = timedelta(days=1), timedelta(days=45)


def unreachable(watch: Watch) -> Iterator[Finding]:
    """People who may be paged and have no verified way; and those whom only a quiet one reaches."""
    behind = watch.everybody
    people = watch.standing.users
    on_call = {pk for pk, user in people.items() if user.has_role(Role.RESPONDER, Role.OPERATOR)}
    for pk in sorted(behind | on_call, key=lambda one: str(people.get(one, ""))):
        if pk in people:
            ways = [way.kind for way in watch.standing.methods.get(pk, ())]
            yield from _of(people[pk], ways, grave=pk in behind)


def unconfirmed(users: Collection[int], *, at: datetime) -> Iterator[Finding]:
    """Monthly tests that were not confirmed within a day, as long as no later one by the same way was."""
    later = Probe.objects.filter(method=OuterRef("method"), sent_at__gte=OuterRef("sent_at"))
    silent = Probe.objects.filter(
        cause=Probe.Cause.MONTH,
        confirmed_at=None,
        user__in=users,
        sent_at__lte=at - PATIENCE,
        sent_at__gt=at - REMEMBERED,
    ).exclude(Exists(later.exclude(confirmed_at=None)))
    for probe in silent.select_related("user", "method").order_by("user__name", "pk"):
        words = f"{probe.user} did not confirm the monthly test by {said(probe.method.kind)}."
        yield Finding(words=words, url=_here(), mend="Ask in person", at=probe.sent_at)


def _of(user: User, ways: Iterable[str], *, grave: bool) -> Iterator[Finding]:
    mend, found = "This person adds one under the own name", list(ways)
    if not found:
        words = f"{user} has no verified number or address."
        yield Finding(words=words, url=_here(), mend=mend, grave=grave)
    elif grave and not any(LOUDNESS[kind] >= RINGS for kind in found):
        named = " and ".join(dict.fromkeys(said(kind) for kind in found))
        words = f"{user} has no verified number: only {named}, which wakes nobody."
        yield Finding(words=words, url=_here(), mend=mend)


def _here() -> str:
    return reverse("oncall:readiness") + "#to-mend"
