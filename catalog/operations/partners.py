"""Partners who sell the service on, and providers who run assets of ours."""

from datetime import datetime

from django.db import transaction

from accounts.actors import Actor
from catalog.models import Partner, ServiceProvider
from catalog.operations import editing
from catalog.operations.editing import UnableToEdit, locked
from catalog.operations.values import Given


def add_partner(*, given: Given, actor: Actor, at: datetime) -> Partner:
    """A new partner. Raises NotPermitted, WrongValue."""
    return editing.add(Partner(), given, actor=actor, at=at)


@transaction.atomic
def change_partner(
    *, partner_id: int, given: Given, actor: Actor, at: datetime, seen: int | None = None
) -> Partner:
    """Change what we know of a partner. Raises NotPermitted, WrongValue, UnableToEdit."""
    return editing.change(locked(Partner, partner_id), given, actor=actor, at=at, seen=seen)


@transaction.atomic
def remove_partner(*, partner_id: int, actor: Actor, at: datetime) -> None:
    """The partnership is over. Raises NotPermitted, UnableToEdit while customers come through it."""
    partner = locked(Partner, partner_id)
    if customers := partner.customers.count():
        raise UnableToEdit(
            "PARTNER_HAS_CUSTOMERS",
            f"{customers} customer{'s' * (customers > 1)} came through {partner}. Give them another partner first.",
        )
    editing.remove(partner, actor=actor, at=at)


def add_provider(*, given: Given, actor: Actor, at: datetime) -> ServiceProvider:
    """A new provider. Raises NotPermitted, WrongValue."""
    return editing.add(ServiceProvider(), given, actor=actor, at=at)


@transaction.atomic
def change_provider(
    *, provider_id: int, given: Given, actor: Actor, at: datetime, seen: int | None = None
) -> ServiceProvider:
    """Change what we know of a provider. Raises NotPermitted, WrongValue, UnableToEdit."""
    return editing.change(locked(ServiceProvider, provider_id), given, actor=actor, at=at, seen=seen)


@transaction.atomic
def remove_provider(*, provider_id: int, actor: Actor, at: datetime) -> None:
    """It runs nothing of ours any more. Raises NotPermitted, UnableToEdit while it does."""
    provider = locked(ServiceProvider, provider_id)
    if assets := provider.assets.count():
        raise UnableToEdit(
            "PROVIDER_HAS_ASSETS",
            f"{provider} runs {assets} asset{'s' * (assets > 1)} of ours. Give them another provider first.",
        )
    editing.remove(provider, actor=actor, at=at)
