"""What becomes of a row that both doubles have, when the two become one: each room registers its own answer.

Rows that refer to a double are led to the one that is kept. Where the kept one stands in such a row already, the
double's row goes; whoever knows that something of it must not be lost says so here.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from catalog.models import AssetDependency, CustomerAssetLink, CustomerContact, RedundancyGroup

# Takes the row that goes and the row that stays.
Answer = Callable[[Any, Any], None]


def _verified(going: CustomerContact, staying: CustomerContact) -> None:
    """One mail address, entered twice: what was verified of either is verified."""
    staying.email_verified_at = staying.email_verified_at or going.email_verified_at
    if not staying.phone:
        staying.phone, staying.phone_verified_at = going.phone, going.phone_verified_at
    staying.is_key_contact = staying.is_key_contact or going.is_key_contact
    staying.opt_outs = sorted({*staying.opt_outs, *going.opt_outs})
    staying.save()


def _stronger(going: AssetDependency, staying: AssetDependency) -> None:
    staying.strength = max(staying.strength, going.strength)
    staying.save(update_fields=["strength"])


def _closer(going: CustomerAssetLink, staying: CustomerAssetLink) -> None:
    staying.dependency = max(staying.dependency, going.dependency)
    staying.save(update_fields=["dependency"])


def _members_of_both(going: RedundancyGroup, staying: RedundancyGroup) -> None:
    staying.members.add(*going.members.all())


_ANSWERS: dict[type[Model], Answer] = {
    CustomerContact: _verified,
    AssetDependency: _stronger,
    CustomerAssetLink: _closer,
    RedundancyGroup: _members_of_both,
}


def register(model: type[Model], answer: Answer) -> None:
    """Let a room carry over what must not be lost of a row that goes."""
    _ANSWERS[model] = answer


def carry_over(going: Model, staying: Model) -> None:
    """Ask the room of these rows."""
    if answer := _ANSWERS.get(type(going)):
        answer(going, staying)
