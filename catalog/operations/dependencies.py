"""What an asset needs, hard or soft, and its groups of which k members are enough. Circles are allowed."""

from datetime import datetime

from django.db import transaction

from accounts.actors import Actor
from catalog.models import AssetDependency, RedundancyGroup
from catalog.operations import editing
from catalog.operations.editing import UnableToEdit, locked
from catalog.operations.values import Given


@transaction.atomic
def add_dependency(*, given: Given, actor: Actor, at: datetime) -> AssetDependency:
    """Say that `asset` needs `needs`. Raises NotPermitted, WrongValue, UnableToEdit for a retired asset."""
    needs = given["needs"]
    if needs.retired_at is not None:
        raise UnableToEdit(
            "ASSET_RETIRED", f"{needs} is retired. Bring it back first, or choose another asset."
        )
    row = AssetDependency(asset=given["asset"], needs=needs)
    return editing.add(row, given, actor=actor, at=at)


@transaction.atomic
def change_dependency(
    *, dependency_id: int, given: Given, actor: Actor, at: datetime, seen: int | None = None
) -> AssetDependency:
    """Make it hard or soft. Raises NotPermitted, WrongValue, UnableToEdit when it should join others."""
    row = locked(AssetDependency, dependency_id)
    if any(name in given and given[name] != getattr(row, name) for name in ("asset", "needs")):
        raise UnableToEdit("DEPENDENCY_ENDS", "What it joins stays. Remove it, and add another.")
    return editing.change(row, given, actor=actor, at=at, seen=seen)


@transaction.atomic
def put_dependency(*, given: Given, actor: Actor, at: datetime) -> tuple[AssetDependency, bool]:
    """Add a dependency, or change the one between the same two; whether it is new."""
    found = standing_dependency(given)
    if found is None:
        return add_dependency(given=given, actor=actor, at=at), True
    rest = {name: value for name, value in given.items() if name not in ("asset", "needs")}
    return change_dependency(dependency_id=found.pk, given=rest, actor=actor, at=at), False


def standing_dependency(given: Given) -> AssetDependency | None:
    """The dependency between the same two."""
    return AssetDependency.objects.filter(asset=given["asset"], needs=given["needs"]).first()


@transaction.atomic
def remove_dependency(*, dependency_id: int, actor: Actor, at: datetime) -> None:
    """It does not need it after all. Raises NotPermitted."""
    editing.remove(locked(AssetDependency, dependency_id), actor=actor, at=at)


@transaction.atomic
def add_redundancy(*, given: Given, actor: Actor, at: datetime) -> RedundancyGroup:
    """Say that an asset works while k of these members work. Raises NotPermitted, WrongValue, UnableToEdit."""
    row = RedundancyGroup(owner=given["owner"])
    _refuse_impossible(row, given)
    return editing.add(row, given, actor=actor, at=at)


@transaction.atomic
def change_redundancy(
    *, redundancy_id: int, given: Given, actor: Actor, at: datetime, seen: int | None = None
) -> RedundancyGroup:
    """Change its name, members or how many have to work. Raises NotPermitted, WrongValue, UnableToEdit."""
    row = locked(RedundancyGroup, redundancy_id)
    _refuse_impossible(row, given)
    return editing.change(row, given, actor=actor, at=at, seen=seen)


@transaction.atomic
def remove_redundancy(*, redundancy_id: int, actor: Actor, at: datetime) -> None:
    """The members stand in for each other no more. Raises NotPermitted."""
    editing.remove(locked(RedundancyGroup, redundancy_id), actor=actor, at=at)


def _refuse_impossible(row: RedundancyGroup, given: Given) -> None:
    """Raises UnableToEdit when more members have to work than there are, or the asset is a member of itself."""
    members = list(given["members"]) if "members" in given else list(row.members.all())
    if row.owner in members:
        raise UnableToEdit("REDUNDANCY_OF_ITSELF", f"{row.owner} cannot stand in for itself.")
    needed = given.get("k", row.k)
    if needed > len(members):
        raise UnableToEdit(
            "REDUNDANCY_TOO_FEW", f"{needed} have to work, and there are only {len(members)} members."
        )
