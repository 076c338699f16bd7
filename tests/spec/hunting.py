"""The worked cases of hunt groups, played forward by the product: each member behaves as her case says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from oncall.hunts.foresight import Expected, Played, following, overflows_at_once, play, starts_with
from oncall.hunts.hunting import HuntSettings
from oncall.hunts.order import Candidate, Memory, Pointer, Rule, order

Case = Mapping[str, Any]
Answer = dict[str, Any]


def hunt_group(case: Case, parameters: Case) -> Answer:
    if "last_answered" in case:
        return _starts(case)
    if "calls" in case:
        return _sequence(case)
    return _skilled(case) if "required" in case else _played(case)


def _starts(case: Case) -> Answer:
    memory = Memory(last_answered=case["last_answered"], last_offered=case["last_offered"])
    members = [Candidate(key=name) for name in case["members"]]
    rules = {pointer: Rule(policy=case["policy"], pointer=pointer) for pointer in Pointer}
    return {f"start_with_pointer_{key}": starts_with(rule, members, memory) for key, rule in rules.items()}


def _sequence(case: Case) -> Answer:
    gone = case.get("unavailable", ())
    members = [Candidate(key=n, weight=w, available=n not in gone) for n, w in case["weights"].items()]
    said = list(following(Rule(policy=case["policy"]), members, case["calls"]))
    return {"sequence": said} if gone else {"sequence": said, "counts": dict(Counter(said))}


def _skilled(case: Case) -> Answer:
    members = [
        Candidate(key=name, skills=skills, idle_since=case["last_end"].get(name))
        for name, skills in case["members"].items()
    ]
    found = order(Rule(policy=case["policy"], required=case["required"]), members, Memory()).members
    nobody = overflows_at_once(HuntSettings(policy=case["policy"]), found)
    return {"order": list(found), **({"overflow": nobody} if nobody else {})}


def _played(case: Case) -> Answer:
    given = {"overflow": case.get("overflow")}
    if "pass_limit" in case:
        given |= {"max_passes": case["pass_limit"]}
    settings = HuntSettings(policy=case["policy"], **given)
    members = [_expected(name, case) for name in case["members"]]
    memory = Memory(last_answered=case.get("pointer"))
    return _told(play(settings, Rule(policy=case["policy"]), members, memory, now=case.get("now")))


def _expected(name: str, case: Case) -> Expected:
    does, state = case["behaviour"].get(name, {}), case.get("state", {})
    return Expected(
        key=name,
        reachable=name in case["behaviour"] and not does.get("unavailable"),
        busy=bool(does.get("busy")),
        idle_since=state.get("last_end", {}).get(name),
        wrap_up_until=state.get("wrap_until", {}).get(name),
        answers_after=does.get("answer"),
        declines_after=does.get("decline"),
    )


def _told(call: Played) -> Answer:
    said = {
        "answered_by": call.answered_by,
        "at_s": call.at_s,
        "log": [[line.at_s, "+".join(line.who) or "-", line.what] for line in call.heard],
        "pointer": call.memory.last_answered,
    }
    said |= {"cancelled": list(call.cancelled)} if call.cancelled else {}
    return said | ({"overflow_to": call.overflow_to} if call.overflow_to else {})
