"""System checks of incidents: a plan agreed beforehand has to exist for every priority."""

from typing import Any

from django.core import checks
from django.core.checks import CheckMessage, Tags, register
from django.db import DatabaseError

from accounts.models import CompanySettings
from incidents.models import NotificationPlan
from incidents.priority import Priority


@register(Tags.database)
def every_priority_has_a_plan(app_configs: Any, databases: Any = None, **options: Any) -> list[CheckMessage]:
    """COMM_PLAN_MISSING: without a plan nobody outside the escalation hears of the incident."""
    if not databases:
        return []
    try:
        if not CompanySettings.objects.exists():
            return []
        for_all = NotificationPlan.objects.filter(active=True, environment="", function="")
        planned = set(for_all.values_list("priority", flat=True))
    except DatabaseError:
        return []  # not migrated yet
    return [
        checks.Warning(
            f"COMM_PLAN_MISSING: no active notification plan for {priority}.", hint=HINT, id="incidents.W001"
        )
        for priority in Priority
        if priority.value not in planned
    ]


HINT = "Run manage.py set_up; it writes the default plan of each priority that has none."
