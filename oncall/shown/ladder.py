"""What the page of duties shows, as plain values: who is on call, and the hunt groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch
from django.urls import reverse

from oncall.models import EscalationRun, HuntGroup, HuntMember
from oncall.queries import duties


@dataclass(frozen=True, kw_only=True)
class DutyLine:
    """One schedule: who has it now, until when, and who follows."""

    schedule: str
    who: str
    mine: bool
    until_at: datetime | None
    next_who: str
    next_at: datetime | None
    busy: dict[str, str] | None


@dataclass(frozen=True, kw_only=True)
class GroupLine:
    """One hunt group, in the list and beside the ladder."""

    name: str
    url: str
    policy: str
    ring_s: int
    passes: int
    members: Sequence[dict[str, object]]


def duty_lines(reader_id: int | None, at: datetime) -> list[DutyLine]:
    """Every schedule, and what the person on call is working on."""
    found = duties(at)
    busy = busy_with([duty.now.pk for duty in found if duty.now])
    return [
        DutyLine(
            schedule=duty.schedule.name,
            who=str(duty.now or ""),
            mine=duty.now is not None and duty.now.pk == reader_id,
            until_at=duty.until,
            next_who=str(duty.following or "nobody") if duty.until else "",
            next_at=duty.until,
            busy=busy.get(duty.now.pk) if duty.now else None,
        )
        for duty in found
    ]


def group_lines(ids: Sequence[int] | None = None) -> list[GroupLine]:
    """Hunt groups with their members; all of them, or these."""
    members = Prefetch("members", HuntMember.objects.select_related("user").order_by("position"))
    groups = HuntGroup.objects.prefetch_related(members).order_by("name")
    return [_group(group) for group in (groups if ids is None else groups.filter(pk__in=ids))]


def _group(group: HuntGroup) -> GroupLine:
    return GroupLine(
        name=group.name,
        url=reverse("oncall:group", args=[group.pk]),
        policy=group.get_policy_display(),
        ring_s=group.ring_seconds,
        passes=group.max_passes,
        members=[
            {
                "position": member.position,
                "name": str(member.user),
                "words": "paused" if member.paused else "",
                "state": "skip" if member.paused else "todo",
            }
            for member in group.members.all()
        ],
    )


def busy_with(user_ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """The incident that each of them has taken, if any."""
    runs = EscalationRun.objects.filter(acknowledged_by__in=user_ids).exclude(state="ended")
    rows = runs.select_related("incident").order_by("id")
    return {
        run.acknowledged_by_id or 0: {
            "number": run.incident.reference,
            "url": f"/incidents/{run.incident.number}/",
        }
        for run in rows
        if run.incident.is_open
    }
