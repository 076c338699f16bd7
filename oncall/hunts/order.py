"""In which order a hunt group tries its members for a new call: one pure function a policy, and what each remembers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class Policy(StrEnum):
    """The orders, by the names that telephony gives them."""

    LINEAR = "linear"
    CIRCULAR = "circular"
    RING_ALL = "ring_all"
    LONGEST_IDLE = "longest_idle"
    WEIGHTED = "weighted"
    SKILLS = "skills"
    FEWEST_CALLS = "fewest_calls"


class Pointer(StrEnum):
    """After whom a circular group begins: who answered the call before, or who was offered one last."""

    ANSWERED = "answered"
    OFFERED = "offered"


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A member as the policies see her; the sequence they come in is their position in the group.

    `idle_since` is when her last call ended, in seconds on any clock; None for never, which is the longest.
    """

    key: str
    weight: int = 1
    skills: Mapping[str, int] = field(default_factory=dict)
    idle_since: float | None = None
    calls_today: int = 0
    available: bool = True


@dataclass(frozen=True, kw_only=True)
class Memory:
    """What a group remembers from call to call.

    `last_answered` is who took the last call, or, when nobody did, who was offered it last.
    """

    last_answered: str | None = None
    last_offered: str | None = None
    credits: Mapping[str, int] = field(default_factory=dict)

    def offered(self, keys: Sequence[str]) -> Memory:
        return replace(self, last_offered=keys[-1]) if keys else self

    def answered(self, key: str) -> Memory:
        return replace(self, last_answered=key)

    def exhausted(self) -> Memory:
        """Everybody was tried: the next call begins after whoever was the last of them."""
        return replace(self, last_answered=self.last_offered)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Memory:
        return cls(**{name: data[name] for name in cls.__dataclass_fields__ if name in data})

    def to_json(self) -> dict[str, Any]:
        return {
            "last_answered": self.last_answered,
            "last_offered": self.last_offered,
            "credits": dict(self.credits),
        }


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A policy and its options. `required` are the skills a call needs; `draw` in [0, 1) makes weights a lottery."""

    policy: str = Policy.LINEAR
    pointer: str = Pointer.ANSWERED
    required: Mapping[str, int] = field(default_factory=dict)
    draw: float | None = None


@dataclass(frozen=True, kw_only=True)
class Order:
    """The members in the order in which this call tries them, and what the group remembers from now on."""

    members: tuple[str, ...]
    memory: Memory


def order(rule: Rule, candidates: Sequence[Candidate], memory: Memory) -> Order:
    """The order of one call; a policy that nobody knows raises KeyError."""
    return ORDERS[rule.policy](rule, candidates, memory)


def _from_the_top(rule: Rule, candidates: Sequence[Candidate], memory: Memory) -> Order:
    """Always position one to the last, no memory."""
    return Order(members=_keys(candidates), memory=memory)


def _round(rule: Rule, candidates: Sequence[Candidate], memory: Memory) -> Order:
    """From the one after the pointer, round to the pointer itself; a pointer who has left begins at the top."""
    keys = _keys(candidates)
    after = memory.last_offered if rule.pointer == Pointer.OFFERED else memory.last_answered
    start = keys.index(after) + 1 if after in keys else 0
    return Order(members=keys[start:] + keys[:start], memory=memory)


def _longest_idle(rule: Rule, candidates: Sequence[Candidate], memory: Memory) -> Order:
    return Order(members=_keys(sorted(candidates, key=_idle)), memory=memory)


def _fewest_calls(rule: Rule, candidates: Sequence[Candidate], memory: Memory) -> Order:
    return Order(members=_keys(sorted(candidates, key=lambda one: one.calls_today)), memory=memory)


def _skilled(rule: Rule, candidates: Sequence[Candidate], memory: Memory) -> Order:
    """Only who has every required skill at its level; the best first, then who has been idle longest."""
    able = [one for one in candidates if all(one.skills.get(n, 0) >= lv for n, lv in rule.required.items())]
    best = sorted(able, key=lambda one: (-sum(one.skills.get(n, 0) for n in rule.required), _idle(one)))
    return Order(members=_keys(best), memory=memory)


def _weighted(rule: Rule, candidates: Sequence[Candidate], memory: Memory) -> Order:
    """Shares by weight. Smooth: everybody available earns her weight, the richest is first and pays for all."""
    free = [one for one in candidates if one.available and one.weight > 0]
    others = [one for one in candidates if one not in free]
    if rule.draw is not None:
        return Order(members=_keys(_drawn(free, rule.draw)) + _keys(others), memory=memory)
    if not free:
        return Order(members=_keys(others), memory=memory)
    earned = {one.key: memory.credits.get(one.key, 0) + one.weight for one in free}
    by_credit = _keys(sorted(free, key=lambda one: -earned[one.key]))
    earned[by_credit[0]] -= sum(one.weight for one in free)
    present = {one.key for one in candidates}
    kept = {key: credit for key, credit in memory.credits.items() if key in present}
    return Order(members=by_credit + _keys(others), memory=replace(memory, credits={**kept, **earned}))


def _drawn(free: Sequence[Candidate], draw: float) -> list[Candidate]:
    """The first with the probability of her weight; whoever was not drawn follows by weight, then position."""
    mark, total = draw * sum(one.weight for one in free), 0
    for one in free:
        total += one.weight
        if mark < total:
            rest = [other for other in free if other is not one]
            return [one, *sorted(rest, key=lambda other: -other.weight)]
    return list(free)


def _idle(one: Candidate) -> tuple[bool, float]:
    return (one.idle_since is not None, one.idle_since or 0)


def _keys(candidates: Sequence[Candidate]) -> tuple[str, ...]:
    return tuple(one.key for one in candidates)


ORDERS: Mapping[str, Callable[[Rule, Sequence[Candidate], Memory], Order]] = MappingProxyType(
    {
        Policy.LINEAR: _from_the_top,
        Policy.CIRCULAR: _round,
        Policy.RING_ALL: _from_the_top,
        Policy.LONGEST_IDLE: _longest_idle,
        Policy.WEIGHTED: _weighted,
        Policy.SKILLS: _skilled,
        Policy.FEWEST_CALLS: _fewest_calls,
    }
)
