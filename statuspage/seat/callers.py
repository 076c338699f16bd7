"""Recognises who calls or writes: by number, by mail address, by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Func, Q, Value

from catalog.models import Customer, CustomerContact
from catalog.queries.contacts import at_number

MOST = 8
DIGITS_OF_A_NUMBER = 6
# A mail domain that many companies share says nothing of who writes.
SHARED = frozenset(
    {"gmail.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com", "gmx.de", "web.de", "proton.me"}
)


@dataclass(frozen=True, kw_only=True)
class Match:
    """A customer that may be meant, with the person there if one was recognised."""

    customer: Customer
    contact: CustomerContact | None = None
    by: str


def recognise(said: str) -> list[Match]:
    """The customers that may be meant, the surest first; in two queries at most."""
    words = " ".join(said.replace("\x00", "").split())[:120]
    if not words:
        return []
    if "@" in words:
        return _by_mail(words)
    digits = "".join(filter(str.isdigit, words))
    if len(digits) >= DIGITS_OF_A_NUMBER and len(digits) >= len(words) / 2:
        return _by_number(digits)
    return _by_name(words)


def matched(customer_id: int, contact_id: int | None = None) -> Match | None:
    """The customer that was chosen, with the person if it is one of theirs."""
    row = Customer.objects.filter(pk=customer_id).select_related("calendar", "account_manager").first()
    if row is None:
        return None
    contact = row.contacts.filter(pk=contact_id).first() if contact_id else None
    return Match(customer=row, contact=contact, by="chosen")


def _by_number(digits: str) -> list[Match]:
    """However it was typed: with 00 or +, or as people of the same country dial it."""
    whole = digits.removeprefix("00")
    found = _once(_contact(one, "number") for one in at_number(whole)[0])
    end = whole.lstrip("0")
    if found or len(end) < DIGITS_OF_A_NUMBER:
        return found
    written = Func(F("phone"), Value(r"\D"), Value(""), Value("g"), function="regexp_replace")
    people = CustomerContact.objects.exclude(phone="").annotate(digits=written).filter(digits__endswith=end)
    return _once(_contact(one, "end of the number") for one in people.select_related("customer")[:MOST])


def _by_mail(address: str) -> list[Match]:
    people = CustomerContact.objects.filter(email__iexact=address).select_related("customer").order_by("pk")
    if found := _once(_contact(one, "mail address") for one in people[:MOST]):
        return found
    domain = address.rpartition("@")[2].lower()
    if not domain or domain in SHARED:
        return []
    colleagues = CustomerContact.objects.filter(email__iendswith=f"@{domain}").select_related("customer")
    return _once(Match(customer=one.customer, by="mail domain") for one in colleagues.order_by("pk")[:50])


def _by_name(words: str) -> list[Match]:
    active = Customer.objects.filter(status__in=("paying", "trial"))
    meant = active.filter(Q(name__icontains=words) | Q(aliases__contains=[words]) | Q(external_id=words))
    customers = sorted(
        meant.order_by("-arr", "name")[:MOST], key=lambda one: one.name.lower() != words.lower()
    )
    people = CustomerContact.objects.filter(name__icontains=words, customer__status__in=("paying", "trial"))
    named = people.select_related("customer").order_by("name", "pk")[:MOST]
    return _once(
        [*(Match(customer=one, by="name") for one in customers), *(_contact(one, "name") for one in named)]
    )


def _contact(person: CustomerContact, by: str) -> Match:
    return Match(customer=person.customer, contact=person, by=by)


def _once(found: Iterable[Match]) -> list[Match]:
    """Each customer with each person once."""
    kept = {(one.customer.pk, one.contact.pk if one.contact else None): one for one in reversed(list(found))}
    return list(reversed(kept.values()))[:MOST]
