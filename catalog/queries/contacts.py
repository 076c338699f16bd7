"""Whom to write to at a customer."""

from collections.abc import Iterable

from catalog.models import CustomerContact


def contacts_of(customer_ids: Iterable[int], *, kind: str) -> list[CustomerContact]:
    """The contacts of these customers who have an address and did not opt out of this kind of message."""
    return list(
        CustomerContact.objects.filter(customer_id__in=list(customer_ids))
        .exclude(email="")
        .exclude(opt_outs__contains=[kind])
        .select_related("customer")
        .order_by("customer_id", "id")
    )
