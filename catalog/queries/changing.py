"""Where one change stands: what its guards look at, and what somebody is to it."""

from dataclasses import replace
from datetime import datetime

from accounts.actors import Actor
from catalog.change_guards import ChangeFacts, Freeze, blocked_by, may, stands_for
from catalog.models import Change, ChangeCheck, FreezeWindow

DECIDES = ("approve", "reject")


def facts_of(change: Change, actor: Actor, *, at: datetime) -> ChangeFacts:
    """The change as the guards look at it."""
    approvals = list(change.approvals.all())
    open_checks = [check.kind for check in change.checks.all() if check.done_at is None]
    return ChangeFacts(
        kind=change.kind,
        what=change.what,
        why=change.why,
        risk=change.risk,
        has_impact=bool(change.impact or change.assets.all() or change.customers.all()),
        rollback_plan=change.rollback_plan,
        sop_url=change.sop_url,
        starts_at=change.starts_at,
        ends_at=change.ends_at,
        requester=change.requester_id,
        approvers=frozenset(approval.approver_id for approval in approvals),
        approved_by=frozenset(a.approver_id for a in approvals if a.decision == "approved"),
        open_notifications=open_checks.count(ChangeCheck.Kind.NOTIFICATION),
        open_tests=open_checks.count(ChangeCheck.Kind.TEST),
        freezes=freezes_within(change.starts_at, change.ends_at),
        freeze_reason=change.freeze_reason,
        actor=actor.user_id,
        at=at,
    )


def freezes_within(starts_at: datetime | None, ends_at: datetime | None) -> tuple[Freeze, ...]:
    """The freezes that touch a span, the earliest first."""
    if starts_at is None or ends_at is None:
        return ()
    rows = FreezeWindow.objects.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).order_by(
        "starts_at", "id"
    )
    return tuple(
        Freeze(name=row.name, starts_at=row.starts_at, ends_at=row.ends_at, absolute=row.absolute)
        for row in rows
    )


def relations_of(facts: ChangeFacts) -> frozenset[str]:
    """What who acts is to the change."""
    ties = {"requester"} if facts.actor is not None and facts.actor == facts.requester else set()
    return frozenset(ties | ({"approver"} if facts.actor in facts.approvers else set()))


def may_do(act: str, actor: Actor, facts: ChangeFacts) -> bool:
    """Whether somebody may move the change like this, if it stands where it can be moved."""
    return may(act, roles=actor.roles, relations=relations_of(facts))


def open_acts(change: Change, actor: Actor, facts: ChangeFacts) -> list[str]:
    """What somebody can do with the change as it stands, the way forward first."""
    first = ("implement", "submit") if facts.is_emergency else ("submit", "approve", "schedule", "implement")
    return [
        act
        for act in dict.fromkeys((*first, "approve", "schedule", "review", "reject", "back_out", "withdraw"))
        if stands_for(act, change.state, change.kind)
        and may_do(act, actor, facts)
        and not _decided(act, facts)
    ]


def _decided(act: str, facts: ChangeFacts) -> bool:
    return act in DECIDES and (facts.actor in facts.approved_by or facts.actor == facts.requester)


def blockers(change: Change, act: str, facts: ChangeFacts) -> list[str]:
    """What stands in the way of an act before anything was typed for it."""
    given = replace(facts, words="given", freeze_reason=facts.freeze_reason or "given")
    return [] if act == "approve" else blocked_by(act, given)
