"""The people at customers and partners as a plan reaches them: who wants it, at which address, by whose clock."""

from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from django.db.models import Q

from accounts.queries import company
from catalog.models import Customer, CustomerContact, PartnerContact
from catalog.queries.mapping import among
from incidents.audiences import CALL
from incidents.messages import Reader
from incidents.queries.readers import Hurt, Recipient

ACTIVE = Q(customer__status__in=("paying", "trial"))
HIGH_VALUE = ("strategic", "gold")
_COLUMNS = ("pk", "name", "email", "phone", "phone_verified_at", "language", "email_refused", "phone_refused")


class Person(NamedTuple):
    """A contact: one of a customer or of a partner. `refused` are the channels whose address was found not to exist."""

    key: str
    name: str
    email: str
    phone: str
    may_text: bool
    language: str
    of: str
    of_id: int
    zone: str
    is_key: bool = False
    tier: str = ""
    top10: bool = False
    manager_id: int | None = None
    refused: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()


def customers_people(wanted: Q, *, kind: str = "initial") -> list[Person]:
    """The contacts of customers, as chosen, who did not opt out of this kind of message."""
    rows = CustomerContact.objects.filter(wanted).exclude(opt_outs__contains=[kind])
    zone = company().zone
    found = rows.order_by("customer_id", "pk").values_list(
        *_COLUMNS, "customer__name", "customer_id", "customer__calendar__zone", "is_key_contact",
        "customer__tier", "customer__top10", "customer__account_manager_id",
    )  # fmt: skip
    return [
        Person(
            f"contact:{pk}", name, email, phone, bool(phone and verified), spoken, of, of_id, own or zone,
            key, tier, top10, manager, _refused(email, no_mail, phone, no_phone),
        )
        for (
            pk, name, email, phone, verified, spoken, no_mail, no_phone, of, of_id, own, key, tier, top10, manager
        ) in found
    ]  # fmt: skip


def _refused(email: str, no_mail: str, phone: str, no_phone: str) -> tuple[str, ...]:
    """The channels at which the present address is none."""
    if not no_mail and not no_phone:
        return ()
    marks = {"email": email and email.lower() == no_mail.lower(), "sms": phone and phone == no_phone}
    return tuple(channel for channel, mark in marks.items() if mark)


def partners_people(wanted: Q, *, hurt: Hurt | None = None, kind: str = "initial") -> list[Person]:
    """The contacts of partners, as chosen, with the names of their customers who are affected."""
    names = customers_of_partners(hurt) if hurt else {}
    zone = company().zone
    people = (
        PartnerContact.objects.filter(wanted).exclude(opt_outs__contains=[kind]).order_by("partner_id", "pk")
    )
    return [
        Person(
            f"partner_contact:{pk}",
            name,
            email,
            phone,
            bool(phone and verified),
            spoken,
            of,
            of_id,
            zone,
            customers=tuple(names.get(of_id, ())),
            refused=_refused(email, no_mail, phone, no_phone),
        )
        for pk, name, email, phone, verified, spoken, no_mail, no_phone, of, of_id in people.values_list(
            *_COLUMNS, "partner__name", "partner_id"
        )
    ]


def customers_of_partners(hurt: Hurt) -> dict[int, list[str]]:
    """For each partner who has affected customers their names."""
    names: dict[int, list[str]] = {}
    rows = Customer.objects.filter(pk__in=among(hurt.affected)).exclude(partner=None).order_by("name")
    for partner, name in rows.values_list("partner_id", "name"):
        names.setdefault(partner, []).append(name)
    return names


def spokespeople(people: Iterable[Person]) -> list[Person]:
    """Of each customer those who are called: its key contacts, else whoever stands first and has a phone."""
    chosen: list[Person] = []
    for _, group in groupby(people, key=lambda person: person.of_id):
        members = list(group)
        key = [person for person in members if person.is_key]
        chosen += key or [person for person in members if person.phone][:1] or members[:1]
    return chosen


def at_channel(person: Person, channel: str) -> Recipient | None:
    """The person at the address for this channel or, for mail and SMS, at the other one, as when this one comes back.

    Texts go to verified phones only: whoever verified it was told that we may write there.
    """
    if channel == CALL:
        return _recipient(person, CALL, person.phone) if person.phone else None
    if channel == "email" and person.email and "email" not in person.refused:
        return _recipient(person, channel, person.email)
    ways = ways_of(person)
    sound = [way for way in (channel, *ways) if way not in person.refused]
    for wanted in (*sound, *ways):
        if wanted in ways:
            return _recipient(person, wanted, ways[wanted])
    return None


def by_mail(person: Person) -> Recipient | None:
    """The person at her mailbox, whatever came back from there: a letter is for reading, and has no other form."""
    return _recipient(person, "email", person.email) if person.email else None


def ways_of(person: Person) -> dict[str, str]:
    """Where messages may be sent, mail first; an address that was found not to exist comes last, as it beats none."""
    ways = {"email": person.email, "sms": person.phone if person.may_text else ""}
    order = sorted(ways, key=lambda channel: channel in person.refused)
    return {channel: ways[channel] for channel in order if ways[channel]}


def _recipient(person: Person, channel: str, address: str) -> Recipient:
    return Recipient(
        key=person.key,
        label=f"{person.name}, {person.of}",
        address=address,
        channel=channel,
        reader=Reader(
            name=person.name,
            of=person.of,
            customers=person.customers,
            zone=person.zone,
            language=person.language,
        ),
        identities=tuple(filter(None, (person.key, person.email.lower()))),
        manager_id=person.manager_id,
    )
