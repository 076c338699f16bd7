"""The frame of every change to the catalog: who may, lock, check, write, and tell what was and what is now."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model

from accounts.actors import Actor
from accounts.refusals import NotPermitted, Unable
from accounts.roles import Role
from catalog.operations.values import Changes, Given, check, fill
from catalog.subjects import SORTS, key_of, keys_about
from timeline.operations import Fact, record_many
from timeline.queries import stamp

M = TypeVar("M", bound=Model)
EDITORS = frozenset({Role.CSR.value, Role.OPERATOR.value, Role.OPS_MANAGER.value})
NAMES_TOLD = 20
ONE_DAY = timedelta(days=1)  # it may be tomorrow already where somebody writes
Permit = Callable[[Actor], None]


class UnableToEdit(Unable):
    """The catalog was not changed."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code, sentences=[sentence])


def may_edit(actor: Actor) -> bool:
    """Whether this person may change the catalog."""
    return actor.is_system or not actor.roles.isdisjoint(EDITORS)


def permit(actor: Actor) -> None:
    """Raise NotPermitted unless this person may change the catalog."""
    if not may_edit(actor):
        raise NotPermitted(
            f"{actor.named.label} may not change the catalog: customer support, operators and "
            "operations managers do."
        )


def add(row: M, given: Given, *, actor: Actor, at: datetime, permit: Permit = permit) -> M:
    """Write a new row. Raises NotPermitted, WrongValue, UnableToEdit."""
    permit(actor)
    with transaction.atomic():
        write(row, given)
        tell("added", row, actor=actor, at=at)
    return row


def change(
    row: M, given: Given, *, actor: Actor, at: datetime, seen: int | None = None, permit: Permit = permit
) -> M:
    """Change a row that was read under `locked`; the same values again change nothing and tell nothing.

    `seen` is the stamp of the row's history that the page showed. Raises NotPermitted, WrongValue, UnableToEdit.
    """
    permit(actor)
    with transaction.atomic():
        if seen is not None and seen != stamp(keys_about(row)[0]):
            raise UnableToEdit(
                "STALE", "Somebody changed it meanwhile. Look at what it says now, then change it again."
            )
        if changes := write(row, given):
            tell("changed", row, actor=actor, at=at, changes=changes)
    return row


def remove(row: Model, *, actor: Actor, at: datetime, permit: Permit = permit) -> None:
    """Take a row out of the catalog. Raises NotPermitted."""
    permit(actor)
    with transaction.atomic():
        tell("removed", row, actor=actor, at=at)
        row.delete()


def locked(model: type[M], pk: int) -> M:
    """The row, held until the end of the transaction. Raises its DoesNotExist."""
    return model._default_manager.select_for_update(of=("self",)).get(pk=pk)


def write(row: Model, given: Given) -> Changes:
    """Check and save; what that changed, members of groups included."""
    many = {name for name in given if row._meta.get_field(name).many_to_many}
    changes = fill(row, {name: value for name, value in given.items() if name not in many})
    check(row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as clash:
        raise UnableToEdit(
            "TAKEN", "Somebody entered the same just before you. Look at it, then try again."
        ) from clash
    for name in many:
        changes |= _write_members(row, name, given[name])
    return changes


def tell(verb: str, row: Model, /, *, actor: Actor, at: datetime, **data: Any) -> None:
    """Record a fact about a row, under each of the subjects it is about."""
    fact, name = f"{SORTS[type(row)].fact}.{verb}", str(row)
    record_many(
        Fact(kind=fact, subject=key, actor=actor.named, at=at, data={"name": name, **data})
        for key in keys_about(row)
    )


def tell_of(verb: str, row: Model, /, *, actor: Actor, at: datetime, **data: Any) -> Fact:
    """The same for one row that has a page of its own, to be recorded with many others."""
    return Fact(
        kind=f"{SORTS[type(row)].fact}.{verb}",
        subject=key_of(row),
        actor=actor.named,
        at=at,
        data={"name": str(row), **data},
    )


def _write_members(row: Model, name: str, wanted: Collection[Model]) -> Changes:
    """Give a group its members; who came and who went, by name."""
    held = getattr(row, name)
    before, after = {one.pk: one for one in held.all()}, {one.pk: one for one in wanted}
    came = [str(one) for pk, one in after.items() if pk not in before]
    went = [str(one) for pk, one in before.items() if pk not in after]
    if came or went:
        held.set(after)
    changes: Changes = {}
    if came:
        changes[f"{name} added"] = ["", _few(came)]
    if went:
        changes[f"{name} removed"] = [_few(went), ""]
    return changes


def _few(names: list[str]) -> str:
    shown, more = sorted(names)[:NAMES_TOLD], len(names) - NAMES_TOLD
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")
