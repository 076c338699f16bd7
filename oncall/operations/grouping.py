"""Hunt groups are made and changed, members come, go, change places, pause and return. Calls under way go on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from accounts.actors import Actor
from accounts.models import User
from accounts.refusals import Invalid, NotPermitted
from incidents.permissions import may
from oncall.hunts.overflow import circle
from oncall.models import HuntGroup, HuntMember
from oncall.queries.groups import overflows
from timeline.operations import record

OVERFLOWS = ("overflow_group", "overflow_schedule", "overflow_user")
OUT_OF_THE_WAY = 10_000


class UnableToEditGroup(Invalid):
    """The group was not changed."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code, sentences=[sentence])


def may_edit(actor: Actor) -> bool:
    """Whether this person makes and changes groups."""
    return may("configure_oncall", roles=actor.roles)


def save_group(
    *, wanted: Mapping[str, Any], actor: Actor, at: datetime, group_id: int | None = None
) -> HuntGroup:
    """Make a group, or change one. Raises NotPermitted, UnableToEditGroup, HuntGroup.DoesNotExist."""
    with transaction.atomic():
        _permit(actor)
        group = HuntGroup.objects.select_for_update().get(pk=group_id) if group_id else HuntGroup()
        for name, value in wanted.items():
            setattr(group, name, value)
        _check(group)
        group.save()
        _tell("group.changed" if group_id else "group.added", group, actor, at)
    return group


def save_member(
    *, group_id: int, user: User, wanted: Mapping[str, Any], actor: Actor, at: datetime
) -> HuntMember:
    """Take somebody into the group, at its end, or change what she is there. Raises as `save_group`."""
    with transaction.atomic():
        group = _locked(group_id, actor)
        member = group.members.filter(user=user).first()
        if member is None:
            last = group.members.aggregate(last=Max("position"))["last"] or 0
            member = HuntMember(group=group, user=user, position=last + 1)
        for name, value in wanted.items():
            setattr(member, name, value)
        member.save()
        _tell("group.member_set", group, actor, at, user_label=str(user))
    return member


def remove_member(*, member_id: int, actor: Actor, at: datetime) -> None:
    """Take somebody out; a call that has begun may still ring her."""
    with transaction.atomic():
        member = HuntMember.objects.select_related("user").get(pk=member_id)
        group = _locked(member.group_id, actor)
        member.delete()
        _tell("group.member_removed", group, actor, at, user_label=str(member.user))


def move_member(*, member_id: int, by: int, actor: Actor, at: datetime) -> None:
    """Call somebody earlier or later."""
    with transaction.atomic():
        member = HuntMember.objects.select_related("user").get(pk=member_id)
        group = _locked(member.group_id, actor)
        ids = list(group.members.order_by("position").values_list("pk", flat=True))
        place = ids.index(member_id)
        ids.insert(max(0, place + by), ids.pop(place))
        group.members.update(position=F("position") + OUT_OF_THE_WAY)
        for position, pk in enumerate(ids, start=1):
            HuntMember.objects.filter(pk=pk).update(position=position)
        _tell("group.member_set", group, actor, at, user_label=str(member.user))


def pause_member(*, member_id: int, paused: bool, actor: Actor, at: datetime) -> HuntMember:
    """No further calls, or calls again: for oneself, or by whoever edits groups.

    Coming back forgets the missed calls, and idle time begins anew: whoever was away has not waited.
    """
    with transaction.atomic():
        member = (
            HuntMember.objects.select_for_update(of=("self",))
            .select_related("group", "user")
            .get(pk=member_id)
        )
        if member.user_id != actor.user_id and not may_edit(actor):
            raise NotPermitted("Only she herself or an operations manager may do that.")
        if member.paused == paused:
            return member
        member.paused, member.paused_at = paused, at if paused else None
        member.paused_why = HuntMember.Paused.BY_HAND if paused else ""
        if not paused:
            member.missed, member.last_ended_at = 0, at
        member.save()
        kind = "group.member_paused" if paused else "group.member_back"
        _tell(kind, member.group, actor, at, user_label=str(member.user))
    return member


def _locked(group_id: int, actor: Actor) -> HuntGroup:
    _permit(actor)
    return HuntGroup.objects.select_for_update().get(pk=group_id)


def _permit(actor: Actor) -> None:
    if not may_edit(actor):
        raise NotPermitted("Only operations managers change hunt groups.")


def _check(group: HuntGroup) -> None:
    if HuntGroup.objects.filter(name__iexact=group.name).exclude(pk=group.pk).exists():
        raise UnableToEditGroup("NAME_TAKEN", f"There is a hunt group {group.name} already.")
    if group.number and HuntGroup.objects.filter(number=group.number).exclude(pk=group.pk).exists():
        raise UnableToEditGroup("NUMBER_TAKEN", f"Another group has the number {group.number} already.")
    if sum(getattr(group, name) is not None for name in OVERFLOWS) > 1:
        raise UnableToEditGroup("OVERFLOW_ONE", "The overflow is one group, schedule or person.")
    if group.policy == HuntGroup.Policy.SKILLS and not group.required_skills:
        raise UnableToEditGroup("SKILLS_MISSING", "Say which skills a call needs, for example “postgres 3”.")
    if group.pk and group.overflow_group_id:
        way = circle(group.pk, {**overflows(), group.pk: group.overflow_group_id})
        names = dict(HuntGroup.objects.filter(pk__in=way).values_list("pk", "name"))
        if way:
            through = ", then ".join(names[one] for one in way[1:])
            said = (
                f"Calls would go round in a circle: from {group.name} to {through}. Choose another overflow."
            )
            raise UnableToEditGroup("OVERFLOW_CIRCLE", said)


def _tell(kind: str, group: HuntGroup, actor: Actor, at: datetime, **data: Any) -> None:
    record(kind, subject=group.key, actor=actor.named, at=at, data={"group": group.name, **data})
