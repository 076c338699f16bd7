"""How badly each customer is hurt by assets that suffer, and by which of them the worst."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from catalog.degradation import Cause, Key, Spread

# The weight of an asset by its criticality: a transaction database is 4, a weekly report 1.
CRITICALITY_WEIGHT: Mapping[int, float] = MappingProxyType({4: 1.0, 3: 0.7, 2: 0.4, 1: 0.15})

_DIGITS = 9


@dataclass(frozen=True, kw_only=True)
class Link:
    """A customer depends on an asset, wholly (1.0) or in part (0.5), for some function."""

    customer: Key
    asset: Key
    dependency: float = 1.0
    function: str = ""


@dataclass(frozen=True, kw_only=True)
class Harm:
    """The worst that reaches one customer: `s` = weight of the asset × what it lost × how much depends on it.

    `chain` runs from that asset to one that suffers by itself, each with its cause.
    """

    customer: Key
    s: float
    link: Link
    criticality: int
    weight: float
    effective: float
    chain: tuple[tuple[Key, Cause], ...] = ()


def harms(
    links: Iterable[Link],
    spread: Spread,
    criticality: Mapping[Key, int],
    weights: Mapping[int, float] = CRITICALITY_WEIGHT,
) -> dict[Key, Harm]:
    """The worst harm of each customer whom any of it reaches; of two equal ones the first link counts."""
    worst: dict[Key, tuple[float, Link]] = {}
    lost = {asset: weights[criticality[asset]] * value for asset, value in spread.values.items()}
    for link in links:
        s = lost.get(link.asset, 0.0) * link.dependency
        if s > 0 and (link.customer not in worst or s > worst[link.customer][0]):
            worst[link.customer] = (s, link)
    return {
        customer: Harm(
            customer=customer,
            s=round(s, _DIGITS),
            link=link,
            criticality=criticality[link.asset],
            weight=weights[criticality[link.asset]],
            effective=spread.values[link.asset],
            chain=tuple(spread.chain(link.asset)),
        )
        for customer, (s, link) in worst.items()
    }
