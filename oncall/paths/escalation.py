"""Who is paged next while nobody has acknowledged, and when an acknowledgement stops protecting its giver.

One pure machine: the caller waits `wait_s`, and when that time is over, or somebody declines or escalates at once,
asks for the next step from the position it stands at.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from oncall.paths.path import ACK_TTL_S, PathSnapshot, TargetSnapshot

LAST_RESORT_EVERY_S = 15 * 60
LAST_RESORT_EVERY_BELOW_P2_S = 60 * 60
REMIND_BEFORE_S = 5 * 60


class Phase(StrEnum):
    """Where a run stands on its path."""

    START = "start"
    LEVEL = "level"
    FALLBACK = "fallback"
    LAST_RESORT = "last_resort"


@dataclass(frozen=True, kw_only=True)
class Position:
    """Which level in which pass; `round` counts the pages after the path was exhausted."""

    phase: Phase = Phase.START
    level: int = 0
    pass_no: int = 1
    round: int = 0

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Position:
        return cls(
            phase=Phase(data["phase"]), level=data["level"], pass_no=data["pass_no"], round=data["round"]
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "phase": self.phase.value,
            "level": self.level,
            "pass_no": self.pass_no,
            "round": self.round,
        }


START = Position()


@dataclass(frozen=True, kw_only=True)
class Step:
    """Page these now and come back after `wait_s`; the levels that had nobody are named to be recorded.

    `wait_s` None means that nobody is left to page: not even a last resort is configured. `waits`: nobody is on call
    there now, and what is not urgent is held until somebody is; whoever carries it out knows when that will be.
    """

    position: Position
    name: str
    targets: tuple[TargetSnapshot, ...]
    channels: tuple[str, ...]
    wait_s: float | None
    each_acks: bool = False
    skipped: tuple[Position, ...] = ()
    waits: bool = False

    @property
    def exhausted(self) -> bool:
        """True once the path is through and only the fallback and the last resort are left."""
        return self.position.phase in {Phase.FALLBACK, Phase.LAST_RESORT}


def next_step(
    path: PathSnapshot,
    position: Position,
    *,
    empty: Collection[int] = (),
    priority: str | None = None,
    may_wait: Collection[int] = (),
) -> Step:
    """The step after `position`; `empty` holds the indices of levels where nobody is on call now.

    `may_wait` are those of them where somebody will be on call before long.
    """
    if position.phase in {Phase.START, Phase.LEVEL}:
        skipped: list[Position] = []
        for candidate in _levels_after(path, position):
            if candidate.level not in empty:
                return replace(_level_step(path, candidate), skipped=tuple(skipped))
            if candidate.level in may_wait and waits_at(path, candidate.level, priority):
                return replace(_level_step(path, candidate), skipped=tuple(skipped), waits=True)
            skipped.append(candidate)
        return replace(_fallback_step(path, priority), skipped=tuple(skipped))
    return _last_resort_step(path, position.round + 1, priority)


def waits_at(path: PathSnapshot, level: int, priority: str | None) -> bool:
    """Whether an incident of this priority is held at a level until somebody is on call there; an urgent one never."""
    return path.levels[level].waits and priority not in {None, "", "P1", "P2"}


def repage_step(path: PathSnapshot, position: Position, *, priority: str | None = None) -> Step:
    """Page the same level again: its acknowledgement ran out without any progress."""
    if position.phase is Phase.LEVEL:
        return _level_step(path, position)
    if position.phase is Phase.FALLBACK:
        return _fallback_step(path, priority)
    return _last_resort_step(path, position.round, priority)


def is_in_time(*, paged_at: datetime, timeout_s: float, acknowledged_at: datetime) -> bool:
    """An acknowledgement exactly at the timeout is in time."""
    return acknowledged_at <= paged_at + timedelta(seconds=timeout_s)


@dataclass(frozen=True, kw_only=True)
class Hold:
    """An acknowledgement that stopped the run; every act or reply on the incident is progress and renews it."""

    acknowledged_at: datetime
    progress_at: datetime | None = None
    reminded_at: datetime | None = None
    ttl_s: float | None = ACK_TTL_S
    im_accepted: bool = False

    @property
    def since(self) -> datetime:
        return max(self.acknowledged_at, self.progress_at or self.acknowledged_at)


class HoldAct(StrEnum):
    """What an acknowledgement needs now."""

    WAIT = "wait"
    REMIND = "remind"
    REPAGE = "repage"
    OVER = "over"


@dataclass(frozen=True, kw_only=True)
class HoldStep:
    """The act due now, and when to look again; no further look is needed once an Incident Manager leads."""

    act: HoldAct
    look_again_at: datetime | None


def next_hold_step(hold: Hold, now: datetime) -> HoldStep:
    """Ask “still on it?” before the acknowledgement runs out; afterwards page again the level that gave it."""
    if hold.im_accepted or hold.ttl_s is None:
        return HoldStep(act=HoldAct.OVER, look_again_at=None)
    expires_at = hold.since + timedelta(seconds=hold.ttl_s)
    remind_at = hold.since + timedelta(seconds=reminder_s(hold.ttl_s))
    if now >= expires_at:
        return HoldStep(act=HoldAct.REPAGE, look_again_at=None)
    if now < remind_at:
        return HoldStep(act=HoldAct.WAIT, look_again_at=remind_at)
    asked = hold.reminded_at is not None and hold.reminded_at >= remind_at
    return HoldStep(act=HoldAct.WAIT if asked else HoldAct.REMIND, look_again_at=expires_at)


def reminder_s(ttl_s: float) -> float:
    """When “still on it?” is asked: five minutes before the end, or half-way where the whole is short."""
    return max(ttl_s / 2, ttl_s - REMIND_BEFORE_S)


def off_path_refusals(*, on_path: bool, by_im: bool, reason: str) -> list[str]:
    """Paging somebody outside the path is the Incident Manager's, with a reason."""
    return [] if on_path or (by_im and reason.strip()) else ["ESC_OFF_PATH_REASON"]


