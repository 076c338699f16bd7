"""Decides how the graph of an analysis is kept: in plain lists, as the catalog stood when it began."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from catalog.spof.simulation import Graph, Group

Groups = Mapping[int, list[tuple[int, list[int]]]]


@dataclass(frozen=True, kw_only=True)
class Frozen:
    """Assets in use, what each needs, groups as (k, members) by owner, what customers stand on, their cents."""

    assets: list[int]
    needs: Mapping[int, list[int]]
    groups: Groups
    roots: Mapping[int, list[int]]
    worth: Mapping[int, int]

    def as_json(self) -> dict[str, Any]:
        """Pairs instead of mappings: the keys of JSON are texts."""
        mappings = {"needs": self.needs, "groups": self.groups, "roots": self.roots, "worth": self.worth}
        return {"assets": self.assets, **{name: list(pairs.items()) for name, pairs in mappings.items()}}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Frozen:
        """What `as_json` gave."""
        return cls(
            assets=kept["assets"],
            **{name: dict(kept[name]) for name in ("needs", "groups", "roots", "worth")},
        )

    @property
    def graph(self) -> Graph:
        """As the simulation takes it."""
        groups = {
            owner: [Group(k=k, members=members) for k, members in found]
            for owner, found in self.groups.items()
        }
        return Graph(needs=self.needs, groups=groups, roots=self.roots, alone=self.assets)

    @property
    def value(self) -> Decimal:
        """What all customers are worth together."""
        return money(sum(self.worth.values()))


def cents(amount: Decimal) -> int:
    """An amount of money as a whole number, for sums in bulk."""
    return int(amount * 100)


def money(cents_: int) -> Decimal:
    """And back."""
    return Decimal(cents_) / 100


def share(part: int, whole: int) -> Decimal:
    """Of nothing there is no share."""
    return Decimal(part) / Decimal(whole) if whole else Decimal(0)
