"""Where calls go that nobody took: the groups that follow a group, and the circle that must not be."""

from __future__ import annotations

from collections.abc import Collection, Mapping


def following(groups: Collection[int], overflow: Mapping[int, int | None]) -> frozenset[int]:
    """These groups and every group that a call through them may reach."""
    found: set[int] = set()
    ahead = list(groups)
    while ahead:
        group = ahead.pop()
        if group not in found:
            found.add(group)
            after = overflow.get(group)
            ahead += [] if after is None else [after]
    return frozenset(found)


def circle(group: int, overflow: Mapping[int, int | None]) -> tuple[int, ...]:
    """The groups on the way from this group back to itself; empty when its overflow ends somewhere."""
    way, after = [group], overflow.get(group)
    while after is not None and after not in way:
        way.append(after)
        after = overflow.get(after)
    return (*way, group) if after == group else ()
