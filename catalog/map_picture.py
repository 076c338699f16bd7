"""The drawing of the map as its template takes it: boxes with their words, lines, and the same as a list."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from catalog.drawing import EDGE, LOW_HEIGHT, STEP, WIDTH, Box, Line, draw
from catalog.forms.mapping import Picked
from catalog.models import Asset, Customer
from catalog.queries import drawn
from catalog.queries.drawn import LARGEST, Around

LETTERS = 23  # that fit into a box
Key: TypeAlias = tuple[str, int]
Rows: TypeAlias = Mapping[Key, Customer | Asset]


def picture(
    part: Around, rows: Rows, here: Picked, *, singles: set[int], at: datetime
) -> dict[str, Any] | None:
    """The picture and the same as a list; None where it would have too many boxes, or none."""
    if not 0 < len(rows) <= LARGEST:
        return None
    lines = [line for line in drawn.lines_of(part, at=at) if {line.upper, line.lower} <= set(rows)]
    ends = [key for key in rows if key[0] == "customer"]
    drawing = draw(ends, [key for key in rows if key[0] == "asset"], lines)
    centre = {("customer", pk) for pk in here.customers} | {("asset", pk) for pk in here.assets}
    nodes = _nodes(part, rows, singles)
    boxes = [(box, box.key) for box in drawing.boxes if isinstance(box.key, tuple)]
    return {
        "width": drawing.width,
        "height": drawing.height,
        "is_low": drawing.box_height == LOW_HEIGHT,
        "heads": _heads(drawing.columns, bool(ends)),
        "curves": [_curve(curve.way, curve.line, centre) for curve in drawing.curves],
        "boxes": [
            _box(box, nodes[key], drawing.box_height) | {"is_here": key in centre} for box, key in boxes
        ],
        "listed": _listed([key for _, key in boxes], nodes, lines),
    }


def _nodes(part: Around, rows: Rows, singles: set[int]) -> dict[Key, dict[str, Any]]:
    kept = drawn.groups_in(part.assets)
    return {
        key: _customer(row)
        if isinstance(row, Customer)
        else _asset(row, kept.get(row.pk, ()), row.pk in singles)
        for key, row in rows.items()
    }


def _customer(row: Customer) -> dict[str, Any]:
    said, url = row.get_tier_display(), Picked(customers=(row.pk,)).url()
    return _words(row, said) | {"said": said, "url": url, "is_customer": True, "is_spof": False}


def _asset(row: Asset, groups: Sequence[tuple[str, int]], is_spof: bool) -> dict[str, Any]:
    needs = ", ".join(f"{k} of {name}" for name, k in groups)
    said = f"needs {needs}" if needs else row.get_kind_display().lower()
    short = _short(f"SPOF · {said}" if is_spof else said, LETTERS + 5)
    full = f"single point of failure, {said}" if is_spof else said
    url = Picked(assets=(row.pk,)).url()
    return _words(row, full) | {"said": short, "url": url, "is_customer": False, "is_spof": is_spof}


def _words(row: Customer | Asset, said: str) -> dict[str, Any]:
    words = str(row)
    return {
        "words": words,
        "short": _short(words),
        "is_cut": _short(words) != words,
        "full": f"{words}, {said}",
    }


def _short(words: str, letters: int = LETTERS) -> str:
    return words if len(words) <= letters else f"{words[: letters - 1].rstrip()}…"


def _heads(columns: int, has_customers: bool) -> list[dict[str, Any]]:
    words = ["Customers" if has_customers else "", "What they use", "What that needs"]
    return [{"words": one, "x": EDGE + n * STEP} for n, one in enumerate(words[:columns])]


def _curve(way: str, line: Line, centre: set[tuple[str, int]]) -> dict[str, Any]:
    return {"way": way, "kind": line.kind, "is_lit": line.upper in centre or line.lower in centre}


def _box(box: Box, node: dict[str, Any], height: int) -> dict[str, Any]:
    return node | {
        "x": box.x, "y": box.y, "width": WIDTH, "height": height, "text_x": box.x + 10, "text_y": box.y + 16,
        "said_y": box.y + 29, "frame_x": box.x - 4, "frame_y": box.y - 4, "frame_width": WIDTH + 8,
        "frame_height": height + 8,
    }  # fmt: skip


def _listed(
    keys: Sequence[Any], nodes: Mapping[Any, dict[str, Any]], lines: Sequence[Line]
) -> list[dict[str, Any]]:
    """Each with what it needs, so that nobody has to see the lines."""
    needs: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for line in lines:
        needs[line.upper].append(nodes[line.lower] | {"kind": line.kind})
    return [nodes[key] | {"needs": needs[key]} for key in keys]
