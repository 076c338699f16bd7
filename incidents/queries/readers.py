"""One reader at one address, and whom a failure hurts: what all audiences of a plan are asked with."""

from dataclasses import dataclass
from typing import NamedTuple

from incidents.messages import Reader
from incidents.models import Incident, IncidentAsset, IncidentCustomer

BADLY = 0.5
DISTURBED = ("down", "major")


class Recipient(NamedTuple):
    """One person at one address by one channel. `identities` are all names by which she could be told twice."""

    key: str
    label: str
    address: str
    channel: str
    reader: Reader = Reader()
    identities: tuple[str, ...] = ()
    manager_id: int | None = None


@dataclass(frozen=True)
class Hurt:
    """The customers that a failure affects, and those of them whom it hurts badly."""

    affected: frozenset[int] = frozenset()
    badly: frozenset[int] = frozenset()


def hurt_by(incident: Incident) -> Hurt:
    """Whom this incident hurts; harm that nobody computed is as bad as the assets are."""
    rows = IncidentCustomer.objects.filter(incident=incident, state="affected")
    harms = dict(rows.values_list("customer_id", "severity"))
    states = set(IncidentAsset.objects.filter(incident=incident).values_list("degradation", flat=True))
    assumed = BADLY if not states or states & set(DISTURBED) else 0.0
    badly = (number for number, harm in harms.items() if (assumed if harm is None else harm) >= BADLY)
    return Hurt(frozenset(harms), frozenset(badly))
