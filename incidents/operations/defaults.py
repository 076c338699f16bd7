"""What an installation starts with: an active notification plan for every priority."""

from incidents.models import NotificationPlan, PlanStep
from incidents.plan import default_plan
from incidents.priority import Priority
from incidents.queries.audiences import AUDIENCES

STATUS_PAGE = "status_page"


def write_default_plans() -> None:
    """Write the default plan of each priority that has none, with the steps whose audience can be reached."""
    for priority in Priority:
        plan, is_new = NotificationPlan.objects.get_or_create(priority=priority.value, active=True)
        if not is_new:
            continue
        lines = [line for line in default_plan(priority) if line.audience in {*AUDIENCES, STATUS_PAGE}]
        PlanStep.objects.bulk_create(
            PlanStep(
                plan=plan,
                position=position,
                code=line.code,
                audience=line.audience,
                channel=line.channel,
                external=line.external,
                mandatory=line.mandatory,
                condition=line.condition,
                list_name=line.list_name,
            )
            for position, line in enumerate(lines, start=1)
        )
