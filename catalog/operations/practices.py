"""Who talked to whom, what was promised, how a customer goes on without us: written by those who talk to customers."""

from datetime import datetime
from typing import TypeVar

from django.db import transaction

from accounts.actors import Actor
from accounts.models import User
from accounts.refusals import NotPermitted
from accounts.roles import Role
from catalog.models import Continuity, Promise, TouchPoint
from catalog.operations import editing
from catalog.operations.editing import EDITORS, locked
from catalog.operations.values import Given, WrongValue

Practice = TouchPoint | Promise | Continuity
P = TypeVar("P", TouchPoint, Promise, Continuity)
TALKERS = EDITORS | {Role.ACCOUNT_MANAGER.value, Role.HELPDESK_LEAD.value}


def may_talk(actor: Actor) -> bool:
    """Whether this person talks to customers for us."""
    return actor.is_system or not actor.roles.isdisjoint(TALKERS)


def permit(actor: Actor) -> None:
    """Raise NotPermitted unless this person talks to customers for us."""
    if not may_talk(actor):
        raise NotPermitted(
            f"{actor.named.label} may not write this: customer support, account managers, operators and "
            "operations managers do."
        )


def add_practice(*, row: P, given: Given, actor: Actor, at: datetime) -> P:
    """One more; `row` knows only whose. Raises NotPermitted, WrongValue, UnableToEdit."""
    if isinstance(row, TouchPoint):
        given = {**given, "talked_at": given.get("talked_at") or at, "person": _who(given, actor)}
    _check(row, given, at)
    return editing.add(row, given, actor=actor, at=at, permit=permit)


@transaction.atomic
def change_practice(
    *, model: type[P], row_id: int, given: Given, actor: Actor, at: datetime, seen: int | None = None
) -> P:
    """What is right instead. Raises NotPermitted, WrongValue, UnableToEdit."""
    row = locked(model, row_id)
    if isinstance(row, TouchPoint):
        given = {**given, "talked_at": given.get("talked_at") or row.talked_at}
    _check(row, given, at)
    return editing.change(row, given, actor=actor, at=at, seen=seen, permit=permit)


@transaction.atomic
def remove_practice(*, model: type[P], row_id: int, actor: Actor, at: datetime) -> None:
    """It never was. Raises NotPermitted."""
    editing.remove(locked(model, row_id), actor=actor, at=at, permit=permit)


def _who(given: Given, actor: Actor) -> User | None:
    """Who talked: whoever writes it down, unless somebody else is named."""
    named: User | None = given.get("person")
    return named or (User.objects.filter(pk=actor.user_id).first() if actor.user_id else None)


DONE = ("slip_announced_date", "kept_date", "last_export_test_date")


def _check(row: Practice, given: Given, at: datetime) -> None:
    """What nobody can have done yet, or with somebody else's people. Raises WrongValue."""
    wrong: dict[str, list[str]] = {}
    talked, contact = given.get("talked_at"), given.get("contact")
    if talked is not None and talked > at:
        wrong["talked_at"] = ["Nobody has talked to them yet at that time."]
    if contact is not None and contact.customer_id != row.customer_id:
        wrong["contact"] = [f"{contact.name} is a contact of another customer."]
    for name in DONE:
        day = given.get(name)
        if day is not None and day > at.date() + editing.ONE_DAY:
            wrong[name] = ["A day on which something was said or done cannot lie ahead."]
    if wrong:
        raise WrongValue(wrong)
