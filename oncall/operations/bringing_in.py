"""A foreign calendar becomes a layer: looked at first and kept as a draft, written only when somebody lets it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.actors import Actor
from accounts.models import User
from accounts.refusals import Invalid
from oncall.calendars.names import Names
from oncall.calendars.reading import Reading, Unreadable, read
from oncall.models import CalendarDraft, Layer, LayerShift, Schedule
from oncall.operations.schedule_rules import UnableToSchedule, locked, tell
from oncall.operations.scheduling import STEP, managers_only

KEPT_FOR = timedelta(days=1)
MOST_REFUSED = 200


class UnableToBringIn(Invalid):
    """The file was not taken; nothing was written."""


def people_by_name() -> Names:
    """Everybody who works here by login, name and mail address, in small letters; a name that two have is nobody's."""
    known: dict[str, str] = {}
    twice: set[str] = set()
    for user in User.objects.filter(is_active=True).prefetch_related("contact_methods"):
        mails = [way.address for way in user.contact_methods.all() if way.kind == "email"]
        for name in {one.casefold() for one in (user.username, user.name, user.email, *mails) if one}:
            if known.setdefault(name, str(user.pk)) != str(user.pk):
                twice.add(name)
    return {name: key for name, key in known.items() if name not in twice}


def look_at(
    *, schedule_id: int, layer_name: str, file_name: str, content: bytes, actor: Actor, at: datetime
) -> CalendarDraft:
    """Read the file and keep what stands in it, for a day. Nobody is on call by it."""
    managers_only(actor)
    schedule = Schedule.objects.get(pk=schedule_id)
    try:
        found = read(content, zone=schedule.zone, known=people_by_name(), at=at)
    except Unreadable as refused:
        raise UnableToBringIn("CALENDAR_UNREADABLE", sentences=[str(refused)]) from refused
    with transaction.atomic():
        CalendarDraft.objects.filter(made_at__lt=at - KEPT_FOR).delete()
        CalendarDraft.objects.filter(schedule=schedule, made_by=actor.user_id).delete()
        return CalendarDraft.objects.create(
            schedule=schedule, layer_name=layer_name, file_name=file_name[:120], shifts=_kept(found),
            refused=[list(pair) for pair in found.refused[:MOST_REFUSED]], until=found.until,
            made_by_id=actor.user_id or 0, made_at=at,
        )  # fmt: skip


def let_in(*, draft_id: int, people: Mapping[str, int | None], actor: Actor, at: datetime) -> Layer:
    """Write the layer: whom each name means was said by whoever lets it in; what means nobody stays out.

    A layer of the same name that came from a calendar ends now: its place is taken.
    """
    managers_only(actor)
    with transaction.atomic():
        draft = CalendarDraft.objects.select_for_update().get(pk=draft_id)
        schedule = locked(draft.schedule_id)
        chosen = _working_here(people)
        rows = _rows(draft.shifts, chosen, at)
        if not rows:
            raise UnableToSchedule(
                "CALENDAR_EMPTY", "Nobody would be on call by it. Say whom at least one name means."
            )
        layer = _layer(schedule, draft, at)
        LayerShift.objects.bulk_create(LayerShift(layer=layer, **row) for row in rows)
        draft.delete()
        tell("schedule.layer_brought_in", schedule, actor, at, layer=layer.name, shifts=len(rows))
    return layer


def _working_here(people: Mapping[str, int | None]) -> dict[str, int]:
    """By name whom it means, without those who have left meanwhile."""
    wanted = {pk for pk in people.values() if pk is not None}
    here = set(User.objects.filter(pk__in=wanted, is_active=True).values_list("pk", flat=True))
    return {name: pk for name, pk in people.items() if pk is not None and pk in here}


def _layer(schedule: Schedule, draft: CalendarDraft, at: datetime) -> Layer:
    before = schedule.layers.filter(name=draft.layer_name, ends_at=None).exclude(brought_from="").first()
    if before is not None:
        before.ends_at = at
        before.save(update_fields=["ends_at"])
    top = max((layer.position for layer in schedule.layers.all()), default=0)
    return Layer.objects.create(
        schedule=schedule, name=draft.layer_name, position=before.position if before else top + STEP,
        anchor=at, starts_at=at, brought_from=draft.file_name,
    )  # fmt: skip


def _rows(
    shifts: Sequence[Mapping[str, Any]], people: Mapping[str, int], at: datetime
) -> list[dict[str, Any]]:
    """A row for each person of a shift that is not over."""
    rows = []
    for shift in shifts:
        starts_at, ends_at = (datetime.fromisoformat(shift[key]) for key in ("starts_at", "ends_at"))
        users = dict.fromkeys(people[name] for name in shift["names"] if name in people)
        rows += [
            {"user_id": user, "starts_at": max(starts_at, at), "ends_at": ends_at}
            for user in users
            if ends_at > at
        ]
    return rows


def _kept(found: Reading) -> list[dict[str, Any]]:
    return [
        {**asdict(one), "starts_at": one.starts_at.isoformat(), "ends_at": one.ends_at.isoformat()}
        for one in found.shifts
    ]