def last_resort_every_s(priority: str | None) -> int:
    """Quarter-hourly for P1 and P2, hourly below; an unknown priority counts as the most urgent."""
    return LAST_RESORT_EVERY_S if priority in {None, "P1", "P2"} else LAST_RESORT_EVERY_BELOW_P2_S


def _levels_after(path: PathSnapshot, position: Position) -> list[Position]:
    """The levels still ahead, in order, through all passes."""
    here = (position.pass_no, position.level if position.phase is Phase.LEVEL else -1)
    return [
        Position(phase=Phase.LEVEL, level=level, pass_no=pass_no)
        for pass_no in range(1, path.passes + 1)
        for level in range(len(path.levels))
        if (pass_no, level) > here
    ]


def _level_step(path: PathSnapshot, position: Position) -> Step:
    level = path.levels[position.level]
    return Step(
        position=position,
        name=level.name,
        targets=level.targets,
        channels=level.channels,
        wait_s=level.wait_s,
        each_acks=level.each_acks,
    )


def _fallback_step(path: PathSnapshot, priority: str | None) -> Step:
    if not path.fallback:
        return _last_resort_step(path, 1, priority)
    return Step(
        position=Position(phase=Phase.FALLBACK, pass_no=path.passes),
        name=path.fallback_name,
        targets=path.fallback,
        channels=(),
        wait_s=last_resort_every_s(priority),
    )


def _last_resort_step(path: PathSnapshot, round_no: int, priority: str | None) -> Step:
    """For P1 the fallback is paged along each time, until somebody acknowledges."""
    also = path.fallback if priority == "P1" or not path.last_resort else ()
    targets = tuple(dict.fromkeys((*path.last_resort, *also)))
    return Step(
        position=Position(phase=Phase.LAST_RESORT, pass_no=path.passes, round=round_no),
        name=", ".join(target.label or target.key for target in targets),
        targets=targets,
        channels=(),
        wait_s=last_resort_every_s(priority) if targets else None,
    )
