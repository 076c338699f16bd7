"""What a path will do if nobody answers, or somebody does at a certain minute: the running machine, played forward.

The screen on which a path is edited shows it, so that a manager sees the night before it happens.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from oncall.paths.escalation import (
    START,
    Hold,
    HoldAct,
    Phase,
    Step,
    next_hold_step,
    next_step,
    repage_step,
)
from oncall.paths.path import ACK_TTL_S, MINUTE_S, PathSnapshot

_ZERO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Paged:
    """One page of the simulated night; `pass_no` is the number of the pass or the word fallback."""

    minute: float
    name: str
    pass_no: int | str


@dataclass(frozen=True, kw_only=True)
class Night:
    """The pages up to and with the fallback, and how the run ended."""

    pages: tuple[Paged, ...]
    acknowledged_at_minute: float | None
    exhausted: bool


@dataclass(frozen=True, kw_only=True)
class Silence:
    """What follows an acknowledgement after which nothing happens."""

    repage_at_minute: float
    name: str
    next_at_minute: float | None


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One step of a night that has not happened: when it would be taken, and until when it lasts."""

    at: datetime
    step: Step
    until: datetime | None = None


Staffing = Callable[[datetime, Collection[int]], Mapping[int, datetime]]


def play(
    path: PathSnapshot,
    *,
    begins_at: datetime,
    empty_at: Callable[[datetime], Collection[int]],
    priority: str | None = None,
    staffed_at: Staffing = lambda at, empty: {},
) -> Iterator[Moment]:
    """The steps in which nobody answers, up to and with the first call of the last resort.

    `staffed_at` says by empty level that may be waited for when somebody will be there.
    """
    at, here = begins_at, START
    while True:
        empty = empty_at(at)
        coming = staffed_at(at, empty)
        step = next_step(path, here, empty=empty, priority=priority, may_wait=coming)
        until = coming[step.position.level] if step.waits else _after(at, step)
        yield Moment(at=at, step=step, until=until)
        if until is None or step.position.phase is Phase.LAST_RESORT:
            return
        at, here = until, here if step.waits else step.position


def _after(at: datetime, step: Step) -> datetime | None:
    return None if step.wait_s is None else at + timedelta(seconds=step.wait_s)


def timeline(path: PathSnapshot, *, ack_at: float | None = None, empty: Collection[int] = ()) -> Night:
    """Play the path forward in minutes; an acknowledgement exactly at a timeout comes before the next page."""
    pages: list[Paged] = []
    elapsed_s, step = 0.0, next_step(path, START, empty=empty)
    while not (pages and ack_at is not None and ack_at * MINUTE_S <= elapsed_s):
        if step.targets or step.position.phase is Phase.LEVEL:
            pages.append(_paged(step, elapsed_s))
        if step.exhausted or step.wait_s is None:
            return Night(pages=tuple(pages), acknowledged_at_minute=ack_at, exhausted=ack_at is None)
        elapsed_s += step.wait_s
        step = next_step(path, step.position, empty=empty)
    return Night(pages=tuple(pages), acknowledged_at_minute=ack_at, exhausted=False)


def after_silence(
    path: PathSnapshot, *, ack_at: float, progress_at: float | None = None, ttl_minutes: float | None = None
) -> Silence:
    """When the level that acknowledged is paged again, and when the next one follows."""
    answered = _step_at(path, ack_at)
    ttl_s = ACK_TTL_S if ttl_minutes is None else ttl_minutes * MINUTE_S
    progress = None if progress_at is None else _at(progress_at)
    hold = Hold(acknowledged_at=_at(ack_at), progress_at=progress, ttl_s=ttl_s)
    now = hold.acknowledged_at
    look = next_hold_step(hold, now)
    while look.act is not HoldAct.REPAGE and look.look_again_at is not None:
        now = look.look_again_at
        look = next_hold_step(hold, now)
    again = repage_step(path, answered.position)
    repaged = _minutes((now - _ZERO).total_seconds())
    follows = None if again.wait_s is None else _minutes((now - _ZERO).total_seconds() + again.wait_s)
    return Silence(repage_at_minute=repaged, name=again.name, next_at_minute=follows)


def _step_at(path: PathSnapshot, minute: float) -> Step:
    """The step that was waiting for an answer at this minute."""
    elapsed_s, step = 0.0, next_step(path, START)
    while step.wait_s is not None and elapsed_s + step.wait_s < minute * MINUTE_S:
        elapsed_s += step.wait_s
        step = next_step(path, step.position)
    return step


def _paged(step: Step, elapsed_s: float) -> Paged:
    pass_no = step.position.pass_no if step.position.phase is Phase.LEVEL else step.position.phase.value
    return Paged(minute=_minutes(elapsed_s), name=step.name, pass_no=pass_no)


def _at(minute: float) -> datetime:
    return _ZERO + timedelta(minutes=minute)


def _minutes(seconds: float) -> float:
    """Whole minutes stay whole numbers, so that a list of them reads well."""
    minutes = seconds / MINUTE_S
    return int(minutes) if minutes == int(minutes) else minutes
