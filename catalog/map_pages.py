"""What the map shows: who is picked, who suffers, what would explain who called, and the drawing with its list."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from catalog import pages
from catalog.forms.mapping import Picked
from catalog.map_picture import Rows, picture
from catalog.models import Asset, Customer
from catalog.queries import drawn
from catalog.queries.drawn import LARGEST, Around
from catalog.queries.spof import spof_asset_ids

AT_ONCE = 100


def page(picked: Picked, *, at: datetime, number: str) -> dict[str, Any]:
    """The whole page. Whoever was picked and is no longer in the catalog is left out, and counted."""
    named = drawn.assets_in(picked.assets, at=at), drawn.customers_in(picked.customers)
    here = Picked(tuple(named[0]), tuple(named[1]))
    is_picked = bool(here.assets or here.customers)
    part = drawn.around(here.assets, here.customers, at=at) if is_picked else drawn.everything(at)
    assets = drawn.assets_in(part.assets if part else (), at=at)
    customers = drawn.customers_in(part.customers if part else ())
    singles = spof_asset_ids(assets)
    rows: Rows = {("customer", pk): row for pk, row in customers.items()} | {
        ("asset", pk): row for pk, row in assets.items()
    }
    return {
        "picked": _chips(here, *named),
        "is_picked": is_picked,
        "gone": len(picked.assets) + len(picked.customers) - len(here.assets) - len(here.customers),
        "hidden": {"asset": here.assets, "customer": here.customers},
        "size": len(rows) if part else None,
        "largest": LARGEST,
        "suffering": _suffering(part, customers, here, at, number) if part and here.assets else None,
        "standing": _standing(part, assets, singles) if part and here.assets else [],
        "explained": _explained(part, assets, customers, here, singles) if part and here.customers else None,
        "drawing": picture(part, rows, here, singles=singles, at=at) if part else None,
    }


def _chips(here: Picked, assets: Mapping[int, Asset], customers: Mapping[int, Customer]) -> dict[str, Any]:
    return {
        "assets": [
            {"row": row, "url": here.without(asset=pk).url(), "page": reverse("catalog:asset", args=[pk])}
            for pk, row in assets.items()
        ],
        "customers": [
            {
                "row": row,
                "url": here.without(customer=pk).url(),
                "page": reverse("catalog:customer", args=[pk]),
            }
            for pk, row in customers.items()
        ],
        "what_if_url": _what_if(here),
    }


def _what_if(here: Picked) -> str:
    """Where a room above answers what an incident of these would be; empty without it."""
    try:
        return (
            f"{reverse('incidents:what_if')}?{urlencode({'assets': here.assets}, doseq=True)}"
            if here.assets
            else ""
        )
    except NoReverseMatch:
        return ""


def _suffering(
    part: Around, customers: Mapping[int, Customer], here: Picked, at: datetime, number: str
) -> dict[str, Any]:
    """The customers whom it reaches: how many, worth what, looked after by whom, and each by name, a page at a time."""
    rows = [row for pk, row in customers.items() if pk in part.hurt]
    hurt = [row for row in rows if part.hurt[row.pk] > 0]
    rows.sort(key=lambda row: part.hurt[row.pk] == 0)
    leaf = Paginator(rows, AT_ONCE).get_page(number)
    shown = [
        {
            "row": row,
            "url": Picked(customers=(row.pk,)).url(),
            "how": _how(part.hurt[row.pk]),
            "local": pages.local(row, at=at),
        }
        for row in leaf
    ]
    return {
        "rows": shown,
        "leaf": leaf,
        "here": here.url(),
        "count": len(hurt),
        "spared": len(rows) - len(hurt),
        "value": sum(row.arr for row in hurt),
        "segments": Counter(segment for row in hurt for segment in row.segments).most_common(12),
        "managers": Counter(str(row.account_manager or "nobody") for row in hurt).most_common(12),
    }


def _how(s: float) -> str:
    if s == 0:
        return "spared: something stands in"
    return "badly" if s >= 0.5 else "somewhat"


def _standing(part: Around, assets: Mapping[int, Asset], singles: set[int]) -> list[dict[str, Any]]:
    """The assets above: which stop, which suffer, which have lost a spare."""
    said = {0.0: "loses a spare", 1.0: "stops"}
    rows = sorted(
        (row for pk, row in assets.items() if pk in part.standing),
        key=lambda row: (-part.standing[row.pk], row.criticality * -1, row.name),
    )
    return [
        {
            "row": row,
            "url": Picked(assets=(row.pk,)).url(),
            "how": said.get(part.standing[row.pk], "suffers"),
            "is_spof": row.pk in singles,
        }
        for row in rows[:AT_ONCE]
    ]


def _explained(
    part: Around,
    assets: Mapping[int, Asset],
    customers: Mapping[int, Customer],
    here: Picked,
    singles: set[int],
) -> list[dict[str, Any]]:
    """What would explain the callers, each with those of them whom it does not explain."""
    return [
        {
            "row": assets[one.asset],
            "url": Picked(assets=(one.asset,)).url(),
            "covered": len(one.callers),
            "of": len(here.customers),
            "missing": [customers[pk] for pk in here.customers if pk not in one.callers],
            "others": one.others,
            "is_spof": one.asset in singles,
        }
        for one in part.explained
        if isinstance(one.asset, int) and one.asset in assets
    ]
