"""Whom a hunt group rings next, until somebody accepts or the call overflows.

The policy gives the order of one pass; the hunt itself (skips, rings, passes, pauses, overflow) is the same for all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

RING_TIMEOUT_S = 20
MAX_PASSES = 1
PASS_PAUSE_S = 10
LINEAR = "linear"


@dataclass(frozen=True, kw_only=True)
class HuntSettings:
    """How a group hunts; `total_timeout_s` None means as long as its passes take."""

    policy: str = LINEAR
    ring_timeout_s: float = RING_TIMEOUT_S
    max_passes: int = MAX_PASSES
    pass_pause_s: float = PASS_PAUSE_S
    total_timeout_s: float | None = None
    overflow: str | None = None

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> HuntSettings:
        return cls(**{name: data[name] for name in cls.__dataclass_fields__ if name in data})

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True, kw_only=True)
class Memory:
    """What a group remembers from call to call; the linear policy needs none of it."""

    last_answered: str | None = None
    last_offered: str | None = None


Order = Callable[[Sequence[str], Memory], tuple[str, ...]]


def _from_the_top(members: Sequence[str], memory: Memory) -> tuple[str, ...]:
    """Always position one to the last, no memory."""
    return tuple(members)


ORDERS: Mapping[str, Order] = MappingProxyType({LINEAR: _from_the_top})


def order(policy: str, members: Sequence[str], memory: Memory | None = None) -> tuple[str, ...]:
    """The members in the order in which a new call tries them; an unknown policy raises KeyError."""
    return ORDERS[policy](members, memory or Memory())


@dataclass(frozen=True, kw_only=True)
class HuntProgress:
    """Where a call stands: the members as they were when it began, in order, and how far this pass has come."""

    members: tuple[str, ...]
    tried: int = 0
    pass_no: int = 1

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> HuntProgress:
        return cls(members=tuple(data["members"]), tried=data["tried"], pass_no=data["pass_no"])

    def to_json(self) -> dict[str, Any]:
        return {"members": list(self.members), "tried": self.tried, "pass_no": self.pass_no}


class HuntAct(StrEnum):
    """What the hunt does now."""

    RING = "ring"
    PAUSE = "pause"
    OVERFLOW = "overflow"


@dataclass(frozen=True, kw_only=True)
class Offer:
    """Ring this member for so long, or pause, or give the call to the overflow; the skipped ones are recorded."""

    act: HuntAct
    progress: HuntProgress
    member: str | None = None
    wait_s: float = 0
    overflow_to: str | None = None
    skipped: tuple[str, ...] = field(default=())


def begin(settings: HuntSettings, members: Sequence[str], memory: Memory | None = None) -> HuntProgress:
    """A call's own copy of the order: who joins or leaves the group meanwhile does not change it."""
    return HuntProgress(members=order(settings.policy, members, memory))


def next_offer(
    settings: HuntSettings, progress: HuntProgress, *, available: Collection[str], elapsed_s: float = 0
) -> Offer:
    """The next ring after a silence, a decline, or the beginning; whoever is not available is skipped in no time."""
    left_s = float("inf") if settings.total_timeout_s is None else settings.total_timeout_s - elapsed_s
    ahead = progress.members[progress.tried :]
    free = next((index for index, member in enumerate(ahead) if member in available), None)
    if left_s > 0 and free is not None:
        return Offer(
            act=HuntAct.RING,
            member=ahead[free],
            wait_s=min(settings.ring_timeout_s, left_s),
            skipped=ahead[:free],
            progress=replace(progress, tried=progress.tried + free + 1),
        )
    if left_s > 0 and progress.pass_no < settings.max_passes:
        following = HuntProgress(members=progress.members, pass_no=progress.pass_no + 1)
        wait_s = min(settings.pass_pause_s, left_s)
        return Offer(act=HuntAct.PAUSE, progress=following, wait_s=wait_s, skipped=ahead)
    skipped = ahead if left_s > 0 else ()
    return Offer(act=HuntAct.OVERFLOW, progress=progress, overflow_to=settings.overflow, skipped=skipped)
