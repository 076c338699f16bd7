"""The plans as people agree them beforehand: each change is a new version, told with what changed and why."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from accounts.actors import Actor
from accounts.refusals import Invalid, NotPermitted, Unable
from incidents.models import NotificationPlan, PlanStep
from incidents.permissions import may
from incidents.plan import PlanLine, default_plan
from incidents.plan_rules import code_for, faults
from incidents.priority import Priority
from incidents.queries.plans import lines_of, lists_and_places
from incidents.tables import differences
from timeline import operations as timeline

SUBJECT = "settings:plans"
ACTION = "configure_communication"
_LOCK = 6_000_002  # one change at a time


class UnableToChangePlan(Unable):
    """The plan stays as it is."""


def permit(actor: Actor) -> None:
    """Raise NotPermitted unless this person agrees plans and words."""
    if not may(ACTION, roles=actor.roles):
        raise NotPermitted("Plans and words are changed by an operations manager or the helpdesk lead.")


def change_plan(
    *,
    priority: str,
    lines: Sequence[PlanLine],
    reason: str,
    actor: Actor,
    at: datetime,
    seen: int,
    environment: str = "",
    function: str = "",
) -> NotificationPlan:
    """Write the next version of a plan, or its first; `seen` is the version that was looked at, 0 for none.

    Raises NotPermitted, Invalid with a sentence for each fault, UnableToChangePlan when nothing differs or
    somebody was faster. Incidents under way keep the steps that they have until they are classified anew.
    """
    permit(actor)
    _refuse(priority, lines, reason)
    with transaction.atomic():
        before = _locked(priority, environment, function, seen)
        wanted = _named(lines, lines_of(before) if before else default_plan(priority))
        changed = _changed(before, wanted)
        NotificationPlan.objects.filter(pk=before.pk if before else 0).update(active=False)
        plan = NotificationPlan(
            priority=priority,
            environment=environment,
            function=function,
            version=seen + 1,
            reason=reason.strip()[:300],
            created_at=at,
        )
        _write(plan, wanted, actor)
        data = {"plan": plan.name, "version": plan.version, "reason": plan.reason, "changed": changed}
        timeline.record("plan.changed", subject=SUBJECT, actor=actor.named, at=at, data=data)
    return plan


def retire_plan(*, plan_id: int, reason: str, actor: Actor, at: datetime) -> NotificationPlan:
    """Take back a plan that is for some incidents only; those for all stay. Raises UnableToChangePlan."""
    permit(actor)
    if not reason.strip():
        raise Invalid("REASON", sentences=["Say why; who reads an old incident will ask."])
    with transaction.atomic():
        plan = NotificationPlan.objects.select_for_update().get(pk=plan_id, active=True)
        if not plan.environment and not plan.function:
            raise UnableToChangePlan(
                "COMM_PLAN_MISSING", sentences=["Each priority keeps a plan for all incidents."]
            )
        plan.active = False
        plan.save(update_fields=["active"])
        data = {"plan": plan.name, "version": plan.version, "reason": reason.strip()[:300]}
        timeline.record("plan.retired", subject=SUBJECT, actor=actor.named, at=at, data=data)
    return plan


def _refuse(priority: str, lines: Sequence[PlanLine], reason: str) -> None:
    if priority not in {one.value for one in Priority}:
        raise Invalid("PRIORITY", sentences=["Choose P1 to P5."])
    if not reason.strip():
        raise Invalid("REASON", sentences=["Say why; who reads an old incident will ask."])
    lists, places = lists_and_places()
    if sentences := faults(lines, lists=lists, places=places):
        raise Invalid("PLAN", sentences=sentences)


def _locked(priority: str, environment: str, function: str, seen: int) -> NotificationPlan | None:
    """The plan in force, which nobody else changes until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    same = NotificationPlan.objects.filter(priority=priority, environment=environment, function=function)
    newest = same.order_by("-version").first()
    if (newest.version if newest else 0) != seen:
        raise UnableToChangePlan("STALE", sentences=["Somebody changed the plan meanwhile. Look again."])
    return newest if newest and newest.active else None


def _named(lines: Sequence[PlanLine], before: Sequence[PlanLine]) -> list[PlanLine]:
    """A step keeps its name through all versions while it speaks to the same people by the same channel.

    Others get a new one: no step passes for another.
    """
    known = {(line.code, line.audience, line.channel) for line in before}
    kept: dict[str, int] = {}
    for place, line in enumerate(lines):
        if (line.code, line.audience, line.channel) in known:
            kept.setdefault(line.code, place)
    named, taken = [], set(kept)
    for place, line in enumerate(lines):
        code = line.code if kept.get(line.code) == place else code_for(line, taken)
        taken.add(code)
        named.append(replace(line, code=code))
    return named


def _changed(before: NotificationPlan | None, wanted: Sequence[PlanLine]) -> dict[str, list[Any]]:
    changed = differences(_shown(lines_of(before)) if before else {}, _shown(wanted))
    if not changed:
        raise UnableToChangePlan("SAME", sentences=["This is the plan that holds already."])
    return changed


def _shown(lines: Sequence[PlanLine]) -> dict[str, Any]:
    """The plan as a table of cells, for what differs; the order counts."""
    return {line.code: {**asdict(line), "position": place} for place, line in enumerate(lines, start=1)}


def _write(plan: NotificationPlan, lines: Sequence[PlanLine], actor: Actor) -> None:
    plan.created_by, plan.created_by_label = actor.named.key, actor.named.label
    plan.save(force_insert=True)
    PlanStep.objects.bulk_create(
        PlanStep(plan=plan, position=place, **asdict(line)) for place, line in enumerate(lines, start=1)
    )
