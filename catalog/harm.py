"""How badly each customer is hurt by assets that suffer, and by which of them the worst."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from catalog.degradation import DOWN, Cause, Key, Spread

# The weight of an asset by its criticality: a transaction database is 4, a weekly report 1.
CRITICALITY_WEIGHT: Mapping[int, float] = MappingProxyType({4: 1.0, 3: 0.7, 2: 0.4, 1: 0.15})

_DIGITS = 9


class Link(NamedTuple):
    """A customer depends on an asset, wholly (1.0) or in part (0.5), for some function."""

    customer: Key
    asset: Key
    dependency: float = 1.0
    function: str = ""


@dataclass(frozen=True, kw_only=True)
class Harm:
    """The worst that reaches one customer: `s` = weight of the asset × what it lost × how much depends on it.

    `chain` runs from that asset to one that suffers by itself, each with its cause; that one has lost `origin`.
    """

    customer: Key
    s: float
    link: Link
    criticality: int
    weight: float
    effective: float
    chain: tuple[tuple[Key, Cause], ...] = ()
    origin: float = DOWN


def harms(
    links: Iterable[Link],
    spread: Spread,
    criticality: Mapping[Key, int],
    weights: Mapping[int, float] = CRITICALITY_WEIGHT,
) -> dict[Key, Harm]:
    """The worst harm of each customer whom any of it reaches; of two equal ones that nearest to the failure."""
    order = {asset: place for place, asset in enumerate(spread.values)}
    lost = {asset: weights[criticality[asset]] * value for asset, value in spread.values.items()}
    worst: dict[Key, tuple[float, int, Link]] = {}
    for link in links:
        customer, asset, dependency, _ = link
        s = lost.get(asset, 0.0) * dependency
        if s > 0:
            known = worst.get(customer)
            if known is None or s > known[0] or (s == known[0] and order[asset] < known[1]):
                worst[customer] = (s, order[asset], link)
    return {
        customer: _harm(spread, criticality, weights, s, link) for customer, (s, _, link) in worst.items()
    }


def _harm(
    spread: Spread, criticality: Mapping[Key, int], weights: Mapping[int, float], s: float, link: Link
) -> Harm:
    chain = tuple(spread.chain(link.asset))
    return Harm(
        customer=link.customer,
        s=round(s, _DIGITS),
        link=link,
        criticality=criticality[link.asset],
        weight=weights[criticality[link.asset]],
        effective=spread.values[link.asset],
        chain=chain,
        origin=spread.values[chain[-1][0]],
    )


def story(harm: Harm, names: Mapping[Key, str]) -> str:
    """Why a customer is hurt so much: what it uses, how that came to suffer, and the product of the three factors."""
    link = harm.link
    function = f" for {link.function}" if link.function else ""
    part = "" if link.dependency == 1 else " in part"
    hops = [_hop(cause, harm, names) for _, cause in harm.chain]
    factors = f"{harm.weight:g} × {harm.effective:g} × {link.dependency:g} = {harm.s:.3g}"
    return (
        f"uses {names[link.asset]}{function}{part}, {', '.join(hops)} "
        f"(criticality {harm.criticality}: {factors})"
    )


def _hop(cause: Cause, harm: Harm, names: Mapping[Key, str]) -> str:
    if not cause.through:
        return "which is down" if harm.origin == DOWN else f"which has lost {100 * harm.origin:.0f} %"
    if cause.group is not None:
        asked = min(cause.group.k, len(cause.group.members))
        down = " and ".join(names[one] for one in cause.through[:2]) + (
            " …" if len(cause.through) > 2 else ""
        )
        return f"which needs {asked} of {len(cause.group.members)} and lost {down}"
    verb = "needs" if cause.strength == DOWN else "suffers from"
    return f"which {verb} {names[cause.through[0]]}"
