"""What somebody picked on the map, at either end; the address holds it, so it can be kept and sent."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from accounts.numbers import numbers
from catalog.forms.assets import IN_USE
from catalog.forms.fields import NamedField, suggested
from catalog.forms.links import CUSTOMERS

MOST = 50


@dataclass(frozen=True)
class Picked:
    """Numbers of assets that fail, and of customers who called."""

    assets: tuple[int, ...] = ()
    customers: tuple[int, ...] = ()

    @classmethod
    def read(cls, given: QueryDict) -> "Picked":
        """From an address; what is no number is nobody."""
        return cls(_few(given.getlist("asset")), _few(given.getlist("customer")))

    def url(self) -> str:
        """The query of the address that says so."""
        return f"?{urlencode({'asset': self.assets, 'customer': self.customers}, doseq=True)}"

    def with_more(self, *, asset: int = 0, customer: int = 0) -> "Picked":
        """One more of either."""
        return Picked(
            tuple(dict.fromkeys((*self.assets, asset) if asset else self.assets)),
            tuple(dict.fromkeys((*self.customers, customer) if customer else self.customers)),
        )

    def without(self, *, asset: int = 0, customer: int = 0) -> "Picked":
        """One less."""
        return Picked(
            tuple(one for one in self.assets if one != asset),
            tuple(one for one in self.customers if one != customer),
        )


def _few(given: list[str]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(numbers(given)))[:MOST]


class PickForm(forms.Form):
    """Name one more asset that fails, or one more customer who called."""

    fails = NamedField(IN_USE, label="An asset that fails", required=False, widget=suggested("asset-names"))
    called = NamedField(
        CUSTOMERS, label="A customer who called", required=False, widget=suggested("customer-names")
    )

    def __init__(self, given: QueryDict) -> None:
        asked = any(given.get(name) for name in ("fails", "called"))
        super().__init__(given if asked else None, label_suffix="")
        self.picked = Picked.read(given)

    def more(self) -> Picked | None:
        """What is picked with what was named; None where nothing was named, or something nobody knows."""
        if not self.is_bound or not self.is_valid():
            return None
        named: dict[str, Any] = self.cleaned_data
        return self.picked.with_more(
            asset=named["fails"].pk if named["fails"] else 0,
            customer=named["called"].pk if named["called"] else 0,
        )
