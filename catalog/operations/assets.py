"""Assets added, changed, retired and brought back. A retired asset stays on record and out of the lists."""

from datetime import datetime

from django.db import transaction

from accounts.actors import Actor
from catalog.models import Asset
from catalog.operations.editing import UnableToEdit, add, change, locked, permit, tell
from catalog.operations.values import Given


def add_asset(*, given: Given, actor: Actor, at: datetime) -> Asset:
    """A new asset; it needs a name, a kind, a criticality and an owner. Raises NotPermitted, WrongValue."""
    return add(Asset(), given, actor=actor, at=at)


@transaction.atomic
def change_asset(
    *, asset_id: int, given: Given, actor: Actor, at: datetime, seen: int | None = None
) -> Asset:
    """Change what we know of an asset. Raises NotPermitted, WrongValue, UnableToEdit when somebody was faster."""
    return change(locked(Asset, asset_id), given, actor=actor, at=at, seen=seen)


@transaction.atomic
def retire_asset(*, asset_id: int, actor: Actor, at: datetime) -> Asset:
    """Take an asset out of use; its links and dependencies stay for the record. Raises NotPermitted, UnableToEdit."""
    permit(actor)
    asset = locked(Asset, asset_id)
    if asset.retired_at is not None:
        raise UnableToEdit("ASSET_RETIRED", f"{asset} is retired already.")
    asset.retired_at = at
    asset.save(update_fields=["retired_at"])
    tell("retired", asset, actor=actor, at=at)
    return asset


@transaction.atomic
def bring_back_asset(*, asset_id: int, actor: Actor, at: datetime) -> Asset:
    """Use a retired asset again. Raises NotPermitted, UnableToEdit."""
    permit(actor)
    asset = locked(Asset, asset_id)
    if asset.retired_at is None:
        raise UnableToEdit("ASSET_IN_USE", f"{asset} is in use.")
    asset.retired_at = None
    asset.save(update_fields=["retired_at"])
    tell("brought_back", asset, actor=actor, at=at)
    return asset
