"""Groups of customers and of assets: made, changed with their members, removed when nothing hangs on them."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.actors import Actor
from catalog.models import AssetGroup, CustomerAssetLink, CustomerGroup
from catalog.operations import editing
from catalog.operations.editing import UnableToEdit, locked
from catalog.operations.values import Given

Group = CustomerGroup | AssetGroup


def add_group(*, model: type[Group], given: Given, actor: Actor, at: datetime) -> Group:
    """A new group with its members. Raises NotPermitted, WrongValue."""
    group: Any = model()
    made: Group = editing.add(group, given, actor=actor, at=at)
    return made


@transaction.atomic
def change_group(
    *, model: type[Group], group_id: int, given: Given, actor: Actor, at: datetime, seen: int | None = None
) -> Group:
    """Change its name or its members; its links follow by themselves. Raises NotPermitted, WrongValue, UnableToEdit."""
    group: Any = locked(model, group_id)
    changed: Group = editing.change(group, given, actor=actor, at=at, seen=seen)
    return changed


@transaction.atomic
def remove_group(*, model: type[Group], group_id: int, actor: Actor, at: datetime) -> None:
    """Take a group apart; its members stay. Raises NotPermitted, UnableToEdit while links hang on it."""
    group: Any = locked(model, group_id)
    end = "customer_group" if model is CustomerGroup else "asset_group"
    if links := CustomerAssetLink.objects.filter(**{end: group}).count():
        raise UnableToEdit(
            "GROUP_LINKED", f"{links} link{'s' * (links > 1)} would go with {group}. Take them back first."
        )
    editing.remove(group, actor=actor, at=at)
