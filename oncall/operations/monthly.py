"""Once a month everybody on call is sent a test by each verified way; what is not confirmed within a day is told.

Each person's test is a row of the outbox that is due later, named after the month: planned twice, it is sent once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import ContactMethod, User
from notifications.naming import said
from notifications.operations import Outgoing, send
from oncall.models import Probe
from oncall.operations.probing import Trial, send_probes
from oncall.paging import probe_words as words
from oncall.paging.self_test import due_at, month_of
from oncall.queries import roster as rosters
from oncall.queries.people import on_call_people
from outbox.handling import MOOT
from outbox.models import Queue
from outbox.operations import ToDo, put, put_many
from timeline.actors import SYSTEM
from timeline.operations import record

PROBE, LOOK = "oncall.probe_person", "oncall.look_at_probe"
CONFIRMED_WITHIN = timedelta(days=1)


def plan_month(*, at: datetime) -> int:
    """Put everybody's test of this month into the outbox; how many are on call."""
    if not settings.SELF_TEST:
        return 0
    people = on_call_people(at=at)
    put_many([todo for user in people if (todo := _todo(user, at)) is not None], at=at)
    return len(people)


def probe_person(*, user_id: int, month: str, at: datetime) -> str | None:
    """Send the test by every verified way. Moot for somebody who left, and where it is switched off by now."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    ways = rosters.methods_of([user_id]).get(user_id, [])
    if user is None or not ways or not settings.SELF_TEST:
        return MOOT
    with transaction.atomic():
        trials = [Trial(user=user, method=way, what=partial(_, words.OF_MONTH)) for way in ways]
        sent = send_probes(trials, cause=Probe.Cause.MONTH, round=month, at=at)
        if not sent:
            return MOOT
        payload = {"user": user.pk, "month": month}
        put(ToDo(topic=LOOK, key=f"{month}:{user.key}", due_at=at + CONFIRMED_WITHIN, payload=payload), at=at)
        record(
            "test.sent", subject=user.key, actor=SYSTEM, at=at, data=_about(user, [way.kind for way in ways])
        )
    return None


def look_at_probe(*, user_id: int, month: str, at: datetime) -> str | None:
    """A day later: tell the person by another way what was not confirmed. Moot when all was."""
    with transaction.atomic():
        user = User.objects.select_for_update().filter(pk=user_id, is_active=True).first()
        probes = Probe.objects.filter(user=user_id, round=month, cause=Probe.Cause.MONTH)
        silent = list(probes.filter(confirmed_at=None).select_related("method"))
        if user is None or not silent:
            return MOOT
        kinds = [probe.method.kind for probe in silent]
        record("test.unconfirmed", subject=user.key, actor=SYSTEM, at=at, data=_about(user, kinds))
        other = _another_way(user, {probe.method_id for probe in silent})
        if other is not None:
            send([_word(user, other, kinds, month)], at=at)
    return None


def _todo(user: User, at: datetime) -> ToDo | None:
    due = due_at(at, zone=user.zone, place=user.pk)
    month = month_of(at, user.zone)
    if due is None:
        return None
    payload = {"user": user.pk, "month": month}
    return ToDo(topic=PROBE, key=f"{month}:{user.key}", due_at=due, payload=payload, queue=Queue.BULK)


def _another_way(user: User, silent: set[int]) -> ContactMethod | None:
    """A way that was confirmed, else the mailbox, where a word may wait."""
    ways = rosters.methods_of([user.pk]).get(user.pk, [])
    heard = [way for way in ways if way.pk not in silent]
    letters = [way for way in ways if way.kind == ContactMethod.Kind.EMAIL]
    return next(iter(heard or letters), None)


def _word(user: User, way: ContactMethod, kinds: Iterable[str], month: str) -> Outgoing:
    with override(user.language):
        text = words.unconfirmed(_ways(kinds))
        title = _("A test page was not confirmed")
    return Outgoing(
        key=f"test:{month}:{user.pk}:unconfirmed",
        kind="note",
        subject_key=user.key,
        recipient=user.key,
        recipient_label=str(user),
        channel=way.kind,
        address=way.address,
        title=title,
        body=f"{text} {settings.PUBLIC_URL}/accounts/profile/",
        language=user.language,
    )


def _about(user: User, kinds: Iterable[str]) -> dict[str, object]:
    return {"user": user.pk, "user_label": str(user), "ways": _ways(kinds)}


def _ways(kinds: Iterable[str]) -> str:
    return " and ".join(said(kind) for kind in dict.fromkeys(kinds))
