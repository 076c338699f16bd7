"""Whoever owns a schedule hears once of each stretch of the week ahead in which nobody can be paged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from notifications.models import Delivery
from oncall.models import Schedule, ToldGap
from oncall.operations.handing_over import send_quietly
from oncall.queries.plans import plans, users_in
from oncall.queries.roster import managers, methods_of
from oncall.rota import duty_words as words
from oncall.rota.coverage import Plan, Shift, coverage, gaps
from timeline.actors import SYSTEM
from timeline.operations import record

WEEK = timedelta(days=7)
KEPT_FOR = timedelta(days=30)
FILLED = "Somebody who can be reached is on call by now."


def tell_gaps(*, at: datetime) -> int:
    """Look at all schedules that have layers; returns of how many somebody was told."""
    found = [one for one in plans(since=at) if one[1].layers]
    reachable = {str(user) for user in methods_of(users_in(found))}
    told = 0
    with transaction.atomic():
        ToldGap.objects.filter(ends_at__lt=at - KEPT_FOR).delete()
        rows = [row.pk for row, _ in found]
        # One at a time: two that look at once would tell it twice.
        list(Schedule.objects.select_for_update().filter(pk__in=rows).order_by("pk").values_list("pk"))
        known: dict[int, list[ToldGap]] = {}
        for gap in ToldGap.objects.filter(schedule__in=rows):
            known.setdefault(gap.schedule_id, []).append(gap)
        for row, plan in found:
            told += _tell_new(row, week_gaps(plan, reachable, at), known.get(row.pk, []), at)
    return told


def week_gaps(plan: Plan, reachable: set[str], at: datetime) -> list[Shift]:
    """Where nobody is on call, or only people who cannot be reached; each with its end, though it lies further."""
    shifts = [
        shift._replace(users=tuple(user for user in shift.users if user in reachable))
        for shift in coverage(plan, at, at + 2 * WEEK)
    ]
    return [gap for gap in gaps(shifts) if gap.starts_at < at + WEEK]


def reason_against(delivery: Delivery, at: datetime) -> str:
    """Why a notice that waited for the end of quiet hours must not leave any more: somebody is on call by now."""
    schedule = int(delivery.key.split("|")[1])
    told = ToldGap.objects.filter(schedule=schedule, told_at=delivery.created_at)
    spans = list(told.values_list("starts_at", "ends_at"))
    found = plans(since=at, ids=[schedule])
    if not spans or not found:
        return FILLED
    plan = found[0][1]
    still = week_gaps(plan, {str(user) for user in methods_of(users_in(found))}, at)
    there = any(
        gap.starts_at < ends_at and starts_at < gap.ends_at for gap in still for starts_at, ends_at in spans
    )
    return "" if there else FILLED


def _tell_new(row: Schedule, found: Sequence[Shift], known: Sequence[ToldGap], at: datetime) -> bool:
    new = []
    for gap in found:
        same = [one for one in known if one.starts_at <= gap.ends_at and one.ends_at >= gap.starts_at]
        for one in same:
            ends_at = max(one.ends_at, gap.ends_at)
            ToldGap.objects.filter(pk=one.pk).update(
                starts_at=min(one.starts_at, gap.starts_at), ends_at=ends_at
            )
        new += [] if same else [gap]
    if not new:
        return False
    ToldGap.objects.bulk_create(
        ToldGap(schedule=row, starts_at=gap.starts_at, ends_at=gap.ends_at, told_at=at) for gap in new
    )
    _send(row, [(gap.starts_at, gap.ends_at) for gap in new], at)
    return True


def owners_of(row: Schedule) -> list[User]:
    """The team that looks after it; without one, or one without members, the operations managers."""
    team = list(User.objects.filter(teams=row.owner_id, is_active=True)) if row.owner_id else []
    return team or managers()


def _send(row: Schedule, spans: Sequence[tuple[datetime, datetime]], at: datetime) -> None:
    people = owners_of(row)
    send_quietly(
        people, row, key=f"gap|{row.pk}|{spans[0][0].isoformat()}", sort="gap",
        said=lambda user: words.gap(row.name, spans, user.zone), at=at, kind="gap",
    )  # fmt: skip
    data = {"schedule": row.pk, "name": row.name, "told": ", ".join(map(str, people)), "gaps": len(spans)}
    record("schedule.gap_told", subject=row.key, actor=SYSTEM, at=at, data=data)
