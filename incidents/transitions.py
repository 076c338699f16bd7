"""What the arrows outside the ordinary road ask for and do: false alarm, merge, reopening, a restore that did not hold.

Each request is plain data with the codes that refuse it; the operation carries it out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from incidents.audiences import STATUS_PAGE
from incidents.guards import StageFacts, quick_restore_blocked_by
from incidents.permissions import Circumstances, may
from incidents.priority import Priority, is_higher
from incidents.stages import ENDED, OPEN_STAGES, Stage, is_at_most

REOPEN_DAYS = 14


@dataclass(frozen=True, kw_only=True)
class FalseAlarm:
    """Somebody says that nothing was wrong."""

    target: ClassVar[Stage] = Stage.CANCELLED

    stage: str
    roles: frozenset[str] = frozenset()
    relations: frozenset[str] = frozenset()
    im_accepted: bool = False
    public_post_made: bool = False
    correction_posted: bool = False

    def refusals(self) -> list[str]:
        """The role decides first: who may not do it need not know what else is missing."""
        if not is_at_most(self.stage, Stage.INVESTIGATE):
            return ["FA_STAGE"]
        around = Circumstances(stage=self.stage, im_accepted=self.im_accepted)
        if not may("false_alarm", roles=self.roles, relations=self.relations, around=around):
            return ["FA_ROLE_IM"]
        taken_back = self.correction_posted or not self.correction_required
        return [] if taken_back else ["FA_CORRECTION"]

    @property
    def correction_required(self) -> bool:
        """What was said in public must be taken back in public."""
        return self.public_post_made


@dataclass(frozen=True, kw_only=True)
class Reopening:
    """Somebody wants a closed incident back: classified anew, in its next episode."""

    target: ClassVar[Stage] = Stage.CLASSIFY

    stage: str
    closed_at: datetime
    now: datetime
    reopen_days: int = REOPEN_DAYS
    episode: int = 1

    def refusals(self) -> list[str]:
        if self.stage != Stage.CLOSED:
            return ["REO_STAGE"]
        late = self.now - self.closed_at > timedelta(days=self.reopen_days)
        return ["REO_WINDOW"] if late else []

    @property
    def next_episode(self) -> int:
        return self.episode + 1

    def offer(self) -> str | None:
        """What to do instead of reopening after the window."""
        return "new_incident_with_recurrence_of" if "REO_WINDOW" in self.refusals() else None


@dataclass(frozen=True, kw_only=True)
class Merging:
    """One incident is to become part of another; `target_root` is what the target was merged into, if it was."""

    goal: ClassVar[Stage] = Stage.MERGED

    source: int
    target: int
    source_stage: str = Stage.DETECT
    target_stage: str = Stage.DETECT
    target_root: int | None = None

    def refusals(self) -> list[str]:
        """One code, the most telling one."""
        if self.source == self.target:
            return ["MRG_SELF"]
        if self.target_root == self.source:
            return ["MRG_CYCLE"]
        if self.target_stage not in OPEN_STAGES:
            return ["MRG_TARGET_STATE"]
        return ["MRG_SOURCE_STATE"] if self.source_stage in ENDED else []


@dataclass(frozen=True, kw_only=True)
class MergeSide:
    """What a merge looks at on either side."""

    detected_at: datetime | None = None
    occurred_at: datetime | None = None
    customers: tuple[str, ...] = ()
    assets: tuple[str, ...] = ()
    priority: str | None = None


@dataclass(frozen=True, kw_only=True)
class Merged:
    """The target after the merge."""

    side: MergeSide
    reclassification_suggested: bool


def merged(source: MergeSide, target: MergeSide) -> Merged:
    """The earlier times, everybody and everything affected, the higher priority; somebody should classify again."""
    side = MergeSide(
        detected_at=_earlier(source.detected_at, target.detected_at),
        occurred_at=_earlier(source.occurred_at, target.occurred_at),
        customers=_union(target.customers, source.customers),
        assets=_union(target.assets, source.assets),
        priority=_higher(source.priority, target.priority),
    )
    return Merged(side=side, reclassification_suggested=True)


@dataclass(frozen=True, kw_only=True)
class RestoreFailed:
    """The fix did not hold: the service is down again since `failed_at`."""

    target: ClassVar[Stage] = Stage.INVESTIGATE

    stage: str
    service_restored_at: datetime | None
    failed_at: datetime

    def refusals(self) -> list[str]:
        if self.stage != Stage.RESTORE:
            return ["RFL_STAGE"]
        return ["RST_RESTORED_AT"] if self.service_restored_at is None else []

    def restored_interval(self) -> tuple[datetime | None, datetime]:
        """The span in which the service seemed to be back; it goes to the history."""
        return (self.service_restored_at, self.failed_at)


@dataclass(frozen=True, kw_only=True)
class QuickRestore:
    """A small incident goes straight to Restore, without an Incident Manager."""

    target: ClassVar[Stage] = Stage.RESTORE

    stage: str
    facts: StageFacts
    im_required: bool = False
    verifier: str = "helpdesk_lead"

    def refusals(self) -> list[str]:
        return quick_restore_blocked_by(self.stage, self.facts)


@dataclass(frozen=True, kw_only=True)
class Removal:
    """Somebody is to leave the war room; the Incident Manager needs no reason, whoever it is, but it is logged."""

    actor: str
    im: str | None
    logged: bool = True

    def refusals(self) -> list[str]:
        relations = {"im"} if self.im is not None and self.actor == self.im else frozenset()
        return [] if may("remove_from_war_room", relations=relations) else ["WRONG_ROLE"]


def task_refusals(assignee: str, im: str | None) -> list[str]:
    """The Incident Manager leads and holds no tasks herself."""
    return ["TASK_IM"] if im is not None and assignee == im else []


def entry_refusals(*, on_admit_list: bool, admitted_by: str | None) -> list[str]:
    """Into the war room comes who is on the admit list or was admitted, whatever their rank."""
    return [] if on_admit_list or admitted_by else ["WR_ADMIT"]


@dataclass(frozen=True, kw_only=True)
class Reclassified:
    """What a new version of the classification changes; what was sent stays sent."""

    version: int
    new_pending: tuple[str, ...]
    cancelled_unsent: tuple[str, ...]
    status_update_required: bool
    escalation: str


@dataclass(frozen=True, kw_only=True)
class PlanProgress:
    """The steps that both plans require, and how far the old one has come."""

    before: tuple[str, ...]
    now: tuple[str, ...]
    sent: tuple[str, ...] = ()
    unsent: tuple[str, ...] = ()


def reclassified(old: str, new: str, steps: PlanProgress, version: int = 1) -> Reclassified:
    """Newly required steps become pending, unsent ones no longer required are cancelled, the stage stays."""
    return Reclassified(
        version=version + 1,
        new_pending=tuple(
            step for step in steps.now if step not in {*steps.before, *steps.sent, *steps.unsent}
        ),
        cancelled_unsent=tuple(step for step in steps.unsent if step not in steps.now),
        status_update_required=old != new and STATUS_PAGE in steps.sent,
        escalation=escalation_after(old, new),
    )


def escalation_after(old: str, new: str) -> str:
    """A higher priority starts again on its own path; otherwise the running escalation goes on."""
    return "restart_new_path" if is_higher(new, old) else "continue"


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    times = [moment for moment in (one, other) if moment is not None]
    return min(times, default=None)


def _union(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))


def _higher(one: str | None, other: str | None) -> str | None:
    named = [Priority(priority) for priority in (one, other) if priority]
    return min(named, key=lambda priority: priority.rank, default=None)
