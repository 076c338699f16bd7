"""What the map shows: who is picked, who suffers, what would explain who called, and the drawing with its list."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from catalog import pages
from catalog.drawing import EDGE, HEIGHT, STEP, WIDTH, Box, Line, draw
from catalog.forms.mapping import Picked
from catalog.models import Asset, Customer
from catalog.queries import drawn
from catalog.queries.drawn import LARGEST, Around
from catalog.queries.spof import spof_asset_ids

AT_ONCE = 100
LETTERS = 23  # that fit into a box


def page(picked: Picked, *, at: datetime, number: str) -> dict[str, Any]:
    """The whole page. Whoever was picked and is no longer in the catalog is left out, and counted."""
    named = drawn.assets_in(picked.assets), drawn.customers_in(picked.customers)
    here = Picked(tuple(named[0]), tuple(named[1]))
    is_picked = bool(here.assets or here.customers)
    part = drawn.around(here.assets, here.customers, at=at) if is_picked else drawn.everything(at)
    assets = drawn.assets_in(part.assets if part else ())
    customers = drawn.customers_in(part.customers if part else ())
    singles = spof_asset_ids()
    return {
        "picked": _chips(here, *named),
        "is_picked": is_picked,
        "gone": len(picked.assets) + len(picked.customers) - len(here.assets) - len(here.customers),
        "hidden": {"asset": here.assets, "customer": here.customers},
        "size": part.size if part else None,
        "largest": LARGEST,
        "suffering": _suffering(part, customers, here, at, number) if part and here.assets else None,
        "standing": _standing(part, assets, singles) if part and here.assets else [],
        "explained": _explained(part, assets, customers, here, singles) if part and here.customers else None,
        "drawing": _drawing(part, here, assets, customers, singles, at) if part else None,
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


def _drawing(
    part: Around,
    here: Picked,
    assets: Mapping[int, Asset],
    customers: Mapping[int, Customer],
    singles: set[int],
    at: datetime,
) -> dict[str, Any] | None:
    """The picture and the same as a list; None where it would have too many boxes, or none."""
    if not 0 < part.size <= LARGEST:
        return None
    ends = [("customer", pk) for pk in customers]
    inner = [("asset", pk) for pk in assets]
    known = {*ends, *inner}
    lines = [line for line in drawn.lines_of(part, at=at) if {line.upper, line.lower} <= known]
    picture = draw(ends, inner, lines)
    kept = drawn.groups_in(part.assets)
    centre = {("customer", pk) for pk in here.customers} | {("asset", pk) for pk in here.assets}
    nodes = {
        key: _node(customers[key[1]] if key[0] == "customer" else assets[key[1]], kept, singles)
        | {"is_here": key in centre}
        for key in (*ends, *inner)
    }
    return {
        "width": picture.width,
        "height": picture.height,
        "heads": _heads(picture.columns, bool(ends)),
        "curves": [_curve(curve.way, curve.line, centre) for curve in picture.curves],
        "boxes": [_box(box, nodes[box.key]) for box in picture.boxes if isinstance(box.key, tuple)],
        "listed": _listed([box.key for box in picture.boxes], nodes, lines),
    }


def _node(
    row: Customer | Asset, kept: Mapping[int, Sequence[tuple[str, int]]], singles: set[int]
) -> dict[str, Any]:
    if isinstance(row, Customer):
        said, spof = row.get_tier_display(), False
        url = Picked(customers=(row.pk,)).url()
    else:
        groups = ", ".join(f"{k} of {name}" for name, k in kept.get(row.pk, ()))
        said, spof = (f"needs {groups}" if groups else row.get_kind_display().lower()), row.pk in singles
        url = Picked(assets=(row.pk,)).url()
    if spof:
        said = f"SPOF · {said}"
    words = str(row)
    full = f"{words}, {said.replace('SPOF', 'single point of failure')}"
    return {"words": words, "short": _short(words), "said": _short(said, LETTERS + 5), "url": url, "full": full,
            "is_customer": isinstance(row, Customer), "is_spof": spof}  # fmt: skip


def _short(words: str, letters: int = LETTERS) -> str:
    return words if len(words) <= letters else f"{words[: letters - 1].rstrip()}…"


def _heads(columns: int, has_customers: bool) -> list[dict[str, Any]]:
    words = ["Customers" if has_customers else "", "What they use", "What that needs"]
    return [{"words": one, "x": EDGE + n * STEP} for n, one in enumerate(words[:columns])]


def _curve(way: str, line: Line, centre: set[tuple[str, int]]) -> dict[str, Any]:
    return {"way": way, "kind": line.kind, "is_lit": line.upper in centre or line.lower in centre}


def _box(box: Box, node: dict[str, Any]) -> dict[str, Any]:
    return node | {
        "x": box.x, "y": box.y, "width": WIDTH, "height": HEIGHT, "text_x": box.x + 10, "text_y": box.y + 16,
        "said_y": box.y + 29, "frame_x": box.x - 4, "frame_y": box.y - 4, "frame_width": WIDTH + 8,
        "frame_height": HEIGHT + 8,
    }  # fmt: skip


def _listed(
    keys: Sequence[Any], nodes: Mapping[Any, dict[str, Any]], lines: Sequence[Line]
) -> list[dict[str, Any]]:
    """Each with what it needs, so that nobody has to see the lines."""
    needs: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for line in lines:
        needs[line.upper].append(nodes[line.lower] | {"kind": line.kind})
    return [nodes[key] | {"needs": needs[key]} for key in keys]
