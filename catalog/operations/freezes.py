"""Spans in which nothing should be changed: added and removed."""

from datetime import datetime

from django.db import transaction

from accounts.actors import Actor
from accounts.refusals import Invalid
from catalog.models import FreezeWindow
from timeline import operations as timeline


def add_freeze(
    *,
    name: str,
    starts_at: datetime,
    ends_at: datetime,
    actor: Actor,
    at: datetime,
    absolute: bool = False,
    reason: str = "",
) -> FreezeWindow:
    """Add a freeze. What is scheduled in it already stays; the calendar shows both. Raises Invalid."""
    if starts_at >= ends_at:
        raise Invalid("FREEZE_BACKWARDS", sentences=["It has to end after it begins."])
    with transaction.atomic():
        freeze = FreezeWindow.objects.create(
            name=name, starts_at=starts_at, ends_at=ends_at, absolute=absolute, reason=reason
        )
        _record("added", freeze, actor, at)
    return freeze


def remove_freeze(*, freeze_id: int, actor: Actor, at: datetime) -> None:
    """Remove a freeze. Raises FreezeWindow.DoesNotExist."""
    with transaction.atomic():
        freeze = FreezeWindow.objects.select_for_update().get(pk=freeze_id)
        _record("removed", freeze, actor, at)
        freeze.delete()


def _record(verb: str, freeze: FreezeWindow, actor: Actor, at: datetime) -> None:
    data = {
        "name": freeze.name,
        "absolute": freeze.absolute,
        "starts_at": freeze.starts_at.isoformat(),
        "ends_at": freeze.ends_at.isoformat(),
    }
    timeline.record(f"freeze.{verb}", subject=f"freeze:{freeze.pk}", actor=actor.named, at=at, data=data)
