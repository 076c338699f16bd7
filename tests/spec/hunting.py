"""The worked cases of hunt groups, played against the product's policies: each member behaves as her case says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from oncall.hunt_members import MemberState, Standing, state_of
from oncall.hunt_order import Candidate, Memory, Order, Rule, order
from oncall.hunting import HuntAct, HuntProgress, HuntSettings, Offer, next_offer

Case = Mapping[str, Any]
Answer = dict[str, Any]


def hunt_group(case: Case, parameters: Case) -> Answer:
    if "last_answered" in case:
        return _starts(case)
    if "calls" in case:
        return _sequence(case)
    return _skilled(case) if "required" in case else _Played(case).answer


def _starts(case: Case) -> Answer:
    memory = Memory(last_answered=case["last_answered"], last_offered=case["last_offered"])
    members = [Candidate(key=name) for name in case["members"]]
    return {
        f"start_with_pointer_{pointer}": order(
            Rule(policy=case["policy"], pointer=pointer), members, memory
        ).members[0]
        for pointer in ("answered", "offered")
    }


def _sequence(case: Case) -> Answer:
    gone, memory, said = case.get("unavailable", ()), Memory(), []
    members = [Candidate(key=n, weight=w, available=n not in gone) for n, w in case["weights"].items()]
    for _ in range(case["calls"]):
        found = order(Rule(policy=case["policy"]), members, memory)
        memory = found.memory
        said.append(found.members[0])
    return {"sequence": said} if gone else {"sequence": said, "counts": dict(Counter(said))}


def _skilled(case: Case) -> Answer:
    members = [
        Candidate(key=name, skills=skills, idle_since=case["last_end"].get(name))
        for name, skills in case["members"].items()
    ]
    found = order(Rule(policy=case["policy"], required=case["required"]), members, Memory()).members
    progress = HuntProgress(members=found)
    offer = next_offer(HuntSettings(policy=case["policy"]), progress, available=found)
    overflow = {"overflow": True} if offer.act is HuntAct.OVERFLOW else {}
    return {"order": list(found), **overflow}


class _Played:
    """One call from its beginning to whoever takes it, or to the overflow."""

    def __init__(self, case: Case) -> None:
        self.case, self.at_s, self.log = case, 0, []  # type: Case, float, list[list[Any]]
        self.behaviour: Mapping[str, Case] = case["behaviour"]
        states = {name: self._state(name) for name in case["members"]}
        self.available = [name for name, state in states.items() if state is MemberState.IDLE]
        self.busy = [name for name, state in states.items() if state is MemberState.BUSY]
        self.settings = _settings(case)
        found = self._order()
        self.memory = found.memory
        self.answer = self._play(HuntProgress(members=found.members))

    def _state(self, name: str) -> MemberState:
        does, at = self.behaviour.get(name, {"unavailable": True}), self.case.get("now", 0)
        until = self.case.get("state", {}).get("wrap_until", {}).get(name)
        ended = self.case.get("state", {}).get("last_end", {}).get(name)
        standing = Standing(
            on_shift=not does.get("unavailable"),
            ringing=bool(does.get("busy")),
            last_end_at=None if ended is None else _moment(ended),
        )
        wrap_up_s = until - ended if until is not None else 0
        return state_of(standing, wrap_up_s=wrap_up_s, call_waiting=False, at=_moment(at))

    def _order(self) -> Order:
        ends = self.case.get("state", {}).get("last_end", {})
        members = [
            Candidate(key=name, idle_since=ends.get(name), available=name in self.available)
            for name in self.case["members"]
        ]
        return order(
            Rule(policy=self.case["policy"]), members, Memory(last_answered=self.case.get("pointer"))
        )

    def _play(self, progress: HuntProgress) -> Answer:
        silent = False
        while True:
            offer = next_offer(
                self.settings,
                progress,
                available=self.available,
                busy=self.busy,
                elapsed_s=self.at_s,
                silent=silent,
            )
            progress = offer.progress
            self.log += [[self.at_s, name, "skipped"] for name in offer.skipped]
            if offer.act is HuntAct.OVERFLOW:
                return self._overflowed(offer)
            if offer.act is HuntAct.PAUSE:
                self.at_s, silent = self.at_s + offer.wait_s, False
                continue
            self.memory = self.memory.offered(offer.members)
            first, after_s, what = self._first(offer)
            named = "+".join(offer.members)
            self.log.append([self.at_s, named, "offered" if len(offer.members) > 1 else what])
            self.at_s, silent = self.at_s + after_s, what == "no_answer"
            if what == "answered":
                return self._answered(first, offer.members)

    def _first(self, offer: Offer) -> tuple[str, float, str]:
        """Who ends this ring, when and how; nobody within its time is a silence."""
        heard = []
        for place, name in enumerate(offer.members):
            does = self.behaviour[name]
            if does.get("answer") is not None:
                heard.append((does["answer"], place, name, "answered"))
            elif "decline" in does:
                heard.append((does["decline"], place, name, "declined"))
        heard = [one for one in sorted(heard) if one[0] <= offer.wait_s]
        if not heard:
            return "", offer.wait_s, "no_answer"
        after_s, _, name, what = heard[0]
        return name, after_s, what

    def _answered(self, name: str, rung: Sequence[str]) -> Answer:
        self.memory = self.memory.answered(name)
        others = [other for other in rung if other != name]
        return self._told(name, {"cancelled": others} if others else {})

    def _overflowed(self, offer: Offer) -> Answer:
        if self.settings.policy == "ring_all" and not self.log:
            self.log.append([self.at_s, "-", "offered"])
        self.memory = self.memory.exhausted()
        return self._told(None, {"overflow_to": offer.overflow_to} if offer.overflow_to else {})

    def _told(self, who: str | None, more: Answer) -> Answer:
        said = {"answered_by": who, "at_s": self.at_s, "log": self.log, **more}
        return {**said, "pointer": self.memory.last_answered}


def _settings(case: Case) -> HuntSettings:
    named = {"overflow": "overflow", "max_passes": "pass_limit"}
    given = {ours: case[theirs] for ours, theirs in named.items() if theirs in case}
    return HuntSettings(policy=case["policy"], **given)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
