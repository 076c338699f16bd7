"""What a hunt group keeps from call to call: pointers, credits, who missed how many. One locked row a group."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import F

from oncall.hunts.members import logged_out
from oncall.hunts.order import Memory
from oncall.hunts.overflow import following
from oncall.models import HuntGroup, HuntMember, HuntMemory
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


def note_answered(group_id: int | None, user_id: int) -> None:
    """This member took the call: the circle goes on after her, and her missed calls are forgotten."""
    if HuntMember.objects.filter(group=group_id, user=user_id).update(missed=0):
        remember(group_id, recall(group_id).answered(str(user_id)))


def note_ended(group_id: int | None, user_id: int, *, at: datetime) -> None:
    """Her part in the call is over: she rests, and from now on she is idle."""
    HuntMember.objects.filter(group=group_id, user=user_id).update(last_ended_at=at)


def note_missed(group_id: int | None, user_ids: Collection[int], *, at: datetime) -> list[HuntMember]:
    """They let it ring. Whoever does so too often is paused; these members, so that they are told."""
    group = HuntGroup.objects.filter(pk=group_id or 0).first()
    if group is None or not user_ids:
        return []
    missing = HuntMember.objects.filter(group=group, user__in=user_ids)
    missing.update(missed=F("missed") + 1)
    paused = []
    for member in missing.filter(paused=False).select_related("user", "group"):
        if logged_out(member.missed, group.logout_after_missed):
            member.paused, member.paused_why, member.paused_at = True, MISSED, at
            member.save(update_fields=["paused", "paused_why", "paused_at"])
            paused.append(member)
    return paused
