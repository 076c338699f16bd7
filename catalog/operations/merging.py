"""Doubles made one: all that refers to them is led to the one that is kept; their names and ids become its aliases.

It cannot be undone: afterwards nobody can say which link came from whom.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import SET_NULL, Model

from accounts.actors import Actor
from catalog.doubles import carry_over
from catalog.models import Asset, Customer
from catalog.operations.editing import UnableToEdit, permit, tell, tell_of
from timeline.operations import record_many

T = TypeVar("T", Customer, Asset)
# What is taken over from a double where the kept one says nothing.
CUSTOMER_FILLED = ("calendar", "account_manager", "partner", "since_date")
ASSET_FILLED = ("title", "owner_team", "likelihood", "impact_override", "environment", "location", "provider")


def merge_customers(*, keep_id: int, double_ids: Collection[int], actor: Actor, at: datetime) -> Customer:
    """Make several customers one. Raises NotPermitted, UnableToEdit."""
    return _merge(Customer, keep_id, double_ids, filled=CUSTOMER_FILLED, actor=actor, at=at)


def merge_assets(*, keep_id: int, double_ids: Collection[int], actor: Actor, at: datetime) -> Asset:
    """Make several assets one. Raises NotPermitted, UnableToEdit."""
    return _merge(Asset, keep_id, double_ids, filled=ASSET_FILLED, actor=actor, at=at)


@transaction.atomic
def _merge(
    model: type[T],
    keep_id: int,
    double_ids: Collection[int],
    *,
    filled: Sequence[str],
    actor: Actor,
    at: datetime,
) -> T:
    permit(actor)
    ids = sorted({keep_id, *double_ids})
    rows = {row.pk: row for row in model.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    if len(ids) < 2:
        raise UnableToEdit("MERGE_ONE", "Choose two or more, and which of them stays.")
    if len(rows) < len(ids):
        raise UnableToEdit("MERGE_GONE", "One of them is not there any more. Look at the list again.")
    kept = rows.pop(keep_id)
    doubles = list(rows.values())
    moved = [moved for double in doubles for moved in _move(double, kept)]
    aliases = _aliases(kept, doubles)
    for double in doubles:
        _take_over(kept, double, filled)
        double.delete()
    kept.aliases = aliases
    kept.save()
    _tell(kept, doubles, sum(moved), list(rows), actor, at)
    return kept


def _tell(kept: Any, doubles: Sequence[Any], moved: int, ids: list[int], actor: Actor, at: datetime) -> None:
    names = ", ".join(str(double) for double in doubles)
    rows = f"{moved} row{'s' * (moved != 1)}"
    for pk, double in zip(ids, doubles, strict=True):
        double.pk = pk  # deleting took it away; the fact is about the double as it was known
    record_many(
        tell_of("merged_into", double, actor=actor, at=at, into=str(kept), id=kept.pk) for double in doubles
    )
    tell("merged", kept, actor=actor, at=at, gone=len(doubles), names=names, moved=rows, ids=ids)


def _aliases(kept: Any, doubles: Sequence[Any]) -> list[str]:
    """What the doubles were called, by people and by other systems, so that they are still found."""
    known = list(kept.aliases)
    for double in doubles:
        known += [double.name, *double.aliases]
        known += [double.external_id] if double.external_id else []
    return [name for name in dict.fromkeys(known) if name not in (kept.name, kept.external_id)]


def _take_over(kept: Any, double: Any, filled: Sequence[str]) -> None:
    for name in filled:
        if getattr(kept, name) in (None, "") and getattr(double, name) not in (None, ""):
            setattr(kept, name, getattr(double, name))
    if isinstance(kept, Customer):
        kept.segments = list(dict.fromkeys([*kept.segments, *double.segments]))


def _move(double: Model, kept: Model) -> list[int]:
    """Lead every row of every room that refers to the double to the kept one; how many for each sort of rows."""
    relations: list[Any] = [
        relation
        for relation in type(double)._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)
    ]
    return [_move_rows(one.related_model, one.field.name, double, kept) for one in relations]


def _move_rows(model: Any, field: str, double: Model, kept: Model) -> int:
    rows = model._base_manager.filter(**{field: double})
    try:
        with transaction.atomic():
            count: int = rows.update(**{field: kept})
    except IntegrityError:
        count = sum(_move_one(row, field, kept) for row in rows.order_by("pk"))
    return count


def _move_one(row: Any, field: str, kept: Model) -> bool:
    """Lead one row over; where the kept one has such a row already, this one goes."""
    before = getattr(row, field)
    try:
        with transaction.atomic():
            setattr(row, field, kept)
            row.save(update_fields=[field])
    except IntegrityError:
        setattr(row, field, before)
        if row._meta.get_field(field).remote_field.on_delete is SET_NULL:
            return False  # a record of its own, which goes on without the double
        if (staying := _staying(row, field, kept)) is not None:
            carry_over(row, staying)
        row.delete()
        return False
    return True


def _staying(row: Any, field: str, kept: Model) -> Any | None:
    """The kept one's row that says the same: the one with which this row clashes."""
    for names in _uniques(type(row)):
        if field in names:
            same = {name: getattr(row, name) for name in names if name != field}
            if found := type(row)._base_manager.filter(**same, **{field: kept}).first():
                return found
    return None


def _uniques(model: Any) -> list[tuple[str, ...]]:
    constraints = [constraint for constraint in model._meta.constraints if getattr(constraint, "fields", ())]
    return [*(tuple(one.fields) for one in constraints), *(tuple(one) for one in model._meta.unique_together)]
