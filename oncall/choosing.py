"""Which escalation path an incident takes: the first whose conditions hold; a catch-all has none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """When a path is meant; an empty condition holds for everything."""

    key: str
    priorities: frozenset[str] = frozenset()
    asset_kinds: frozenset[str] = frozenset()

    @property
    def is_catch_all(self) -> bool:
        return not self.priorities and not self.asset_kinds

    def hold_for(self, priority: str | None, asset_kinds: Collection[str]) -> bool:
        """Whether an incident of this priority, with assets of these kinds, takes this path."""
        right_priority = not self.priorities or priority in self.priorities
        right_kind = not self.asset_kinds or not self.asset_kinds.isdisjoint(asset_kinds)
        return right_priority and right_kind


def first_match(
    paths: Sequence[Conditions], *, priority: str | None, asset_kinds: Collection[str] = ()
) -> str | None:
    """The key of the first path that is meant; None only where no catch-all exists."""
    return next((path.key for path in paths if path.hold_for(priority, asset_kinds)), None)
