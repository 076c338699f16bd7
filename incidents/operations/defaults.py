"""What an installation starts with: an active notification plan for every priority."""

from dataclasses import asdict

from incidents.models import NotificationPlan, PlanStep
from incidents.plan import default_plan
from incidents.priority import Priority


def write_default_plans() -> None:
    """Write the default plan of each priority that has none."""
    for priority in Priority:
        plan, is_new = NotificationPlan.objects.get_or_create(
            priority=priority.value, environment="", function="", active=True
        )
        if not is_new:
            continue
        PlanStep.objects.bulk_create(
            PlanStep(plan=plan, position=position, **asdict(line))
            for position, line in enumerate(default_plan(priority), start=1)
        )
