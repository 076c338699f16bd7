"""Who is told, in which order: the default notification plan, and what each of its steps may do now.

The status page comes first: what goes outside waits for it. Internal steps never wait and are never suppressed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from incidents.audiences import STATUS_PAGE, is_external, is_of_people, rank_of

SUPPRESS_MINUTES = 15
REACH_OF_ALL = 0.75


@dataclass(frozen=True, kw_only=True)
class PlanLine:
    """One step of a plan; a step with a condition is due only while it holds."""

    code: str
    audience: str
    channel: str
    external: bool
    mandatory: bool = True
    condition: str = ""
    list_name: str = ""
    performer: str = ""
    within_minutes: int | None = None
    later_performer: str = ""
    later_minutes: int | None = None
    repeat_minutes: int | None = None


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What the plan asks about the incident; `elapsed_minutes` counts from the classification.

    `eta_minutes` None means that nobody dares to say when it will be restored. `do_not_publish` is what people decided:
    nothing goes outside.
    """

    affected: int = 0
    reach: float = 0
    customer_visible: bool = True
    customer_reported: bool = False
    eta_minutes: float | None = None
    elapsed_minutes: float = 0
    high_value_affected: bool = False
    top10_affected: bool = False
    partners_affected: bool = False
    app_down: bool = False
    internal_only: bool = False
    status_published: bool = False
    do_not_publish: bool = False
    released: frozenset[str] = frozenset()


class StepState(StrEnum):
    """What a step may do now."""

    NOW = "now"
    BLOCKED = "blocked"
    CONDITIONAL = "conditional"
    SKIPPED = "skipped"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, kw_only=True)
class DueStep:
    """A step with its state and, where there is something to explain, a reason."""

    line: PlanLine
    state: StepState
    reason: str = ""


Condition = Callable[[Situation], bool]

CONDITIONS: Mapping[str, Condition] = MappingProxyType(
    {
        "": lambda now: True,
        "affected": lambda now: now.affected > 0,
        "most_affected": lambda now: now.reach >= REACH_OF_ALL,
        "high_value": lambda now: now.high_value_affected,
        "top10": lambda now: now.top10_affected,
        "partners": lambda now: now.partners_affected,
    }
)
APP_DOWN = "app_down"
REASON_WORDS: Mapping[str, str] = MappingProxyType(
    {
        APP_DOWN: "the application itself is down",
        "nobody": "there is nobody to tell",
        "read_in_a_letter": "whoever is left to tell read it as a subscriber of the status page",
    }
)
CONDITION_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "": "at once",
        "affected": "when customers are affected",
        "most_affected": "when three quarters of the customers are affected",
        "high_value": "when customers of high value are badly affected",
        "top10": "when key contacts are affected",
        "partners": "when a partner's customers are affected",
    }
)


def _line(code: str, audience: str, channel: str, condition: str = "", list_name: str = "") -> PlanLine:
    return PlanLine(
        code=code,
        audience=audience,
        channel=channel,
        external=is_external(audience),
        condition=condition,
        list_name=list_name,
    )


def _call(line: PlanLine) -> PlanLine:
    return replace(line, performer="account_manager", within_minutes=30)


_LINES = (
    _line("email_ops", "internal_list", "email", list_name="internal"),
    _line("sms_exec", "executives", "sms"),
    _line("am_info", "account_managers_of_affected", "email", "affected"),
    replace(_line(STATUS_PAGE, STATUS_PAGE, STATUS_PAGE), performer="csr"),
    _line("email_affected", "customers_affected", "email", "affected"),
    _line("email_all", "customers_all", "email", "most_affected"),
    _call(_line("am_call_high_value", "customers_high_value_affected", "manual_call", "high_value")),
    _call(_line("top10_personal", "top10_affected", "manual_call", "top10")),
    _line("partners_affected", "partners_affected", "email", "partners"),
    _line("in_app", "in_app_users_affected", "in_app", "affected"),
)
_MANDATORY = {
    "P1": "email_ops sms_exec am_info status_page email_affected",
    "P2": "email_ops sms_exec am_info status_page email_affected",
    "P3": "email_ops am_info status_page email_affected",
    "P4": "email_ops",
    "P5": "email_ops",
}
_CONDITIONAL = {
    "P1": "email_all am_call_high_value top10_personal partners_affected in_app",
    "P2": "am_call_high_value top10_personal partners_affected in_app",
    "P3": "partners_affected in_app",
    "P4": "status_page",
    "P5": "",
}


