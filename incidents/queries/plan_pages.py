"""The plans as their pages show them: all beside each other, one to change, and how it came to be."""

from dataclasses import dataclass

from incidents.audiences import CHANNELS
from incidents.models import NotificationPlan
from incidents.plan import CONDITION_WORDS, PlanLine
from incidents.priority import Priority
from incidents.queries.plans import line_of
from incidents.step_names import name_of


@dataclass(frozen=True)
class Cell:
    """What a plan says of a step: M mandatory, c when its condition holds."""

    mark: str
    words: str


@dataclass(frozen=True)
class TableRow:
    """One step through all plans."""

    name: str
    how: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Overview:
    """All plans in force as one table, and the priorities that have none for all incidents."""

    plans: tuple[NotificationPlan, ...]
    rows: tuple[TableRow, ...]
    missing: tuple[str, ...]


def overview() -> Overview:
    """In two queries."""
    found = NotificationPlan.objects.filter(active=True).prefetch_related("steps")
    plans = tuple(found.order_by("priority", "environment", "function"))
    by_plan = {plan.pk: {step.code: line_of(step) for step in plan.steps.all()} for plan in plans}
    codes = dict.fromkeys(code for plan in plans for code in by_plan[plan.pk])
    rows = []
    for code in codes:
        lines = [by_plan[plan.pk].get(code) for plan in plans]
        first = next(line for line in lines if line)
        how = CHANNELS.get(first.channel, first.channel)
        rows.append(TableRow(name_of(code, first.audience), how, tuple(_cell(line) for line in lines)))
    for_all = {plan.priority for plan in plans if not plan.environment and not plan.function}
    return Overview(plans, tuple(rows), tuple(p.value for p in Priority if p.value not in for_all))


def versions_of(plan: NotificationPlan) -> list[NotificationPlan]:
    """How the plan came to be, newest first."""
    same = NotificationPlan.objects.filter(
        priority=plan.priority, environment=plan.environment, function=plan.function
    )
    return list(same.order_by("-version")[:20])


def _cell(line: PlanLine | None) -> Cell:
    if line is None:
        return Cell("", "not told")
    when = CONDITION_WORDS.get(line.condition, line.condition)
    return Cell("M" if line.mandatory else "c", f"{'mandatory' if line.mandatory else 'conditional'}, {when}")
