"""Schedules and their layers are drawn and changed; members come and go.

What was stays as it was: a layer that is drawn anew ends, and another begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.actors import Actor
from accounts.models import Team
from accounts.refusals import NotPermitted
from oncall.models import Layer, LayerMember, Override, Schedule
from oncall.operations.schedule_rules import UnableToSchedule, locked, may_draw, tell

STEP = 10


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A layer as somebody draws it. `anchor` is a hand-over on the wall of the schedule's zone, kept in UTC fields."""

    name: str
    unit: str
    every: int
    anchor: datetime
    members: Sequence[int]
    pattern: Sequence[int] = ()
    at_once: int = 1
    hours: Sequence[dict[str, object]] = ()
    on_holidays: str = ""
    holidays_of: int | None = None

    @property
    def shape(self) -> tuple[object, ...]:
        """All but the name and the people: what makes it another rotation."""
        when = ([dict(one) for one in self.hours], self.on_holidays, self.holidays_of)
        return (self.unit, self.every, list(self.pattern), self.anchor, self.at_once, when)


def draw_schedule(*, name: str, zone: str, actor: Actor, at: datetime, owner: Team | None = None) -> Schedule:
    """A new schedule, still without layers: until it has one, nobody is on call on it."""
    managers_only(actor)
    _refuse_name(name)
    with transaction.atomic():
        schedule = Schedule.objects.create(name=name, zone=zone, owner=owner)
        tell("schedule.drawn", schedule, actor, at)
    return schedule


def rename_schedule(
    *, schedule_id: int, name: str, owner: Team | None, actor: Actor, at: datetime
) -> Schedule:
    """Another name, or another team that looks after it. The clock stays: hand-overs hang on it."""
    managers_only(actor)
    with transaction.atomic():
        schedule = locked(schedule_id)
        _refuse_name(name, besides=schedule.pk)
        schedule.name, schedule.owner = name, owner
        schedule.save(update_fields=["name", "owner"])
        tell("schedule.renamed", schedule, actor, at, owner_label=str(owner or ""))
    return schedule


def add_layer(*, schedule_id: int, drawing: Drawing, actor: Actor, at: datetime) -> Layer:
    """A further layer on top: where it has somebody, it covers the layers below."""
    managers_only(actor)
    _refuse_nobody(drawing)
    with transaction.atomic():
        schedule = locked(schedule_id)
        top = max((layer.position for layer in schedule.layers.all()), default=0)
        # From now on: what somebody has drawn today says nothing about who was on call before.
        layer = _new_layer(schedule, drawing, position=top + STEP, starts_at=at)
        tell("schedule.layer_drawn", schedule, actor, at, layer=layer.name)
    return layer


def change_layer(*, layer_id: int, drawing: Drawing, actor: Actor, at: datetime) -> Layer:
    """Other people join or leave and the rest keep their dates; any other change begins a new layer in its place."""
    managers_only(actor)
    _refuse_nobody(drawing)
    with transaction.atomic():
        layer = _open_layer(layer_id, at)
        if layer.brought_from:
            raise UnableToSchedule(
                "LAYER_BROUGHT_IN", "This layer came from a calendar. Bring the calendar in again."
            )
        before = Drawing(
            name=layer.name, unit=layer.unit, every=layer.every, pattern=layer.pattern, anchor=layer.anchor,
            at_once=layer.at_once, hours=layer.hours, members=members_now(layer, at),
            on_holidays=layer.on_holidays, holidays_of=layer.holidays_of_id,
        )  # fmt: skip
        schedule = locked(layer.schedule_id)
        if drawing.shape != before.shape or _order_changed(before.members, drawing.members):
            layer = _begin_anew(layer, drawing, at)
        else:
            layer.name = drawing.name
            layer.save(update_fields=["name"])
            _change_members(layer, before.members, drawing.members, at)
        tell("schedule.layer_changed", schedule, actor, at, layer=drawing.name)
    return layer


def remove_layer(*, layer_id: int, actor: Actor, at: datetime) -> None:
    """From now on the layer has nobody; what it was stays to be read."""
    managers_only(actor)
    with transaction.atomic():
        layer = _open_layer(layer_id, at)
        schedule = locked(layer.schedule_id)
        layer.ends_at = at
        layer.save(update_fields=["ends_at"])
        tell("schedule.layer_removed", schedule, actor, at, layer=layer.name)


def members_now(layer: Layer, at: datetime) -> list[int]:
    """Who takes part now or will, in order."""
    return [row.user_id for row in layer.members.all() if row.leaves_at is None or row.leaves_at > at]


def _new_layer(
    schedule: Schedule, drawing: Drawing, *, position: int, starts_at: datetime | None = None
) -> Layer:
    layer = Layer.objects.create(
        schedule=schedule, name=drawing.name, position=position, unit=drawing.unit, every=drawing.every,
        pattern=list(drawing.pattern), anchor=drawing.anchor, at_once=drawing.at_once,
        hours=[dict(one) for one in drawing.hours], starts_at=starts_at,
        on_holidays=drawing.on_holidays, holidays_of_id=drawing.holidays_of,
    )  # fmt: skip
    _add_members(layer, drawing.members, None)
    return layer


def _begin_anew(layer: Layer, drawing: Drawing, at: datetime) -> Layer:
    new = _new_layer(layer.schedule, drawing, position=layer.position, starts_at=at)
    layer.ends_at = at
    layer.save(update_fields=["ends_at"])
    Override.objects.filter(layer=layer, ends_at__gt=at).update(layer=new)
    return new


def _order_changed(before: Sequence[int], after: Sequence[int]) -> bool:
    """Whether those who stay come in another order; who is new comes last."""
    stays = [user for user in before if user in after]
    return list(after)[: len(stays)] != stays


def _change_members(layer: Layer, before: Sequence[int], after: Sequence[int], at: datetime) -> None:
    gone = set(before) - set(after)
    layer.members.filter(user__in=gone, joins_at__gt=at).delete()
    layer.members.filter(user__in=gone, leaves_at=None).update(leaves_at=at)
    _add_members(layer, [user for user in after if user not in before], at)


def _add_members(layer: Layer, users: Sequence[int], joins_at: datetime | None) -> None:
    last = max((member.position for member in layer.members.all()), default=0)
    LayerMember.objects.bulk_create(
        LayerMember(layer=layer, user_id=user, position=last + place, joins_at=joins_at)
        for place, user in enumerate(users, start=1)
    )


def _open_layer(layer_id: int, at: datetime) -> Layer:
    layer = Layer.objects.select_related("schedule").get(pk=layer_id)
    if layer.ends_at is not None and layer.ends_at <= at:
        raise UnableToSchedule(
            "LAYER_ENDED", "Somebody has changed this layer meanwhile. Look at the schedule again."
        )
    return layer


def _refuse_name(name: str, *, besides: int = 0) -> None:
    if Schedule.objects.filter(name__iexact=name).exclude(pk=besides).exists():
        raise UnableToSchedule("NAME_TAKEN", f"There is a schedule “{name}” already. Choose another name.")


def _refuse_nobody(drawing: Drawing) -> None:
    if not drawing.members:
        raise UnableToSchedule(
            "LAYER_EMPTY",
            "Nobody would be on call in this layer. Choose at least one person, or remove the layer.",
        )


def managers_only(actor: Actor) -> None:
    """Raises NotPermitted."""
    if not may_draw(actor):
        raise NotPermitted("Operations managers draw schedules.")
