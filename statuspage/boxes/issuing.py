"""Issues and revokes the keys of boxes."""

from datetime import datetime

from django.db import transaction

from accounts.actors import Actor
from accounts.refusals import NotPermitted
from catalog.models import Customer
from statuspage.models import BoxKey
from timeline import operations as timeline

ISSUERS = frozenset({"admin", "ops_manager", "helpdesk_lead"})


@transaction.atomic
def issue_key(*, customer: Customer, actor: Actor, at: datetime) -> BoxKey:
    """A key for one customer. Raises NotPermitted."""
    _permit(actor)
    key = BoxKey.objects.create(customer=customer, issued_at=at, issued_by=actor.named.key)
    _record("issued", key, actor, at)
    return key


@transaction.atomic
def revoke_box(*, key_id: int, actor: Actor, at: datetime) -> BoxKey:
    """From now on its boxes stay empty. Raises NotPermitted, BoxKey.DoesNotExist."""
    _permit(actor)
    key = BoxKey.objects.select_for_update().get(pk=key_id)
    if key.revoked_at is None:
        key.revoked_at = at
        key.save(update_fields=["revoked_at"])
        _record("revoked", key, actor, at)
    return key


def _permit(actor: Actor) -> None:
    if not actor.roles & ISSUERS:
        raise NotPermitted("Administrators, the operations manager and helpdesk leads issue keys.")


def _record(verb: str, key: BoxKey, actor: Actor, at: datetime) -> None:
    data = {"customer": key.customer.name}
    timeline.record(f"box_key.{verb}", subject=key.key, actor=actor.named, at=at, data=data)
