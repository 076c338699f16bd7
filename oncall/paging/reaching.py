"""Decides by which of a person's ways a page leaves, and when: her own rules, the product's, her quiet hours. Pure.

What is urgent is never held back. What is not is never louder, nor earlier, than what is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

CALL_AFTER_S = 60
# What was held leaves so long after quiet hours by itself, if it was not gathered into one message before.
GATHERED_WITHIN_S = 60
# How much each channel disturbs somebody who sleeps.
LOUDNESS = {
    "voice": 3, "sms": 2, "whatsapp": 2, "webpush": 1, "slack": 1, "teams": 1, "email": 0, "webhook": 0,
}  # fmt: skip
# Tried when none of a person's rules leads anywhere: the phone first, mail last.
FALLBACKS = ("sms", "voice", "whatsapp", "webpush", "slack", "teams", "email", "webhook")


class Urgency(StrEnum):
    """How much a page may disturb."""

    HIGH = "high"
    LOW = "low"


@dataclass(frozen=True)
class Rule:
    """By this channel, so long after the page."""

    kind: str
    delay_s: int = 0


@dataclass(frozen=True, kw_only=True)
class Habits:
    """One person's rules and quiet hours."""

    high: tuple[Rule, ...] = ()
    low: tuple[Rule, ...] = ()
    quiet: tuple[time, time] | None = None
    zone: str = "UTC"


@dataclass(frozen=True)
class Departure:
    """By this channel, so many seconds from now; `held` until the quiet hours are over."""

    kind: str
    after_s: int
    held: bool = False


def urgency_of(priority: str) -> Urgency:
    """P1 and P2 are urgent, and so is what nobody has classified yet."""
    return Urgency.HIGH if priority in ("", "P1", "P2") else Urgency.LOW


def departures(
    kinds: Sequence[str], habits: Habits, *, urgency: Urgency, at: datetime, rings: bool = False
) -> tuple[Departure, ...]:
    """When a page leaves by each channel this person has. A hunt that rings her waits for no rule."""
    rules = _followed(kinds, habits, urgency)
    if rings:
        rules = [Rule(rule.kind) for rule in rules]
    return tuple(_departure(rule, habits, urgency, at) for rule in rules)


def usual(kinds: Sequence[str], urgency: Urgency) -> list[Rule]:
    """What holds without rules: all quiet ways at once, a call a minute later and only when it is urgent."""
    quieter = [Rule(kind) for kind in dict.fromkeys(kinds) if kind != "voice"]
    if "voice" not in kinds:
        return quieter
    if not quieter:
        return [Rule("voice")]
    return [*quieter, Rule("voice", CALL_AFTER_S)] if urgency is Urgency.HIGH else quieter


def louder(low: Rule, high: Sequence[Rule]) -> bool:
    """Whether a rule for what is less urgent would disturb more, or earlier, than those for what is urgent."""
    return not any(LOUDNESS[rule.kind] >= LOUDNESS[low.kind] and rule.delay_s <= low.delay_s for rule in high)


def quiet_end(habits: Habits, at: datetime) -> datetime | None:
    """When the quiet hours end in which this moment lies; None outside of them."""
    if habits.quiet is None:
        return None
    starts, ends = habits.quiet
    zone = ZoneInfo(habits.zone)
    here = at.astimezone(zone)
    clock = here.time().replace(tzinfo=None)
    inside = starts <= clock < ends if starts < ends else (clock >= starts or clock < ends)
    if not inside:
        return None
    day = here.date() + timedelta(days=1 if starts > ends and clock >= starts else 0)
    return datetime.combine(day, ends, tzinfo=zone)


def silences(habits: Habits, urgency: Urgency, at: datetime) -> bool:
    """Whether quiet hours would hold a page of this urgency now: a hunt passes her over and leaves word for later."""
    return urgency is Urgency.LOW and quiet_end(habits, at) is not None


def _followed(kinds: Sequence[str], habits: Habits, urgency: Urgency) -> list[Rule]:
    own = habits.high if urgency is Urgency.HIGH else habits.low
    followed = [rule for rule in own if rule.kind in kinds]
    if urgency is Urgency.LOW:
        high = _followed(kinds, habits, Urgency.HIGH)
        followed = [rule for rule in followed or usual(kinds, urgency) if not louder(rule, high)]
        return followed or [min(high, key=lambda rule: LOUDNESS[rule.kind])] if high else []
    if followed:
        return followed
    return usual(kinds, urgency) if not own else _fallback(kinds)


def _fallback(kinds: Sequence[str]) -> list[Rule]:
    """Her rules name only ways she no longer has: the first that is left, at once."""
    return [Rule(kind) for kind in FALLBACKS if kind in kinds][:1]


def _departure(rule: Rule, habits: Habits, urgency: Urgency, at: datetime) -> Departure:
    leaves = at + timedelta(seconds=rule.delay_s)
    morning = quiet_end(habits, leaves) if urgency is Urgency.LOW else None
    if morning is None:
        return Departure(rule.kind, rule.delay_s)
    return Departure(rule.kind, round((morning - at).total_seconds()), held=True)
