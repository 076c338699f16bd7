"""A classification in words: one plain sentence on top, and a sentence for each number below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from incidents.impact import Impact, factor_of
from incidents.parameters import Parameters
from incidents.priority import Priority
from incidents.rounding import half_up
from incidents.suffering import Suffering
from incidents.urgency import Circumstances, Pressing, Urgency, weight_of

Judged: TypeAlias = Sequence[tuple[Suffering, Pressing]]

STATES = {
    "down": "down",
    "major": "badly disturbed",
    "degraded": "slow",
    "at_risk": "working without a spare",
    "none": "working",
}
_WORST_FIRST = tuple(STATES)
_STEPS = {
    "vip": "a customer of the Top 10 or a strategic one is hit hard",
    "workaround": "a workaround helps",
    "worsening": "it is getting worse",
    "data_risk": "data or security are at risk",
    "deadline": "a customer's deadline is near",
}


@dataclass(frozen=True, kw_only=True)
class Degraded:
    """An asset that does not work as it should. `mapped`: some customer can be reached from it."""

    name: str
    degradation: str = "down"
    criticality: int = 3
    mapped: bool = True
    serves_nobody: bool = False

    @property
    def hurts_somebody_unknown(self) -> bool:
        """It lost something, and neither a link nor a person says that this is nobody's loss."""
        works = self.degradation in ("at_risk", "none")
        return not (self.mapped or self.serves_nobody or works)


def sentence_of(
    priority: Priority,
    degraded: Sequence[Degraded],
    affected: Judged,
    active_count: int,
    circumstances: Circumstances,
) -> str:
    """“P3: UK production is down for 3 of 10 customers, all of them closed until 09:00 London, in 13.5 hours”."""
    what = _what(degraded)
    if not affected:
        return f"{priority.value}: {what}; nobody is affected{_around(circumstances)}"
    count, whole = len(affected), max(len(affected), active_count)
    customers = "1 customer" if whole == 1 else f"{count} of {whole} customers"
    hours = _hours([found for _, found in affected], [one.calendar.tz for one, _ in affected])
    return f"{priority.value}: {what} for {customers}, {hours}{_around(circumstances)}"


def unknown_words(unmapped: Sequence[str], priority: Priority) -> str:
    """Why nothing is computed, and what stands there instead."""
    why = (
        f"no customer is linked to {_listed(unmapped)}, and nobody said that it serves nobody"
        if unmapped
        else "it is not known yet what is affected"
    )
    return f"No computed proposal: {why}. Until a person judges it stands at {priority.value}"


def impact_words(
    impact: Impact, affected: Sequence[Suffering], active_count: int, parameters: Parameters
) -> str:
    """The impact score as a sum that one can follow."""
    if not affected:
        return "Nobody is affected: 0."
    top = next(one for one in affected if one.key == impact.peak_of)
    by = "value" if impact.reach_value > impact.reach_count else f"number, of {active_count} customers"
    text = (
        f"100 × ({parameters.peak_share:g} × peak {impact.peak:.3g} + "
        f"{parameters.reach_share:g} × reach {impact.reach:.3g}) = {impact.score:.1f}: the worst is {top.name} "
        f"({top.severity:.3g} × {factor_of(top, parameters):.3g}), the reach counts by {by}"
    )
    floor = f", and from a reach of {parameters.reach_floor_at:g} on it is at least {impact.score:.1f}"
    return text + (floor if impact.floored else "") + "."


def urgency_words(urgency: Urgency, affected: Judged, parameters: Parameters) -> tuple[str, ...]:
    """The urgency score step by step."""
    if affected:
        whole = sum(weight_of(one, parameters) * one.severity for one, _ in affected)
        first = f"Weighed over customers of a weight of {whole:.3g} together: {100 * urgency.weighed:.1f}."
    else:
        first = "Nobody is affected: it follows from the criticality of what does not work."
    steps = [
        f"{100 * step.before:.1f} → {100 * step.after:.1f}: {_STEPS[step.code]}." for step in urgency.steps
    ]
    return first, *steps, f"Urgency {urgency.score:.1f}."


def pressing_words(one: Suffering, found: Pressing) -> str:
    """Why it is as pressing as it is for one customer."""
    if found.promise is not None and found.remaining is not None:
        left = "used up" if found.remaining <= 0 else f"{100 * found.remaining:.0f} % left"
        hours = found.promise.target / timedelta(hours=1)
        return f"contract: restored in {hours:g} hours, {left}"
    if found.open:
        return "always open" if one.calendar.is_24x7 else "open now"
    if found.opens_at is None or found.wait is None:
        return "closed for the next two weeks"
    return f"closed until {_when(found.opens_at, one.calendar.tz, found.wait)}"


def _what(degraded: Sequence[Degraded]) -> str:
    """“UK production is down”, “A and B are slow”, “A is down and B is slow”."""
    if not degraded:
        return "Something that is not known yet is disturbed"
    states = {one.degradation for one in degraded}
    if len(states) == 1:
        verb = "is" if len(degraded) == 1 else "are"
        return f"{_listed([one.name for one in degraded])} {verb} {STATES[degraded[0].degradation]}"
    parts = [
        _what([one for one in degraded if one.degradation == state])
        for state in sorted(states, key=_WORST_FIRST.index)
    ]
    return " and ".join([", ".join(parts[:-1]), parts[-1]])


def _listed(names: Sequence[str]) -> str:
    if len(names) > 3:
        return f"{', '.join(names[:2])} and {len(names) - 2} more"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _hours(found: Sequence[Pressing], zones: Sequence[str]) -> str:
    """Whose working day it is."""
    count, at_work = len(found), sum(one.open for one in found)
    if at_work == count:
        return "open now" if count == 1 else "all of them open now"
    waiting = [
        (one.opens_at, zone, one.wait)
        for one, zone in zip(found, zones, strict=True)
        if not one.open and one.opens_at is not None and one.wait is not None
    ]
    first = min(waiting, key=lambda each: each[0], default=None)
    if at_work:
        others = f", the next one opens at {_when(*first)}" if first else ""
        return f"{at_work} of them open now{others}"
    who = "" if count == 1 else "all of them "
    if first is None:
        return f"{who}closed for the next two weeks"
    same = len(waiting) == count and len({opens_at for opens_at, _, _ in waiting}) == 1
    return f"{who}closed{'' if same else ', the first of them'} until {_when(*first)}"


def _when(opens_at: datetime, zone: str, wait: timedelta) -> str:
    """“09:00 London, in 13.5 hours”, with the weekday when it is more than a day off."""
    local = opens_at.astimezone(ZoneInfo(zone))
    day = f"{local:%A} " if wait > timedelta(days=1) else ""
    return f"{day}{local:%H:%M} {zone.rpartition('/')[2].replace('_', ' ')}, in {_long(wait)}"


def _long(wait: timedelta) -> str:
    hours = wait / timedelta(hours=1)
    if hours < 1:
        minutes = max(1, int(half_up(hours * 60, 0)))
        return f"{minutes} minute{'s' * (minutes != 1)}"
    return f"{half_up(hours):g} hour{'s' * (half_up(hours) != 1)}"


def _around(circumstances: Circumstances) -> str:
    """What else there is to say, after a semicolon."""
    said = {
        "there is a workaround": circumstances.workaround,
        "it is getting worse": circumstances.worsening,
        "data or security are at risk": circumstances.data_risk,
        "a customer has a deadline": circumstances.deadline_at is not None,
    }
    around = [words for words, holds in said.items() if holds]
    return f"; {_listed(around)}" if around else ""
