"""Reads: who it is that calls, by the number that the provider shows."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.queries import owner_of
from catalog.models import Customer
from catalog.queries.contacts import at_number
from incidents.models.detect import Means
from oncall.queries.live import PHONES


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who calls, as far as the number tells; the customer only where the number belongs to one alone."""

    label: str = ""
    customer: Customer | None = None
    means: str = Means.CUSTOMER_CALL


def caller_of(number: str) -> Caller:
    """A colleague by a verified number, a customer's or a partner's contact; else a stranger, who may be a customer."""
    if not number:
        return Caller()
    colleague = next(filter(None, (owner_of(kind=kind, address=number) for kind in PHONES)), None)
    if colleague is not None:
        return Caller(label=str(colleague), means=Means.INTERNAL_STAFF)
    at_customers, at_partners = at_number(number)
    customers = {one.customer_id: one.customer for one in at_customers}
    if len(customers) == 1:
        [customer] = customers.values()
        label = at_customers[0].name if len(at_customers) == 1 else customer.name
        return Caller(label=label[:160], customer=customer)
    if at_partners and not customers and len({one.partner_id for one in at_partners}) == 1:
        return Caller(label=str(at_partners[0])[:160], means=Means.PARTNER)
    return Caller()
