"""Calendars added, changed, and taken out where nobody uses them."""

from datetime import datetime

from django.db import transaction

from accounts.actors import Actor
from catalog.models import Calendar
from catalog.operations import editing
from catalog.operations.editing import UnableToEdit, locked
from catalog.operations.values import Given


def add_calendar(*, given: Given, actor: Actor, at: datetime) -> Calendar:
    """A new calendar. Raises NotPermitted, WrongValue."""
    return editing.add(Calendar(), given, actor=actor, at=at)


@transaction.atomic
def change_calendar(
    *, calendar_id: int, given: Given, actor: Actor, at: datetime, seen: int | None = None
) -> Calendar:
    """Change when people are at work. Raises NotPermitted, WrongValue, UnableToEdit."""
    return editing.change(locked(Calendar, calendar_id), given, actor=actor, at=at, seen=seen)


@transaction.atomic
def put_calendar(*, given: Given, actor: Actor, at: datetime) -> tuple[Calendar, bool]:
    """Add a calendar, or change the one of that name; whether it is new. Raises NotPermitted, WrongValue."""
    found = Calendar.objects.filter(name=given.get("name", "")).first()
    if found is None:
        return add_calendar(given=given, actor=actor, at=at), True
    return change_calendar(calendar_id=found.pk, given=given, actor=actor, at=at), False


@transaction.atomic
def remove_calendar(*, calendar_id: int, actor: Actor, at: datetime) -> None:
    """Nobody works by it any more. Raises NotPermitted, UnableToEdit while somebody does."""
    calendar = locked(Calendar, calendar_id)
    if users := calendar.customers.count() + calendar.contract_terms.count():
        raise UnableToEdit(
            "CALENDAR_USED", f"{users} customers or contracts use {calendar}. Give them another first."
        )
    editing.remove(calendar, actor=actor, at=at)
