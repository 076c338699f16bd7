"""Planned maintenance as people write it: planned, altered, told of, called off. Its course then runs by itself."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from accounts.actors import Actor
from accounts.refusals import NotPermitted
from catalog.models import Change
from statuspage import queries
from statuspage.models import Component, Maintenance, MaintenanceSeries
from statuspage.operations.maintenance_course import (
    carry_on,
    note,
    publish_change,
    set_timers,
    tell_moved,
)
from statuspage.operations.publishing import lock_components
from statuspage.telling import maintaining as policy
from statuspage.telling.maintaining import Plan, refused
from statuspage.telling.recurring import checked, slots

CANCELLED_WORDS = "This maintenance will not take place as announced."


def plan_maintenance(*, plan: Plan, actor: Actor, at: datetime, change_id: int | None = None) -> Maintenance:
    """Plan work, once or as the first of a series; what is due of it already happens at once.

    Raises UnableToMaintain with every code, NotPermitted.
    """
    _permit(actor)
    with transaction.atomic():
        _refuse(plan, at)
        change = Change.objects.filter(pk=change_id).first() if change_id else None
        if change_id and change is None:
            raise refused("MNT_CHANGE")
        series = None
        if plan.rule:
            series = MaintenanceSeries.objects.create(
                rule=checked(plan.rule), zone=plan.zone, starts_at=plan.starts_at
            )
        row = _make(plan, series=series, change=change, at=at)
        note("maintenance.planned", row, actor=actor, at=at)
        carry_on(row, at=at)
        if series:
            plan_ahead(row, at=at)
        return row


def alter_maintenance(
    *, maintenance_id: int, plan: Plan, actor: Actor, at: datetime, seen: int | None = None
) -> Maintenance:
    """Write it anew. Once it has begun only its end and its words can be changed. `seen`: the revision that was shown.

    Raises UnableToMaintain, NotPermitted, Maintenance.DoesNotExist.
    """
    _permit(actor)
    with _locked(maintenance_id) as row:
        if not row.is_open or (seen is not None and seen != row.revision):
            raise refused("MNT_STATE")
        if row.runs and plan.starts_at != row.starts_at:
            raise refused("MNT_RUNS")
        _refuse(plan, at)
        moved = (row.starts_at, row.ends_at) != (plan.starts_at, plan.ends_at)
        row.reminded_at = None if moved else row.reminded_at
        _write(row, plan, at)
        if moved:
            tell_moved(row, actor=actor, at=at)
        note("maintenance.altered", row, actor=actor, at=at, moved=moved)
        if not carry_on(row, at=at):
            publish_change(row, at=at)
        return row


def tell_of_maintenance(
    *, maintenance_id: int, text: str, status: str, actor: Actor, at: datetime
) -> Maintenance:
    """Tell customers how it goes. `verifying`: the work is done and is being looked over; `completed` ends it now.

    Raises UnableToMaintain, NotPermitted, Maintenance.DoesNotExist.
    """
    _permit(actor)
    with _locked(maintenance_id) as row:
        policy.refuse(policy.word_problems(text, queries.inner_names()))
        if not row.is_open or row.announced_at is None:
            raise refused("MNT_STATE")
        if status not in policy.follows(row.state):
            raise refused("MNT_STATUS")
        carry_on(row, at=at, actor=actor, into=status, words=text.strip())
        return row


def cancel_maintenance(
    *, maintenance_id: int, actor: Actor, at: datetime, text: str = "", whole_series: bool = False
) -> Maintenance:
    """Call it off, or with `whole_series` this and all that come after it. Who was told is told.

    Raises UnableToMaintain, NotPermitted, Maintenance.DoesNotExist.
    """
    _permit(actor)
    with _locked(maintenance_id) as row:
        words = text.strip() or CANCELLED_WORDS
        policy.refuse(policy.word_problems(words, queries.inner_names()))
        if not row.is_open:
            raise refused("MNT_STATE")
        later = _later(row) if whole_series else []
        if whole_series and row.series:
            row.series.ended_at = at
            row.series.save(update_fields=["ended_at"])
        for one in (row, *later):
            one.revision += 1
            carry_on(one, at=at, actor=actor, into=policy.CANCELLED, words=words)
        if row.series and not whole_series:
            plan_ahead(row, at=at)
        return row


def plan_ahead(row: Maintenance, *, at: datetime) -> list[Maintenance]:
    """Plan the next times of a series after this one, as far ahead as they are planned; those there are stay."""
    series, slot_at = row.series, row.slot_at
    if series is None or slot_at is None or series.ended_at:
        return []
    count = policy.AHEAD - (row.state == policy.SCHEDULED)
    wanted = slots(series.rule, zone=series.zone, starts_at=series.starts_at, after=slot_at, count=count)
    there = set(series.maintenances.filter(slot_at__in=wanted).values_list("slot_at", flat=True))
    made = [_again(row, slot, at) for slot in wanted if slot not in there]
    for one in made:
        carry_on(one, at=at)
    return made


def _again(row: Maintenance, slot: datetime, at: datetime) -> Maintenance:
    lead = row.starts_at - row.announce_at
    plan = Plan(
        title=row.title,
        text=row.text,
        starts_at=slot,
        ends_at=slot + (row.ends_at - row.starts_at),
        announce_at=slot - lead,
        components=frozenset(row.components.values_list("public_id", flat=True)),
        remind_minutes=row.remind_minutes,
    )
    return _make(plan, series=row.series, change=None, at=at)


def _make(
    plan: Plan, *, series: MaintenanceSeries | None, change: Change | None, at: datetime
) -> Maintenance:
    row = Maintenance(series=series, change=change, slot_at=plan.starts_at if series else None, revision=-1)
    _write(row, plan, at)
    return row


def _write(row: Maintenance, plan: Plan, at: datetime) -> None:
    row.title, row.text = plan.title.strip(), plan.text.strip()
    row.starts_at, row.ends_at = plan.starts_at, plan.ends_at
    row.announce_at, row.remind_minutes = plan.announce_at, plan.remind_minutes
    row.revision, row.changed_at = row.revision + 1, at
    lock_components()
    row.save()
    row.components.set(Component.objects.filter(public_id__in=plan.components))
    set_timers(row, at=at)


def _later(row: Maintenance) -> list[Maintenance]:
    if row.series is None or row.slot_at is None:
        return []
    rest = row.series.maintenances.select_for_update().filter(slot_at__gt=row.slot_at, state=policy.SCHEDULED)
    return list(rest.order_by("slot_at"))


def _refuse(plan: Plan, at: datetime) -> None:
    known: Collection[str] = list(Component.objects.values_list("public_id", flat=True))
    policy.refuse(policy.problems(plan, queries.inner_names(), known, at=at))


def _permit(actor: Actor) -> None:
    if not actor.roles & policy.PLANNERS:
        raise NotPermitted("Customer support, operations and Incident Managers plan maintenance.")


@contextmanager
def _locked(maintenance_id: int) -> Iterator[Maintenance]:
    """Lock the work: its timers and other people wait."""
    with transaction.atomic():
        yield Maintenance.objects.select_for_update().get(pk=maintenance_id)
