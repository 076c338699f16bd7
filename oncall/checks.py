"""System checks of on-call: what would leave an incident without anybody is said before the night."""

from typing import Any

from django.core import checks
from django.core.checks import CheckMessage, Tags, register
from django.db import DatabaseError

from accounts.queries import company
from oncall.models import EscalationPath, HuntGroup
from oncall.queries import conditions_of


@register(Tags.database)
def a_catch_all_path_exists(app_configs: Any, databases: Any = None, **options: Any) -> list[CheckMessage]:
    """Without a path that has no conditions some incident would page the last resort alone."""
    if not databases:
        return []
    try:
        paths = list(
            EscalationPath.objects.filter(retired_at=None).prefetch_related("assets", "asset_groups")
        )
        dispatch = HuntGroup.objects.filter(name=company().dispatch_group).exists()
    except DatabaseError:
        return []  # not migrated yet
    found: list[CheckMessage] = []
    if not any(conditions_of(path).is_catch_all for path in paths):
        hint = "Add a path without conditions, at the end."
        found.append(
            checks.Warning("No escalation path catches every incident.", hint=hint, id="oncall.W001")
        )
    if not dispatch:
        hint = "Add a hunt group of that name, or name another group in the company's settings."
        found.append(checks.Warning("The dispatch hunt group does not exist.", hint=hint, id="oncall.W002"))
    return found
