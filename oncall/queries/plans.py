"""Reads: schedules as the policy takes them, any number of them in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, time

from django.db.models import Prefetch, Q, QuerySet

from oncall.models import Absence, Layer, LayerShift, Override, Schedule, Swap
from oncall.rota import coverage, rotation
from oncall.rota.free_days import Holidays
from oncall.rota.sharing import Stretch, together


def with_layers(schedules: QuerySet[Schedule], *, since: datetime) -> QuerySet[Schedule]:
    """The schedules with all that is needed to say who is on call from a moment on."""
    shifts = Prefetch("shifts", LayerShift.objects.filter(ends_at__gt=since))
    layers = Layer.objects.select_related("holidays_of").prefetch_related("members", shifts)
    return schedules.prefetch_related(
        Prefetch("layers", layers),
        Prefetch("overrides", Override.objects.filter(ends_at__gt=since)),
        Prefetch("swaps", Swap.objects.filter(ends_at__gt=since, withdrawn_at=None)),
    )


def plans(*, since: datetime, ids: Collection[int] | None = None) -> list[tuple[Schedule, coverage.Plan]]:
    """All schedules, or these, by name, each with its plan."""
    rows = with_layers(Schedule.objects.order_by("name"), since=since)
    return planned(rows.filter(pk__in=ids) if ids is not None else rows, since=since)


def planned(schedules: Iterable[Schedule], *, since: datetime) -> list[tuple[Schedule, coverage.Plan]]:
    """Schedules read with `with_layers`, each with its plan."""
    absences = tuple(
        coverage.Absence(user=str(row.user_id), starts_at=row.starts_at, ends_at=row.ends_at)
        for row in Absence.objects.filter(ends_at__gt=since)
    )
    return [(row, plan_of(row, absences)) for row in schedules]


def plan_of(schedule: Schedule, absences: Sequence[coverage.Absence] = ()) -> coverage.Plan:
    """A schedule with its prefetched rows, as the policy takes it."""
    return coverage.Plan(
        layers=tuple(layer_of(layer, schedule.zone) for layer in schedule.layers.all()),
        overrides=tuple(_override(row) for row in schedule.overrides.all()),
        swaps=tuple(_swap(row) for row in schedule.swaps.all() if row.takes_id and not row.withdrawn_at),
        absences=tuple(absences),
    )


def layer_of(layer: Layer, zone: str) -> rotation.Layer:
    """One layer with its prefetched members."""
    return rotation.Layer(
        key=str(layer.pk),
        # Kept in UTC fields, meant as the clock on the wall.
        anchor=layer.anchor.replace(tzinfo=None),
        tz=zone,
        unit=layer.unit,
        every=layer.every,
        pattern=tuple(layer.pattern) or (rotation.WEEK_HOURS,),
        at_once=layer.at_once,
        hours=tuple(hours_of(one) for one in layer.hours),
        members=tuple(
            rotation.Member(user=str(row.user_id), joins_at=row.joins_at, leaves_at=row.leaves_at)
            for row in layer.members.all()
        ),
        starts_at=layer.starts_at,
        ends_at=layer.ends_at,
        holidays=_holidays(layer),
        fixed=_fixed(layer) if layer.brought_from else None,
    )


def hours_of(kept: dict[str, object]) -> rotation.Hours:
    """Hours as they are kept: days, opens, closes."""
    days = kept.get("days")
    return rotation.Hours(
        days=tuple(int(day) for day in days) if isinstance(days, list) else (),
        opens=time.fromisoformat(str(kept.get("opens", "00:00"))),
        closes=time.fromisoformat(str(kept.get("closes", "00:00"))),
    )


def members_in(plan: coverage.Plan) -> set[str]:
    """Everybody who is in a layer, in turns or by a shift that was brought in."""
    brought = {user for layer in plan.layers for piece in layer.fixed or () for user in piece.users}
    return brought | {member.user for layer in plan.layers for member in layer.members}


def users_in(planned: Iterable[tuple[Schedule | None, coverage.Plan]]) -> set[int]:
    """Everybody who may come on call."""
    ids: set[str] = set()
    for _, plan in planned:
        ids |= members_in(plan)
        ids |= {override.user for override in plan.overrides}
        ids |= {swap.takes for swap in plan.swaps}
    return {int(one) for one in ids}


def open_swaps(at: datetime) -> QuerySet[Swap]:
    """Requests that wait for somebody to take them."""
    waiting = Q(takes=None, withdrawn_at=None, ends_at__gt=at)
    return Swap.objects.filter(waiting).select_related("schedule", "gives").order_by("starts_at")


def _holidays(layer: Layer) -> Holidays | None:
    """Without a calendar nobody knows the holidays: then no day is one."""
    if not layer.on_holidays:
        return None
    only, of = layer.on_holidays == Layer.OnHolidays.ONLY, layer.holidays_of
    if of is None:
        return Holidays(only=only)
    return Holidays(only=only, country=of.country, subdivision=of.subdivision, days=frozenset(of.holidays))


def _fixed(layer: Layer) -> tuple[rotation.Piece, ...]:
    stretches = [Stretch(row.starts_at, row.ends_at, str(row.user_id)) for row in layer.shifts.all()]
    return tuple(rotation.Piece(*one, key=f"{layer.pk}.in") for one in together(stretches))


def _override(row: Override) -> coverage.Override:
    return coverage.Override(
        user=str(row.user_id),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        layer=str(row.layer_id or ""),
        key=str(row.pk),
    )


def _swap(row: Swap) -> coverage.Swap:
    return coverage.Swap(
        gives=str(row.gives_id),
        takes=str(row.takes_id),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        key=str(row.pk),
    )
