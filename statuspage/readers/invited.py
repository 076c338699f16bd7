"""Reads who is invited to a page: by a key that names her address, or as a contact of the customer it is for."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from catalog.models import Customer, CustomerContact
from statuspage.models import PageKey, StatusPage


def standing_keys(page: StatusPage, *, at: datetime) -> QuerySet[PageKey]:
    """The keys that open the page now."""
    return page.keys.filter(Q(expires_at=None) | Q(expires_at__gt=at), revoked_at=None)


def invited(page: StatusPage, emails: Collection[str], *, at: datetime) -> set[str]:
    """Those of these addresses, in small letters, whose owners may read the page now. Two queries at most."""
    asked = {email.lower() for email in emails} - {""}
    keys = standing_keys(page, at=at).annotate(small=Lower("email"))
    found = set(keys.filter(small__in=asked).values_list("small", flat=True))
    if page.customer_id is not None and asked - found:
        found |= _contacts(page.customer_id, asked)
    return found


def is_invited(page: StatusPage, email: str, *, at: datetime) -> bool:
    """Whether the owner of this address may read the page now."""
    return bool(invited(page, [email], at=at))


def _contacts(customer_id: int, asked: set[str]) -> set[str]:
    """Whoever has left us reads no more."""
    there = CustomerContact.objects.filter(customer=customer_id).exclude(
        customer__status=Customer.Status.EXITED
    )
    small = there.annotate(small=Lower("email")).filter(small__in=asked)
    return set(small.values_list("small", flat=True))
