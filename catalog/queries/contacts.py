"""Whom to write to at a customer, and who it is that calls."""

from collections.abc import Iterable

from django.db.models import F, Func, Value

from catalog.models import CustomerContact, PartnerContact


def contacts_of(customer_ids: Iterable[int], *, kind: str) -> list[CustomerContact]:
    """The contacts of these customers who have an address and did not opt out of this kind of message."""
    return list(
        CustomerContact.objects.filter(customer_id__in=list(customer_ids))
        .exclude(email="")
        .exclude(opt_outs__contains=[kind])
        .select_related("customer")
        .order_by("customer_id", "id")
    )


def at_number(number: str) -> tuple[list[CustomerContact], list[PartnerContact]]:
    """The people at customers and at partners whose phone has this number, however it was written down."""
    digits = "".join(filter(str.isdigit, number))
    if not digits:
        return [], []
    written = Func(F("phone"), Value(r"^00|\D"), Value(""), Value("g"), function="regexp_replace")
    customers = CustomerContact.objects.exclude(phone="").annotate(digits=written).filter(digits=digits)
    partners = PartnerContact.objects.exclude(phone="").annotate(digits=written).filter(digits=digits)
    return (
        list(customers.select_related("customer").order_by("pk")),
        list(partners.select_related("partner").order_by("pk")),
    )
