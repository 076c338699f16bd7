"""What would still be open if an incident were restored now by the short way and closed in the same press."""

from dataclasses import replace

from accounts.actors import SYSTEM_ACTOR
from incidents.guards import StageFacts, blocked_by
from incidents.models import Incident
from incidents.queries.standing import strictness
from incidents.stages import Stage


def quick_close_blocked_by(incident: Incident, facts: StageFacts) -> list[str]:
    """The codes that closing would be refused with; tasks that the plan gave out are dropped by restoring."""
    tasks = incident.tasks.filter(state__in=("open", "doing"))
    people_s = tasks.exclude(state="open", created_by=SYSTEM_ACTOR.named.key).count()
    then = replace(
        facts,
        service_restored_at=facts.service_restored_at or incident.detected_at,
        quick_restore=True,
        restore_option=facts.restore_option or "resolve",
        record_complete=True,
        kb_waiver=facts.kb_waiver or "minor",
        open_tasks=people_s,
    )
    return blocked_by(Stage.RESTORE, then, strictness())
