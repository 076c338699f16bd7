"""Where a path leads through its targets: hunt groups overflow to others, and none may lead back to where it began."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Edges = Mapping[str, Sequence[str]]


def loop_through(edges: Edges, start: str) -> tuple[str, ...]:
    """The way from `start` back to a place already passed, that place first and last; empty when every way ends."""
    return _walk(edges, (start,), set())


def _walk(edges: Edges, way: tuple[str, ...], clear: set[str]) -> tuple[str, ...]:
    """`clear` are the places from which every way is known to end."""
    for following in edges.get(way[-1], ()):
        if following in way:
            return (*way[way.index(following) :], following)
        if following not in clear and (loop := _walk(edges, (*way, following), clear)):
            return loop
    clear.add(way[-1])
    return ()
