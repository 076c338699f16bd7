"""Who would be woken when, and by which channels, if it broke at a moment: the policy that runs, without any page.

Pure: the watch and the path are given, nothing is read and nobody is told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from notifications.naming import said
from oncall.paths.escalation import Phase, Position, Step
from oncall.paths.foresight import Moment, Staffing, play
from oncall.paths.path import MINUTE_S, PLACE, PathSnapshot, TargetSnapshot
from oncall.queries.roster import Roster, by_channels

SHOWN = 60


@dataclass(frozen=True, kw_only=True)
class Woken:
    """One person, and how."""

    who: str
    ways: str


@dataclass(frozen=True, kw_only=True)
class Wake:
    """One step of the night; nobody in it means that it is passed over at once, and `why` says why."""

    at: datetime
    minute: float
    level: str
    number: int | None
    pass_no: int
    people: tuple[Woken, ...]
    until: datetime | None
    why: str = ""
    is_last: bool = False
    told: tuple[str, ...] = ()
    hunts: bool = False
    waits: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.people

    @property
    def names(self) -> str:
        """The people in words; members of a hunt group are called one after the other."""
        return (", then " if self.hunts else ", ").join(woken.who for woken in self.people)

    @property
    def ways(self) -> str:
        """The channels of all of them together."""
        return " or ".join(dict.fromkeys(woken.ways for woken in self.people))


@dataclass(frozen=True, kw_only=True)
class Night:
    """The steps in order; `ended` says how it ends, in words."""

    wakes: tuple[Wake, ...]
    ended: str
    cut: bool = False


def simulate(
    path: PathSnapshot,
    *,
    begins_at: datetime,
    roster_at: Callable[[datetime], Roster],
    priority: str | None = None,
    ack_minute: float | None = None,
    staffed_at: Staffing = lambda at, empty: {},
) -> Night:
    """Play the path forward; an acknowledgement at that minute ends it, exactly at a time-out before the next page."""
    wakes: list[Wake] = []
    ack_at = None if ack_minute is None else begins_at + timedelta(minutes=ack_minute)

    def empty_at(moment: datetime) -> frozenset[int]:
        return roster_at(moment).empty_levels(path)

    steps = play(path, begins_at=begins_at, empty_at=empty_at, priority=priority, staffed_at=staffed_at)
    for played in steps:
        if ack_at is not None and wakes and ack_at <= played.at:
            return Night(
                wakes=tuple(wakes), ended=f"Acknowledged after {ack_minute:g} min: nobody further is woken."
            )
        if len(wakes) >= SHOWN:
            return Night(wakes=tuple(wakes), ended="It goes on like this.", cut=True)
        roster = roster_at(played.at)
        wakes += [_skipped(path, position, roster, played.at, begins_at) for position in played.step.skipped]
        wakes.append(_wake(played, roster, begins_at))
    if ack_at is not None and ack_at >= begins_at:
        return Night(wakes=tuple(wakes), ended=f"Acknowledged after {ack_minute:g} min by the last resort.")
    return Night(wakes=tuple(wakes), ended=_never(wakes))


def why_nobody(targets: Sequence[TargetSnapshot], roster: Roster) -> str:
    """Why nobody behind these targets can be woken, target by target."""
    return "; ".join(_why(target, roster) for target in targets) or "it names nobody"


def _never(wakes: Sequence[Wake]) -> str:
    if wakes and wakes[-1].is_empty:
        return "Nobody is left to wake: name a last resort."
    return "The last resort is woken again and again until somebody acknowledges."


def _skipped(
    path: PathSnapshot, position: Position, roster: Roster, at: datetime, begins_at: datetime
) -> Wake:
    level = path.levels[position.level]
    return Wake(
        at=at,
        minute=_minute(at, begins_at),
        level=level.name,
        number=position.level + 1,
        pass_no=position.pass_no,
        people=(),
        until=at,
        why=why_nobody([t for t in level.targets if t.kind != PLACE], roster)
        if not level.only_informs
        else "only told",
        told=_told(level.targets),
    )


def _wake(played: Moment, roster: Roster, begins_at: datetime) -> Wake:
    step, at = played.step, played.at
    people = _people(step, roster)
    is_level = step.position.phase is Phase.LEVEL
    names = {Phase.FALLBACK: "Fallback", Phase.LAST_RESORT: "Last resort"}
    return Wake(
        at=at,
        minute=_minute(at, begins_at),
        level=step.name if is_level else names.get(step.position.phase, step.name),
        number=step.position.level + 1 if is_level else None,
        pass_no=step.position.pass_no,
        people=people,
        until=played.until,
        why="" if people else why_nobody(step.targets, roster),
        is_last=not is_level,
        told=_told(step.targets),
        hunts=all(target.kind == "group" for target in step.targets if target.kind != PLACE),
        waits=step.waits,
    )


def _told(targets: Sequence[TargetSnapshot]) -> tuple[str, ...]:
    return tuple(target.label for target in targets if target.kind == PLACE)


def _people(step: Step, roster: Roster) -> tuple[Woken, ...]:
    methods = by_channels(roster.methods, step.channels)
    ids = dict.fromkeys(
        user for target in step.targets for user in roster.behind.get((target.kind, target.key), ())
    )
    return tuple(
        Woken(
            who=str(roster.users[user]), ways=" and ".join(dict.fromkeys(said(w.kind) for w in methods[user]))
        )
        for user in ids
        if user in roster.users and user in methods
    )


def _why(target: TargetSnapshot, roster: Roster) -> str:
    label = target.label or target.key
    behind = roster.behind.get((target.kind, target.key), ())
    if target.kind == "user":
        return (
            f"{label} has left" if int(target.key) not in roster.users else f"{label} has no verified number"
        )
    if not behind:
        nobody = {
            "schedule": "has nobody on call",
            "group": "has nobody at hand",
            "list": "has no members",
            PLACE: "is told, and nobody there is paged",
        }
        return f"{label} {nobody.get(target.kind, 'is not named')}"
    names = ", ".join(str(roster.users[user]) for user in behind if user in roster.users)
    return f"{label}: {names or 'everybody'} without a verified number"


def _minute(at: datetime, begins_at: datetime) -> float:
    minutes = (at - begins_at).total_seconds() / MINUTE_S
    return int(minutes) if minutes == int(minutes) else minutes