def default_plan(priority: str) -> tuple[PlanLine, ...]:
    """The plan that an installation starts with; for a P4 the status page waits for the first affected customer."""
    mandatory, conditional = _MANDATORY[priority].split(), _CONDITIONAL[priority].split()
    lines = (
        line
        if line.code in mandatory
        else replace(line, mandatory=False, condition=line.condition or "affected")
        for line in _LINES
        if line.code in mandatory or line.code in conditional
    )
    return tuple(_from_the_top(line, priority) for line in lines)


def _from_the_top(line: PlanLine, priority: str) -> PlanLine:
    """Once a P1 has lasted an hour, an executive calls the greatest customers."""
    if (priority, line.code) != ("P1", "top10_personal"):
        return line
    return replace(line, later_performer="executive", later_minutes=60)


def is_suppressed(now: Situation, minutes: float = SUPPRESS_MINUTES) -> bool:
    """Nobody could notice and it will be over soon; ends by itself as soon as one of the conditions fails."""
    return not why_not_suppressed(now, minutes)


def why_not_suppressed(now: Situation, minutes: float = SUPPRESS_MINUTES) -> str:
    """The first condition of silence that does not hold, in words; empty while nothing goes outside."""
    conditions = {
        "customers are affected": now.affected == 0,
        "a customer told us": not now.customer_reported,
        "customers could notice it": not now.customer_visible,
        f"nobody says that it will be over within {minutes:g} minutes": now.eta_minutes is not None
        and now.eta_minutes <= minutes,
        f"{minutes:g} minutes have passed": now.elapsed_minutes <= minutes,
    }
    return next((words for words, holds in conditions.items() if not holds), "")


def steps_due(
    plan: Iterable[PlanLine], now: Situation, *, suppress_minutes: float = SUPPRESS_MINUTES
) -> list[DueStep]:
    """Each step of the plan with what it may do now."""
    suppressed = is_suppressed(now, suppress_minutes)
    return [_due(line, now, suppressed=suppressed) for line in plan]


def most_specific(codes: Iterable[str]) -> str:
    """One message a person: of the default plan's steps that would reach her, the one that knows her best."""
    return min(codes, key=lambda code: (rank_of(_AUDIENCES.get(code, "")), code))


_AUDIENCES: Mapping[str, str] = MappingProxyType({line.code: line.audience for line in _LINES})
PRECEDENCE: Sequence[str] = tuple(
    line.code
    for line in sorted(_LINES, key=lambda line: rank_of(line.audience))
    if is_of_people(line.audience)
)


def _why_not_wanted(line: PlanLine, now: Situation) -> str:
    if not CONDITIONS[line.condition](now):
        return CONDITION_WORDS[line.condition]
    internal = line.channel == STATUS_PAGE and now.internal_only
    return "only assets that the public never sees" if internal else ""


def _due(line: PlanLine, now: Situation, *, suppressed: bool) -> DueStep:
    if why_not := _why_not_wanted(line, now):
        return DueStep(line=line, state=StepState.CONDITIONAL, reason=why_not)
    if line.channel == "in_app" and now.app_down:
        return DueStep(line=line, state=StepState.SKIPPED, reason=APP_DOWN)
    if not line.external:
        return DueStep(line=line, state=StepState.NOW)
    if now.do_not_publish:
        return DueStep(line=line, state=StepState.SUPPRESSED, reason="nothing is published")
    if suppressed:
        return DueStep(line=line, state=StepState.SUPPRESSED, reason="nobody can notice, and it is over soon")
    # What goes outside says what the page says.
    if line.channel == STATUS_PAGE or now.status_published or line.code in now.released:
        return DueStep(line=line, state=StepState.NOW)
    return DueStep(line=line, state=StepState.BLOCKED, reason="status page first")
