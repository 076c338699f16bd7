"""Hunt groups in words: each policy in one sentence, the states of members, the log of a call; skills as typed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from oncall.hunts.members import MemberState
from oncall.hunts.order import Pointer, Policy

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        Policy.LINEAR: "Every call begins with the first and goes down the list.",
        Policy.CIRCULAR: "Every call begins with the one after whoever answered last, so that all have their turn.",
        Policy.RING_ALL: "Everybody is called at once; the first to accept has it, the others are told.",
        Policy.LONGEST_IDLE: "Every call begins with whoever has had no call for the longest time.",
        Policy.WEIGHTED: "Calls are shared by weight: who weighs 5 is first five times as often as who weighs 1.",
        Policy.SKILLS: "Only who can do what is needed is called: the most able first, then the longest idle.",
        Policy.FEWEST_CALLS: "Every call begins with whoever answered the fewest in the last 24 hours.",
    }
)
OFFERED = "Every call begins with the one after whoever was called last, answered or not."
BY_CHANCE = "Who is first is drawn by lot, and who weighs more is drawn more often."
STATES: Mapping[MemberState, tuple[str, str]] = MappingProxyType(
    {
        MemberState.IDLE: ("idle", "todo"),
        MemberState.BUSY: ("busy: being called for something else", "part"),
        MemberState.WRAP_UP: ("writing up the last call", "part"),
        MemberState.PAUSED: ("paused", "skip"),
        MemberState.OFF_SHIFT: ("off shift", "skip"),
    }
)
# With call waiting she is free for a further call while one rings her.
CALLED = ("being called; a further call rings her, too", "part")
LOGGED: Mapping[str, str] = MappingProxyType(
    {
        "ring": "called",
        "pause": "a pause, then once more",
        "no_answer": "did not answer",
        "declined": "declined",
        "answered": "accepted",
        "cancelled": "told that it is taken",
        **{state.value: f"skipped: {state.value.replace('_', ' ')}" for state in MemberState},
    }
)
BEST = 5


def sentence(policy: str, *, pointer: str = Pointer.ANSWERED, by_chance: bool = False) -> str:
    """What a policy does, as one would tell a colleague."""
    if policy == Policy.CIRCULAR and pointer == Pointer.OFFERED:
        return OFFERED
    return BY_CHANCE if policy == Policy.WEIGHTED and by_chance else SENTENCES[policy]


def skills_in(text: str) -> dict[str, int]:
    """`postgres 3, linux 2` as skills; a skill without a number has level 1. Raises ValueError with a sentence."""
    found: dict[str, int] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, level = part.rpartition(" ")
        if not name:
            name, level = part, "1"
        if not (level.isascii() and level.isdigit() and 1 <= int(level) <= BEST) or len(name) > 40:
            raise ValueError(
                f"“{part}” is not a skill and a level from 1 to {BEST}: write “postgres 3, linux 2”."
            )
        found[name.strip().lower()] = int(level)
    return found


def skills_as_text(skills: Mapping[str, int]) -> str:
    """Skills as somebody types them."""
    return ", ".join(f"{name} {level}" for name, level in sorted(skills.items()))
