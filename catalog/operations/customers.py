"""Customers added, changed, and noted as gone. A customer that leaves stays on record."""

from datetime import date, datetime

from django.db import transaction

from accounts.actors import Actor
from catalog.models import Customer
from catalog.operations.editing import UnableToEdit, add, change, locked, permit, tell
from catalog.operations.values import Given


def add_customer(*, given: Given, actor: Actor, at: datetime) -> Customer:
    """A new customer. Raises NotPermitted, WrongValue."""
    return add(Customer(), given, actor=actor, at=at)


@transaction.atomic
def change_customer(
    *, customer_id: int, given: Given, actor: Actor, at: datetime, seen: int | None = None
) -> Customer:
    """Change what we know of a customer. Raises NotPermitted, WrongValue, UnableToEdit when somebody was faster."""
    return change(locked(Customer, customer_id), given, actor=actor, at=at, seen=seen)


@transaction.atomic
def end_customer(
    *, customer_id: int, actor: Actor, at: datetime, left_date: date | None = None, reason: str = ""
) -> Customer:
    """Note that a customer has left; told nothing more from then on. Raises NotPermitted, UnableToEdit."""
    permit(actor)
    customer = locked(Customer, customer_id)
    if customer.status == Customer.Status.EXITED:
        raise UnableToEdit("CUSTOMER_LEFT", f"{customer} has left already.")
    left_date = left_date or at.date()
    if customer.since_date and left_date < customer.since_date:
        raise UnableToEdit("CUSTOMER_LEFT_EARLY", f"{customer} came on {customer.since_date}, not later.")
    customer.status, customer.exited_date = Customer.Status.EXITED, left_date
    customer.exit_reason = reason.strip()[:300]
    customer.save(update_fields=["status", "exited_date", "exit_reason"])
    tell("left", customer, actor=actor, at=at, reason=customer.exit_reason, left=left_date.isoformat())
    return customer
