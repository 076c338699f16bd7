"""What a hunt group will do with a call if its members behave in a certain way: the running hunt, played forward."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from oncall.hunts.hunting import HuntAct, HuntProgress, HuntSettings, Offer, next_offer
from oncall.hunts.members import MemberState, Standing, state_of
from oncall.hunts.order import Candidate, Memory, Rule, order

_ZERO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Expected:
    """How one member behaves. All times in seconds; those of an answer count from the moment her phone rings."""

    key: str
    reachable: bool = True
    busy: bool = False
    idle_since: float | None = None
    wrap_up_until: float | None = None
    answers_after: float | None = None
    declines_after: float | None = None

    def state(self, now: float) -> MemberState:
        """Whether she can be rung then."""
        ended, until = self.idle_since, self.wrap_up_until
        standing = Standing(
            on_shift=self.reachable, ringing=self.busy, last_end_at=None if ended is None else _at(ended)
        )
        wrap_up_s = 0 if until is None or ended is None else until - ended
        return state_of(standing, wrap_up_s=wrap_up_s, call_waiting=False, at=_at(now))

    def candidate(self, free: Collection[str]) -> Candidate:
        """As the policies see her."""
        return Candidate(key=self.key, idle_since=self.idle_since, available=self.key in free)


@dataclass(frozen=True, kw_only=True)
class Heard:
    """One line of the call: when, who, and what came of it: skipped, offered, answered, declined, no_answer."""

    at_s: float
    who: tuple[str, ...]
    what: str


@dataclass(frozen=True, kw_only=True)
class Played:
    """The call from its beginning to whoever took it, or to the overflow; and what the group remembers of it."""

    heard: tuple[Heard, ...]
    at_s: float
    memory: Memory
    answered_by: str | None = None
    cancelled: tuple[str, ...] = ()
    overflow_to: str | None = None


def starts_with(rule: Rule, candidates: Sequence[Candidate], memory: Memory) -> str | None:
    """Whom the next call tries first."""
    return next(iter(order(rule, candidates, memory).members), None)


def following(rule: Rule, candidates: Sequence[Candidate], calls: int) -> tuple[str, ...]:
    """Whom each of so many calls tries first, one after the other."""
    memory, firsts = Memory(), list[str]()
    for _ in range(calls):
        found = order(rule, candidates, memory)
        memory = found.memory
        firsts += found.members[:1]
    return tuple(firsts)


def overflows_at_once(settings: HuntSettings, members: tuple[str, ...]) -> bool:
    """Whether nobody is left to be rung."""
    return next_offer(settings, HuntProgress(members=members), available=members).act is HuntAct.OVERFLOW


def play(
    settings: HuntSettings,
    rule: Rule,
    members: Sequence[Expected],
    memory: Memory,
    *,
    now: float | None = None,
) -> Played:
    """Play one call that comes in `now`; busy and absent members stay so while it lasts."""
    states = {one.key: one.state(now or 0) for one in members}
    free = [key for key, state in states.items() if state is MemberState.IDLE]
    busy = [key for key, state in states.items() if state is MemberState.BUSY]
    found = order(rule, [one.candidate(free) for one in members], memory)
    progress, silent = HuntProgress(members=found.members), False
    so_far = Played(heard=(), at_s=0, memory=found.memory)
    while so_far.answered_by is None:
        offer = next_offer(
            settings, progress, available=free, busy=busy, elapsed_s=so_far.at_s, silent=silent
        )
        progress = offer.progress
        so_far = _noted(
            so_far, [Heard(at_s=so_far.at_s, who=(key,), what="skipped") for key in offer.skipped]
        )
        if offer.act is HuntAct.PAUSE:
            so_far, silent = replace(so_far, at_s=so_far.at_s + offer.wait_s), False
        elif offer.act is HuntAct.RING:
            so_far, silent = _rung(so_far, offer, members)
        else:
            return _overflowed(so_far, offer)
    return so_far


def _rung(so_far: Played, offer: Offer, members: Sequence[Expected]) -> tuple[Played, bool]:
    """The call after this ring, and whether it ended in silence."""
    first, after_s, what = _first(offer, [one for one in members if one.key in offer.members])
    together = len(offer.members) > 1
    line = Heard(at_s=so_far.at_s, who=offer.members, what="offered" if together else what)
    after = replace(
        _noted(so_far, [line]), at_s=so_far.at_s + after_s, memory=so_far.memory.offered(offer.members)
    )
    if what == "answered":
        others = tuple(key for key in offer.members if key != first)
        after = replace(after, answered_by=first, cancelled=others, memory=after.memory.answered(first))
    return after, what == "no_answer"


def _first(offer: Offer, rung: Iterable[Expected]) -> tuple[str, float, str]:
    """Who ends this ring, after how long and how; nobody within its time is a silence."""
    ends = [
        (after, offer.members.index(one.key), one.key, what)
        for one in rung
        for after, what in ((one.answers_after, "answered"), (one.declines_after, "declined"))
        if after is not None and after <= offer.wait_s
    ]
    if not ends:
        return "", offer.wait_s, "no_answer"
    after_s, _, key, what = min(ends)
    return key, after_s, what


def _overflowed(so_far: Played, offer: Offer) -> Played:
    if not so_far.heard:  # a call to everybody at once that found nobody
        so_far = _noted(so_far, [Heard(at_s=so_far.at_s, who=(), what="offered")])
    return replace(so_far, memory=so_far.memory.exhausted(), overflow_to=offer.overflow_to)


def _noted(so_far: Played, lines: Sequence[Heard]) -> Played:
    return replace(so_far, heard=(*so_far.heard, *lines))


def _at(seconds: float) -> datetime:
    return _ZERO + timedelta(seconds=seconds)
