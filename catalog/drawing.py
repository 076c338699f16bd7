"""Where each customer and asset stands when the mapping is drawn: columns by depth, few crossings, short lines."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Key: TypeAlias = Hashable
Columns: TypeAlias = list[list[Key]]

WIDTH, STEP = 176, 256  # of a box, and from one to the next column
HEIGHT, ROW = 36, 50  # of a box, and from one to the next below
LOW_HEIGHT, LOW_ROW, MANY = 24, 36, 40  # of the lower boxes, where a column holds many
EDGE, TOP = 12, 40  # around everything, and above it for the heads of the columns
SWEEPS = 4


@dataclass(frozen=True)
class Line:
    """`upper` needs `lower`: hard, soft, or as one of several that stand in for each other (spare)."""

    upper: Key
    lower: Key
    kind: str = "hard"


@dataclass(frozen=True)
class Box:
    """One customer or asset, by its upper left corner."""

    key: Key
    column: int
    x: int
    y: int


@dataclass(frozen=True)
class Curve:
    """One line with its way, as SVG writes it."""

    line: Line
    way: str


@dataclass(frozen=True)
class Drawing:
    """Everything with its place. The boxes come column by column, from above, as one would read them."""

    boxes: tuple[Box, ...]
    curves: tuple[Curve, ...]
    width: int
    height: int
    columns: int
    box_height: int = HEIGHT


def draw(customers: Collection[Key], assets: Collection[Key], lines: Collection[Line]) -> Drawing:
    """Customers at the left, each asset right of all that need it; what goes round in a circle leads back."""
    columns = untangled(_columns(customers, assets, lines), lines)
    rows = _rows(columns, lines)
    is_long = max(map(len, columns)) > MANY
    tall, apart = (LOW_HEIGHT, LOW_ROW) if is_long else (HEIGHT, ROW)
    boxes = tuple(
        Box(key, number, EDGE + number * STEP, TOP + round(rows[key] * apart))
        for number, column in enumerate(columns)
        for key in column
    )
    at = {box.key: box for box in boxes}
    curves = tuple(Curve(line, _way(at[line.upper], at[line.lower], tall // 2)) for line in lines)
    lowest = max((box.y for box in boxes), default=TOP)
    wide = (len(columns) - 1) * STEP + WIDTH + 2 * EDGE
    return Drawing(boxes, curves, wide, lowest + tall + 2 * EDGE, len(columns), tall)


def _columns(customers: Collection[Key], assets: Collection[Key], lines: Collection[Line]) -> Columns:
    """Customers first; then assets by the longest way that leads to each, circles cut where they close."""
    inner = set(assets)
    below: dict[Key, list[Key]] = defaultdict(list)
    for line in lines:
        if line.upper in inner:
            below[line.upper].append(line.lower)
    order, back = _downwards(assets, below)
    depth = dict.fromkeys(assets, 1)
    for asset in order:
        for lower in below[asset]:
            if (asset, lower) not in back:
                depth[lower] = max(depth[lower], depth[asset] + 1)
    columns: Columns = [list(customers)] + [[] for _ in range(max(depth.values(), default=1))]
    for asset in assets:
        columns[depth[asset]].append(asset)
    return columns


def _downwards(
    assets: Iterable[Key], below: Mapping[Key, Sequence[Key]]
) -> tuple[list[Key], set[tuple[Key, Key]]]:
    """The assets so that each comes before what it needs, and the ways that close a circle."""
    done: list[Key] = []
    back: set[tuple[Key, Key]] = set()
    state: dict[Key, bool] = {}  # False: on the way here, True: everything below is done
    for root in assets:
        waiting = [] if root in state else [(root, iter(below[root]))]
        state.setdefault(root, False)
        while waiting:
            here, rest = waiting[-1]
            lower = next(rest, None)
            if lower is None:
                state[here] = True
                done.append(here)
                waiting.pop()
            elif lower not in state:
                state[lower] = False
                waiting.append((lower, iter(below[lower])))
            elif not state[lower]:
                back.add((here, lower))
    return done[::-1], back


def untangled(columns: Columns, lines: Collection[Line]) -> Columns:
    """The same columns, each in the order of the middle of its neighbours; the best of some sweeps there and back."""
    beside = _neighbours(lines)
    best, fewest = columns, crossings(columns, lines)
    order = [list(column) for column in columns]
    for sweep in range(SWEEPS):
        place = _places(order)
        numbers = range(len(order))
        for number in reversed(numbers) if sweep % 2 else numbers:
            order[number].sort(key=lambda key: _middle(key, beside, place))
            place |= _places([order[number]])
        if (found := crossings(order, lines)) < fewest:
            best, fewest = [list(column) for column in order], found
    return best


def crossings(columns: Columns, lines: Collection[Line]) -> int:
    """How often lines between the same two columns cross."""
    where = {key: (n, row) for n, column in enumerate(columns) for row, key in enumerate(column)}
    between: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for line in lines:
        (left, upper), (right, lower) = where[line.upper], where[line.lower]
        between[left, right].append((upper, lower))
    return sum(_inversions(ends) for ends in between.values())


def _inversions(ends: Iterable[tuple[int, int]]) -> int:
    passed: list[int] = []
    found = 0
    for _, lower in sorted(ends):
        found += len(passed) - bisect_right(passed, lower)
        insort(passed, lower)
    return found


def _neighbours(lines: Iterable[Line]) -> dict[Key, list[Key]]:
    found: dict[Key, list[Key]] = defaultdict(list)
    for line in lines:
        found[line.upper].append(line.lower)
        found[line.lower].append(line.upper)
    return found


def _places(columns: Iterable[Sequence[Key]]) -> dict[Key, float]:
    """How far down each stands in its column, from 0 to 1."""
    return {key: (row + 0.5) / len(column) for column in columns for row, key in enumerate(column)}


def _middle(key: Key, beside: Mapping[Key, Sequence[Key]], place: Mapping[Key, float]) -> float:
    others = beside.get(key, ())
    return sum(place[one] for one in others) / len(others) if others else place[key]


def _rows(columns: Columns, lines: Collection[Line]) -> dict[Key, float]:
    """How far down each stands: beside its neighbours, one below the other, starting from the longest column."""
    beside = _neighbours(lines)
    longest = max(range(len(columns)), key=lambda number: len(columns[number]))
    rows = {key: float(row) for row, key in enumerate(columns[longest])}
    height = len(columns[longest])
    for number in [*range(longest - 1, -1, -1), *range(longest + 1, len(columns))]:
        wanted = []
        for row, key in enumerate(columns[number]):
            known = [rows[one] for one in beside.get(key, ()) if one in rows]
            wanted.append(sum(known) / len(known) if known else row * height / len(columns[number]))
        rows |= zip(columns[number], _apart(wanted), strict=True)
    top = min(rows.values(), default=0.0)
    return {key: row - top for key, row in rows.items()}


def _apart(wanted: Sequence[float]) -> list[float]:
    """As near to the wanted rows as can be, in this order and each at least one below the other."""
    blocks: list[tuple[float, int]] = []  # where a run without gaps begins, and how long it is
    for number, row in enumerate(wanted):
        start, count = row - number, 1
        while blocks and blocks[-1][0] > start:
            other, others = blocks.pop()
            start = (start * count + other * others) / (count + others)
            count += others
        blocks.append((start, count))
    starts = [start for start, count in blocks for _ in range(count)]
    return [start + number for number, start in enumerate(starts)]


def _way(upper: Box, lower: Box, middle: int) -> str:
    """From side to side in a gentle bend; what leads back leaves at the left and comes in from the right."""
    forth = lower.column > upper.column
    x1 = upper.x + WIDTH if forth else upper.x
    x2 = lower.x if forth else lower.x + WIDTH
    y1, y2 = upper.y + middle, lower.y + middle
    bend = (abs(x2 - x1) // 2 or STEP // 4) * (1 if forth else -1)
    return f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"
