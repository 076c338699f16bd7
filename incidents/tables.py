"""Nested numbers as a flat table, and back: `tier_factor.gold` is the cell of a form and of a list of differences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def flat(given: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Each cell with its dotted name; places in a list are counted from 0."""
    if isinstance(given, Mapping):
        inner = given.items()
    elif isinstance(given, list | tuple):
        inner = dict(enumerate(given)).items()
    else:
        yield name, given
        return
    for key, value in inner:
        yield from flat(value, f"{name}.{key}" if name else str(key))


def filled(pattern: Any, cells: Mapping[str, Any], name: str = "") -> Any:
    """The pattern with the values of the cells in its places; a cell that is not given keeps the pattern's value."""
    if isinstance(pattern, Mapping):
        return {
            key: filled(value, cells, f"{name}.{key}" if name else str(key)) for key, value in pattern.items()
        }
    if isinstance(pattern, list | tuple):
        return [filled(value, cells, f"{name}.{key}") for key, value in enumerate(pattern)]
    return cells.get(name, pattern)


def differences(before: Any, after: Any) -> dict[str, list[Any]]:
    """Each cell that differs, as [old, new]; what is on one side only stands beside None."""
    old, new = dict(flat(before)), dict(flat(after))
    return {name: [old.get(name), new.get(name)] for name in {**old, **new} if old.get(name) != new.get(name)}
