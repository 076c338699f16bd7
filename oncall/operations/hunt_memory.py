"""What a hunt group keeps from call to call: pointers, credits, who missed how many. One locked row a group."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import F

from incidents.models import Incident
from oncall import roster as rosters
from oncall.hunt_members import logged_out
from oncall.hunt_order import Memory
from oncall.hunt_overflow import following
from oncall.models import HuntCall, HuntGroup, HuntMember, HuntMemory
from oncall.operations.paging import send_note, tell
from oncall.queries.groups import overflows

MISSED = HuntMember.Paused.MISSED


def lock_memories(groups: Collection[int]) -> None:
    """Lock these groups and all they may overflow into, always in one order, so that nobody waits in a circle."""
    all_groups = overflows()
    wanted = sorted(group for group in following(groups, all_groups) if group in all_groups)
    HuntMemory.objects.bulk_create([HuntMemory(group_id=group) for group in wanted], ignore_conflicts=True)
    list(HuntMemory.objects.select_for_update().filter(group__in=wanted).order_by("group"))


def recall(group_id: int | None) -> Memory:
    """What a group remembers; its row is locked already."""
    row = HuntMemory.objects.filter(group=group_id).first()
    return Memory.from_json(row.remembered) if row else Memory()


def remember(group_id: int | None, memory: Memory) -> None:
    """Keep it for the next call."""
    HuntMemory.objects.filter(group=group_id).update(remembered=memory.to_json())


def note_answered(hunt: HuntCall, user_id: int, *, at: datetime) -> None:
    """This member took the call: the circle goes on after her, and her missed calls are forgotten."""
    members = HuntMember.objects.filter(group=hunt.group_id, user=user_id)
    if members.update(missed=0, last_ended_at=at):
        remember(hunt.group_id, recall(hunt.group_id).answered(str(user_id)))


def note_missed(hunt: HuntCall, incident: Incident, user_ids: Collection[int], *, at: datetime) -> None:
    """They let it ring. Whoever does so too often is paused, and told."""
    group = HuntGroup.objects.filter(pk=hunt.group_id or 0).first()
    if group is None or not user_ids:
        return
    missing = HuntMember.objects.filter(group=group, user__in=user_ids)
    missing.update(missed=F("missed") + 1)
    for member in missing.filter(paused=False).select_related("user"):
        if logged_out(member.missed, group.logout_after_missed):
            member.paused, member.paused_why, member.paused_at = True, MISSED, at
            member.save(update_fields=["paused", "paused_why", "paused_at"])
            _tell_paused(member, group, hunt, incident, at)


def _tell_paused(
    member: HuntMember, group: HuntGroup, hunt: HuntCall, incident: Incident, at: datetime
) -> None:
    user = member.user
    tell("hunt.logged_out", incident, at=at, group=group.name, user_label=str(user), missed=member.missed)
    what = f"You missed {member.missed} calls of {group.name} and are paused there. Say when you are back."
    key = f"hunt:{hunt.pk}:paused"
    send_note(incident, [user], rosters.methods_of([user.pk]), key=key, what=what, at=at)
