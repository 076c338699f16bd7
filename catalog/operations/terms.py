"""What contracts promise: how soon service is restored, by the clock or by a calendar's hours."""

from datetime import datetime

from django.db import transaction

from accounts.actors import Actor
from catalog.models import ContractTerm
from catalog.operations import editing
from catalog.operations.editing import locked
from catalog.operations.values import Given


def add_term(*, term: ContractTerm, given: Given, actor: Actor, at: datetime) -> ContractTerm:
    """A new promise; `term` knows only whose. Raises NotPermitted, WrongValue."""
    return editing.add(term, given, actor=actor, at=at)


@transaction.atomic
def change_term(
    *, term_id: int, given: Given, actor: Actor, at: datetime, seen: int | None = None
) -> ContractTerm:
    """Change a promise. Raises NotPermitted, WrongValue, UnableToEdit."""
    return editing.change(locked(ContractTerm, term_id), given, actor=actor, at=at, seen=seen)


@transaction.atomic
def remove_term(*, term_id: int, actor: Actor, at: datetime) -> None:
    """It is promised no more. Raises NotPermitted."""
    editing.remove(locked(ContractTerm, term_id), actor=actor, at=at)
