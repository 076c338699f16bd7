"""What the pages of duties and paths show, as plain values: who is on call, and each path as the ladder it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch
from django.urls import reverse

from oncall.foresight import Paged, timeline
from oncall.models import EscalationPath, EscalationRun, HuntGroup, HuntMember
from oncall.path import MINUTE_S, PathSnapshot, TargetSnapshot
from oncall.queries import duties, paths, snapshot_of
from oncall.roster import Roster, of_path


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
class PathLine:
    """One path in the list."""

    name: str
    url: str
    words: str
    levels: int


@dataclass(frozen=True, kw_only=True)
class GroupLine:
    """One hunt group, in the list and beside the ladder."""

    name: str
    policy: str
    ring_s: int
    passes: int
    members: Sequence[dict[str, object]]

    @property
    def url(self) -> str:
        return ""


@dataclass(frozen=True, kw_only=True)
class Rung:
    """One level of a path at the minute at which it is first paged."""

    at_min: float
    name: str
    who: Sequence[str]
    words: str
    ack_min: float


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """A path with the night that nobody answers."""

    name: str
    words: str
    list_url: str
    levels: Sequence[Rung]
    repeat: int
    again: str
    fallback: str
    fallback_min: float
    groups: Sequence[GroupLine]
    times: Sequence[dict[str, object]]


def duty_lines(reader_id: int | None, at: datetime) -> list[DutyLine]:
    """Every schedule, and what the person on call is working on."""
    found = duties(at)
    busy = _busy([duty.now.pk for duty in found if duty.now])
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


def path_lines() -> list[PathLine]:
    """Every path in the order in which it is tried."""
    return [
        PathLine(
            name=path.name,
            url=reverse("oncall:path", args=[path.pk]),
            words=when(path),
            levels=len(path.levels.all()),
        )
        for path in paths()
    ]


def group_lines(ids: Sequence[int] | None = None) -> list[GroupLine]:
    """Hunt groups with their members; all of them, or these."""
    members = Prefetch("members", HuntMember.objects.select_related("user").order_by("position"))
    groups = HuntGroup.objects.prefetch_related(members).order_by("name")
    return [_group(group) for group in (groups if ids is None else groups.filter(pk__in=ids))]


def ladder_of(path: EscalationPath, at: datetime) -> Ladder:
    """The path as it would be gone through if it started now: the very policy that runs, played forward."""
    snapshot = snapshot_of(path)
    roster = of_path(snapshot, at)
    night = timeline(snapshot, empty=roster.empty_levels(snapshot)).pages
    start = [sum(level.wait_s for level in snapshot.levels[:i]) for i in range(len(snapshot.levels) + 1)]
    again = [_whole(page.minute) for page in night if page.pass_no == 2]
    return Ladder(
        name=path.name,
        words=when(path),
        list_url=reverse("oncall:now"),
        levels=[
            Rung(
                at_min=start[index] / MINUTE_S,
                name=level.name,
                who=_people(roster, level.targets),
                words="SMS and mail",
                ack_min=level.wait_s / MINUTE_S,
            )
            for index, level in enumerate(snapshot.levels)
        ],
        repeat=path.repeat,
        again=f"at {', '.join(again)} min" if again else "",
        fallback=snapshot.fallback_name,
        fallback_min=start[-1] * snapshot.passes / MINUTE_S,
        groups=group_lines(
            [int(t.key) for level in snapshot.levels for t in level.targets if t.kind == "group"]
        ),
        times=[_step(page, snapshot, roster) for page in night],
    )


def when(path: EscalationPath) -> str:
    """For which incidents the path is meant."""
    priorities = " and ".join(path.priorities)
    kinds = ", ".join(kind.replace("_", " ") for kind in path.asset_kinds)
    return ", ".join(filter(None, [priorities, kinds])) or "every incident that no other path takes"


def _step(page: Paged, path: PathSnapshot, roster: Roster) -> dict[str, object]:
    level = next((level for level in path.levels if level.name == page.name), None)
    who = _people(roster, level.targets if level and isinstance(page.pass_no, int) else path.fallback)
    name = page.name if level else "Last resort"
    return {"at_min": _whole(page.minute), "level": name, "who": ", ".join(who) or "nobody"}


def _people(roster: Roster, targets: Sequence[TargetSnapshot]) -> list[str]:
    groups = [f"hunt group {target.label}" for target in targets if target.kind == "group"]
    return [*(str(user) for user in roster.people(targets)), *groups]


def _group(group: HuntGroup) -> GroupLine:
    return GroupLine(
        name=group.name,
        policy="from the top" if group.policy == "linear" else group.policy,
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


def _busy(user_ids: Sequence[int]) -> dict[int, dict[str, str]]:
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


def _whole(minute: float) -> str:
    return f"{minute:g}"
