"""How soon it hurts: whose working day it is or when it begins, what contracts promise, and the circumstances."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from catalog.business_hours import Calendar, next_opening, open_time
from incidents.impact import grade_of
from incidents.parameters import DEFAULTS, Parameters
from incidents.rounding import exact, half_up
from incidents.suffering import Promise, Suffering


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What people know of the incident besides whom it hurts."""

    estimate_hours: float = 0.0
    workaround: bool = False
    worsening: bool = False
    data_risk: bool = False
    deadline_at: datetime | None = None


CALM = Circumstances()


@dataclass(frozen=True, kw_only=True)
class Pressing:
    """How pressing it is for one customer: `b`, from its hours, or raised by what its contract promises."""

    b: float
    by_hours: float
    open: bool
    opens_at: datetime | None
    wait: timedelta | None
    promise: Promise | None = None
    remaining: float | None = None


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step from the weighed urgency to the final one: what was applied, and from what to what."""

    code: str
    before: float
    after: float


@dataclass(frozen=True, kw_only=True)
class Urgency:
    """The grade (1 critical to 4 low) with the numbers behind it. `score` is rounded, the parts are not."""

    grade: int
    score: float
    weighed: float
    raw: float
    steps: tuple[Step, ...]

    def to_json(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return asdict(self) | {"steps": [asdict(step) for step in self.steps]}


class Clock:
    """Moments that many customers share are worked out once: calendars repeat, and looking ahead costs."""

    def __init__(self, at: datetime, detected_at: datetime) -> None:
        self.at, self.detected_at = at, detected_at
        self._openings: dict[Calendar, datetime | None] = {}
        self._passed: dict[Calendar | None, timedelta] = {}

    def opening(self, calendar: Calendar) -> datetime | None:
        """Now while open, else the next opening, if one is near enough to count."""
        if calendar not in self._openings:
            self._openings[calendar] = next_opening(calendar, self.at)
        return self._openings[calendar]

    def passed(self, calendar: Calendar | None) -> timedelta:
        """How much of a contract's time has gone by: around the clock, or by the hours it names."""
        if calendar not in self._passed:
            self._passed[calendar] = (
                self.at - self.detected_at
                if calendar is None
                else open_time(calendar, self.detected_at, self.at)
            )
        return self._passed[calendar]


def pressing(
    one: Suffering, clock: Clock, *, estimate_hours: float = 0.0, parameters: Parameters = DEFAULTS
) -> Pressing:
    """How pressing it is for this customer. A contract may only raise it."""
    opens_at = clock.opening(one.calendar)
    is_open = opens_at == clock.at
    wait = None if opens_at is None else opens_at - clock.at
    by_hours = 1.0 if is_open else _by_hours(wait, estimate_hours, parameters)
    floor, promise, remaining = max(
        _floors(one, clock, parameters), key=lambda f: f[0], default=(0.0, None, None)
    )
    raised = floor > by_hours
    return Pressing(
        b=max(by_hours, floor),
        by_hours=by_hours,
        open=is_open,
        opens_at=opens_at,
        wait=wait,
        promise=promise if raised else None,
        remaining=remaining if raised else None,
    )


def _by_hours(wait: timedelta | None, estimate_hours: float, parameters: Parameters) -> float:
    if wait is None:
        return parameters.hours_bands[-1][1]
    left = exact(max(0.0, wait / timedelta(hours=1) - max(0.0, estimate_hours)))
    return next(value for limit, value in parameters.hours_bands if left <= limit)


def _floors(
    one: Suffering, clock: Clock, parameters: Parameters
) -> Iterable[tuple[float, Promise | None, float | None]]:
    for promise in one.promises:
        remaining = exact(1 - clock.passed(promise.calendar) / promise.target)
        floor = next((value for limit, value in parameters.sla_floor if remaining <= limit), 0.0)
        yield floor, promise, remaining


def urgency_of(
    affected: Sequence[tuple[Suffering, Pressing]],
    *,
    worst_criticality: int,
    at: datetime,
    circumstances: Circumstances = CALM,
    parameters: Parameters = DEFAULTS,
) -> Urgency:
    """The urgency for these customers; for nobody it follows from the criticality of what does not work."""
    weighed = _weighed(affected, parameters)
    steps = []
    raw = weighed if affected else parameters.nobody_base + parameters.nobody_step * worst_criticality
    for code, applies in _rules(affected, at, circumstances, parameters):
        after = exact(applies(raw))
        if after != exact(raw):
            steps.append(Step(code=code, before=exact(raw), after=after))
        raw = after
    raw = min(1.0, max(0.0, raw))
    score = half_up(100 * raw)
    return Urgency(
        grade=grade_of(score, parameters.urgency_bands),
        score=score,
        weighed=exact(weighed),
        raw=exact(raw),
        steps=tuple(steps),
    )


def weight_of(one: Suffering, parameters: Parameters = DEFAULTS) -> float:
    """How much this customer's hours weigh among those of all."""
    return parameters.tier_weight[one.tier]


def _weighed(affected: Sequence[tuple[Suffering, Pressing]], parameters: Parameters) -> float:
    weights = [(weight_of(one, parameters) * one.severity, found.b) for one, found in affected]
    whole = sum(weight for weight, _ in weights)
    return sum(weight * b for weight, b in weights) / whole if whole else 0.0


def _rules(
    affected: Sequence[tuple[Suffering, Pressing]],
    at: datetime,
    circumstances: Circumstances,
    parameters: Parameters,
) -> Iterable[tuple[str, Callable[[float], float]]]:
    """What changes the urgency, in the order in which it is applied."""
    said, by = circumstances, parameters.modifiers
    vips = [
        found.b for one, found in affected if one.is_vip and exact(one.severity) >= parameters.vip_severity
    ]
    if vips:
        yield "vip", lambda raw: max(raw, parameters.vip_factor * max(vips))
    if said.workaround:
        yield "workaround", lambda raw: raw + by.workaround
    if said.worsening:
        yield "worsening", lambda raw: raw + by.worsening
    if said.data_risk:
        yield "data_risk", lambda raw: max(raw, by.data_risk_floor)
    if said.deadline_at is not None and said.deadline_at - at <= timedelta(hours=parameters.deadline_hours):
        yield "deadline", lambda raw: max(raw, by.deadline_4h_floor)
