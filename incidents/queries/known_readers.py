"""Whoever was told before, found again by key: her clock, her language, and all ways by which she may be reached."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q

from accounts.queries import reachable
from catalog.queries.mapping import among
from incidents.messages import Reader
from incidents.queries.colleagues import colleague
from incidents.queries.outsiders import Person, customers_people, partners_people, ways_of
from incidents.queries.readers import Hurt, Recipient

# By what a reader's key begins, for whom the words are.
READERS = {"contact": "customers", "partner_contact": "partners"}
NO_KIND = ""
WRITTEN = ("email", "sms", "whatsapp", "slack", "teams", "voice")


@dataclass(frozen=True)
class Known:
    """A reader and her addresses by channel, best first."""

    reader: Reader = field(default_factory=Reader)
    ways: Mapping[str, str] = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    manager_id: int | None = None
    label: str = ""
    phone: str = ""

    @property
    def written(self) -> list[str]:
        """The channels by which she may be written to, the one tried next first; what came back before comes last."""
        ways = [way for way in WRITTEN if way in self.ways]
        return sorted(ways, key=lambda way: way in self.refused)


def known_readers(keys: Iterable[str], *, hurt: Hurt | None = None) -> dict[str, Known]:
    """Each of these readers who can still be found, in three queries; opt-outs are asked when a message leaves."""
    ids: dict[str, list[int]] = {}
    for key in keys:
        kind, _, number = key.partition(":")
        if number.isdigit():
            ids.setdefault(kind, []).append(int(number))
    found: dict[str, Known] = {}
    if wanted := ids.get("contact"):
        found |= {one.key: _outside(one) for one in customers_people(Q(pk__in=among(wanted)), kind=NO_KIND)}
    if wanted := ids.get("partner_contact"):
        people = partners_people(Q(pk__in=among(wanted)), hurt=hurt, kind=NO_KIND)
        found |= {one.key: _outside(one) for one in people}
    if wanted := ids.get("user"):
        found |= _colleagues(wanted)
    return found


def readers_of(key: str) -> str:
    """For whom the words to this reader are."""
    return READERS.get(key.partition(":")[0], "staff")


def _outside(person: Person) -> Known:
    reader = Reader(
        name=person.name,
        of=person.of,
        customers=person.customers,
        zone=person.zone,
        language=person.language,
    )
    label = f"{person.name}, {person.of}"
    return Known(reader, ways_of(person), person.refused, person.manager_id, label, person.phone)


def _colleagues(user_ids: Iterable[int]) -> dict[str, Known]:
    """Colleagues with their verified addresses, the first of each kind, in their own order."""
    people: dict[str, Recipient] = {}
    ways: dict[str, dict[str, str]] = {}
    for method in reachable(user_ids):
        one = people.setdefault(method.user.key, colleague(method))
        ways.setdefault(one.key, {}).setdefault(method.kind, method.address)
    return {key: Known(one.reader, ways[key], label=one.label) for key, one in people.items()}
