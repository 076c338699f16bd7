"""One change for many customers or assets: set-based, one fact for each row that it changes."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from accounts.actors import Actor
from catalog.models import Asset, Customer
from catalog.operations.editing import UnableToEdit, permit, tell_of
from catalog.operations.values import Changes, Given, check, fill
from timeline.operations import Fact, record_many

CUSTOMER_FIELDS = frozenset({"tier", "status", "account_manager", "calendar", "partner"})
ASSET_FIELDS = frozenset(
    {"criticality", "owner_team", "environment", "location", "likelihood", "kind", "provider"}
)
MOST = 10_000


@transaction.atomic
def change_customers(
    *,
    customer_ids: Collection[int],
    given: Given,
    actor: Actor,
    at: datetime,
    add_segment: str = "",
    remove_segment: str = "",
) -> int:
    """Change many customers at once; how many it changed. Raises NotPermitted, WrongValue, UnableToEdit."""
    rows = _held(Customer, customer_ids, given, CUSTOMER_FIELDS, actor)
    facts, changed = [], []
    for row in rows:
        segments = [one for one in row.segments if one != remove_segment]
        segments += [add_segment] if add_segment and add_segment not in segments else []
        if changes := fill(row, {**given, "segments": segments}):
            facts.append(_fact(row, changes, actor, at))
            changed.append(row)
    _keep(Customer, changed, {*given, "segments"}, facts)
    return len(changed)


@transaction.atomic
def change_assets(*, asset_ids: Collection[int], given: Given, actor: Actor, at: datetime) -> int:
    """Change many assets at once; how many it changed. Raises NotPermitted, WrongValue, UnableToEdit."""
    rows = _held(Asset, asset_ids, given, ASSET_FIELDS, actor)
    facts, changed = [], []
    for row in rows:
        if changes := fill(row, given):
            facts.append(_fact(row, changes, actor, at))
            changed.append(row)
    _keep(Asset, changed, given, facts)
    return len(changed)


@transaction.atomic
def retire_assets(*, asset_ids: Collection[int], actor: Actor, at: datetime) -> int:
    """Take many assets out of use; how many were in use. Raises NotPermitted, UnableToEdit."""
    rows = [row for row in _held(Asset, asset_ids, {}, ASSET_FIELDS, actor) if row.retired_at is None]
    for row in rows:
        row.retired_at = at
    _keep(Asset, rows, ["retired_at"], [tell_of("retired", row, actor=actor, at=at) for row in rows])
    return len(rows)


def _held(
    model: Any, ids: Collection[int], given: Given, allowed: Collection[str], actor: Actor
) -> Sequence[Any]:
    """The rows, locked in one order, after a look at who asks and for what."""
    permit(actor)
    if unknown := set(given) - set(allowed):
        raise UnableToEdit("BULK_FIELD", f"{', '.join(sorted(unknown))} cannot be changed for many at once.")
    if len(ids) > MOST:
        raise UnableToEdit("BULK_TOO_MANY", f"At most {MOST:,} can be changed at once.")
    related = [name for name in given if model._meta.get_field(name).is_relation]
    rows = model.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    return list(rows.select_related(*related) if related else rows)


def _fact(row: Model, changes: Changes, actor: Actor, at: datetime) -> Fact:
    return tell_of("changed", row, actor=actor, at=at, changes=changes)


def _keep(model: Any, rows: Sequence[Model], fields: Collection[str], facts: list[Fact]) -> None:
    if rows:
        check(rows[0])  # all of them were given the same values
        model.objects.bulk_update(rows, list(fields), batch_size=1000)
        record_many(facts)
