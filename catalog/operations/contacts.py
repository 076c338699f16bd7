"""Contacts of customers and partners, and which of their addresses somebody has verified."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.actors import SYSTEM_ACTOR, Actor
from catalog.models import CustomerContact, PartnerContact
from catalog.operations import editing
from catalog.operations.editing import UnableToEdit, locked, permit, tell
from catalog.operations.values import Given

Contact = CustomerContact | PartnerContact
CHANNELS = ("email", "phone")


def add_contact(*, contact: Contact, given: Given, actor: Actor, at: datetime) -> Contact:
    """A new person at a customer or partner; `contact` knows only whose. Raises NotPermitted, WrongValue."""
    return editing.add(contact, given, actor=actor, at=at)


@transaction.atomic
def change_contact(
    *,
    model: type[Contact],
    contact_id: int,
    given: Given,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> Contact:
    """Change a person; another address is not verified yet. Raises NotPermitted, WrongValue, UnableToEdit."""
    contact: Any = locked(model, contact_id)
    others: dict[str, Any] = {
        f"{channel}_verified_at": None
        for channel in CHANNELS
        if channel in given and given[channel] != getattr(contact, channel)
    }
    others |= {name.replace("verified_at", "refused"): "" for name in others}
    changed: Contact = editing.change(contact, {**given, **others}, actor=actor, at=at, seen=seen)
    return changed


@transaction.atomic
def put_contact(*, contact: Contact, given: Given, actor: Actor, at: datetime) -> Contact:
    """Add or change a person with what is known of the addresses: `email_verified`, `phone_verified`, `verified_how`.

    Raises NotPermitted, WrongValue, UnableToEdit.
    """
    apart = {f"{channel}_verified" for channel in CHANNELS} | {"verified_how"}
    rest = {name: value for name, value in given.items() if name not in apart}
    model: Any = type(contact)
    who: dict[str, Any] = {"actor": actor, "at": at}
    if contact.pk is None:
        contact = add_contact(contact=contact, given=rest, **who)
    else:
        contact = change_contact(model=model, contact_id=contact.pk, given=rest, **who)
    for channel in CHANNELS:
        wanted, stands = (
            given.get(f"{channel}_verified"),
            getattr(contact, f"{channel}_verified_at") is not None,
        )
        about: dict[str, Any] = {"model": model, "contact_id": contact.pk, "channel": channel, **who}
        if wanted and not stands:
            contact = verify_channel(how=str(given.get("verified_how", "")), **about)
        elif wanted is False and stands:
            contact = doubt_channel(**about)
    return contact


@transaction.atomic
def remove_contact(*, model: type[Contact], contact_id: int, actor: Actor, at: datetime) -> None:
    """Forget a person. Raises NotPermitted."""
    contact: Any = locked(model, contact_id)
    editing.remove(contact, actor=actor, at=at)


@transaction.atomic
def verify_channel(
    *, model: type[Contact], contact_id: int, channel: str, how: str, actor: Actor, at: datetime
) -> Contact:
    """Say that an address is right, and how one knows. Raises NotPermitted, UnableToEdit."""
    permit(actor)
    contact: Any = locked(model, contact_id)
    address = getattr(contact, channel) if channel in CHANNELS else ""
    if not address:
        raise UnableToEdit("CHANNEL_EMPTY", f"{contact.name} has no such address. Enter it first.")
    if not how.strip():
        raise UnableToEdit("CHANNEL_HOW", "Say how you know that it is right.")
    setattr(contact, f"{channel}_verified_at", at)
    setattr(contact, f"{channel}_refused", "")
    contact.save(update_fields=[f"{channel}_verified_at", f"{channel}_refused"])
    tell(
        "channel_verified",
        contact,
        actor=actor,
        at=at,
        channel=channel,
        address=address,
        how=how.strip()[:300],
    )
    found: Contact = contact
    return found


@transaction.atomic
def doubt_channel(
    *, model: type[Contact], contact_id: int, channel: str, actor: Actor, at: datetime
) -> Contact:
    """Say that an address may be wrong. Raises NotPermitted, UnableToEdit when it was not verified."""
    permit(actor)
    contact: Any = locked(model, contact_id)
    if channel not in CHANNELS or getattr(contact, f"{channel}_verified_at") is None:
        raise UnableToEdit("CHANNEL_NOT_VERIFIED", f"This address of {contact.name} is not verified.")
    setattr(contact, f"{channel}_verified_at", None)
    contact.save(update_fields=[f"{channel}_verified_at"])
    tell("channel_doubted", contact, actor=actor, at=at, channel=channel, address=getattr(contact, channel))
    found: Contact = contact
    return found


def spellings(channel: str, address: str) -> set[str]:
    """How the contacts who have this address write it."""
    return {
        spelt
        for model in (CustomerContact, PartnerContact)
        for spelt in model._default_manager.filter(**{f"{channel}__iexact": address}).values_list(
            channel, flat=True
        )
    }


@transaction.atomic
def note_refused(*, channel: str, address: str, why: str, at: datetime) -> int:
    """A provider says that there is no such address: whoever has it is not reachable there. How many are new to us.

    Who enters another address, or verifies this one anew, takes it back.
    """
    found = [
        contact
        for model in (CustomerContact, PartnerContact)
        for contact in model._default_manager.select_for_update(of=("self",))
        .filter(**{f"{channel}__iexact": address})
        .exclude(**{f"{channel}_refused__iexact": address})
    ]
    for contact in found:
        setattr(contact, f"{channel}_refused", address)
        setattr(contact, f"{channel}_refused_why", why[:200])
        contact.save(update_fields=[f"{channel}_refused", f"{channel}_refused_why"])
        tell(
            "channel_refused",
            contact,
            actor=SYSTEM_ACTOR,
            at=at,
            channel=channel,
            address=address,
            why=why[:200],
        )
    return len(found)
