"""Whom a hunt group rings next, until somebody accepts or the call overflows.

The policy gives the order of one pass (`hunt_order`); the hunt itself (skips, rings, passes, pauses, overflow) is
the same for all, but that a group that rings all rings them at once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from oncall.hunts.order import Policy

RING_TIMEOUT_S = 20
MAX_PASSES = 1
PASS_PAUSE_S = 10


class Then(StrEnum):
    """What follows a member who is busy, unavailable or silent."""

    NEXT_MEMBER = "next_member"
    NEXT_GROUP = "next_group"
    STOP = "stop"


class Line(StrEnum):
    """What a phone's line turned out to be when it was to ring."""

    FREE = "free"
    BUSY = "busy"
    DEAD = "dead"


@dataclass(frozen=True, kw_only=True)
class HuntSettings:
    """How a group hunts; `total_timeout_s` None means as long as its passes take."""

    policy: str = Policy.LINEAR
    ring_timeout_s: float = RING_TIMEOUT_S
    max_passes: int = MAX_PASSES
    pass_pause_s: float = PASS_PAUSE_S
    total_timeout_s: float | None = None
    overflow: str | None = None
    on_busy: str = Then.NEXT_MEMBER
    on_unavailable: str = Then.NEXT_MEMBER
    on_no_answer: str = Then.NEXT_MEMBER

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> HuntSettings:
        return cls(**{name: data[name] for name in cls.__dataclass_fields__ if name in data})

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


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
    STOP = "stop"


@dataclass(frozen=True, kw_only=True)
class Offer:
    """Ring these for so long, or pause, or give the call to the overflow, or stop; the skipped are recorded."""

    act: HuntAct
    progress: HuntProgress
    members: tuple[str, ...] = ()
    wait_s: float = 0
    overflow_to: str | None = None
    skipped: tuple[str, ...] = field(default=())


def next_offer(
    settings: HuntSettings,
    progress: HuntProgress,
    *,
    available: Collection[str],
    busy: Collection[str] = (),
    elapsed_s: float = 0,
    silent: bool = False,
    line: Line = Line.FREE,
) -> Offer:
    """The next ring after a silence, a decline, or the beginning; whoever is not available is skipped in no time.

    `silent` is true when the ring before ran out: that, not a decline, is what `on_no_answer` is about. `line` is
    what the network said of the phone that was to ring.
    """
    left_s = float("inf") if settings.total_timeout_s is None else settings.total_timeout_s - elapsed_s
    if left_s <= 0:
        return _over(settings, progress)
    if silent and settings.on_no_answer != Then.NEXT_MEMBER:
        return _over(settings, progress, then=settings.on_no_answer)
    engaged = {Line.BUSY: settings.on_busy, Line.DEAD: settings.on_unavailable}.get(line, Then.NEXT_MEMBER)
    if engaged != Then.NEXT_MEMBER:
        return _over(settings, progress, then=engaged)
    found = _ahead(settings, progress, available, busy)
    if found.ringing:
        gone = replace(progress, tried=found.tried)
        wait_s = min(settings.ring_timeout_s, left_s)
        return Offer(
            act=HuntAct.RING, members=found.ringing, wait_s=wait_s, skipped=found.skipped, progress=gone
        )
    if not found.then and progress.pass_no < settings.max_passes:
        following = HuntProgress(members=progress.members, pass_no=progress.pass_no + 1)
        wait_s = min(settings.pass_pause_s, left_s)
        return Offer(act=HuntAct.PAUSE, progress=following, wait_s=wait_s, skipped=found.skipped)
    return _over(settings, progress, then=found.then, skipped=found.skipped)


@dataclass(frozen=True, kw_only=True)
class _Ahead:
    """Whom to ring, who was skipped on the way, how far that brings the pass, and what ends it, if anything does."""

    ringing: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    tried: int = 0
    then: str = ""


def _ahead(
    settings: HuntSettings, progress: HuntProgress, available: Collection[str], busy: Collection[str]
) -> _Ahead:
    ahead = progress.members[progress.tried :]
    if settings.policy == Policy.RING_ALL:
        free = tuple(member for member in ahead if member in available)
        return _Ahead(ringing=free, tried=len(progress.members))
    for index, member in enumerate(ahead):
        if member in available:
            return _Ahead(ringing=(member,), skipped=ahead[:index], tried=progress.tried + index + 1)
        then = settings.on_busy if member in busy else settings.on_unavailable
        if then != Then.NEXT_MEMBER:
            return _Ahead(skipped=ahead[: index + 1], then=then)
    return _Ahead(skipped=ahead)


def _over(
    settings: HuntSettings, progress: HuntProgress, *, then: str = "", skipped: tuple[str, ...] = ()
) -> Offer:
    if then == Then.STOP:
        return Offer(act=HuntAct.STOP, progress=progress, skipped=skipped)
    return Offer(act=HuntAct.OVERFLOW, progress=progress, overflow_to=settings.overflow, skipped=skipped)
