"""Writes that move a change: submitted, decided, scheduled, made, taken back, looked back at."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from accounts.actors import Actor
from catalog.change_guards import Kind, blocked_by, frozen
from catalog.models import Change, ChangeApproval, ChangeCheck
from catalog.operations.change_frame import allow, begin, go, locked, record, refuse
from catalog.operations.change_telling import ask_approvers, tell_verdict


def submit(*, change_id: int, actor: Actor, at: datetime) -> None:
    """Ask the approvers; a standard change was agreed beforehand and is approved at once."""
    with transaction.atomic():
        change, facts = begin("submit", change_id, actor, at)
        asked = ", ".join(str(approval.approver) for approval in change.approvals.select_related("approver"))
        if change.kind == Kind.STANDARD:
            go(change, "preapprove", facts)
            record(change, "preapproved", actor=actor, at=at)
        else:
            go(change, "submit", facts)
            told = ask_approvers(change, facts.approvers)
            record(change, "submitted", actor=actor, at=at, approvers=asked, **told)


def approve(*, change_id: int, actor: Actor, at: datetime, words: str = "") -> None:
    """Approve, as one who is named; with the last of them the change is approved."""
    with transaction.atomic():
        change, facts = begin("approve", change_id, actor, at)
        refuse(blocked_by("decide", facts))
        _decide(change, actor, ChangeApproval.Decision.APPROVED, words=words, at=at)
        record(change, "approval_given", actor=actor, at=at, words=words)
        agreed = replace(facts, approved_by=facts.approved_by | {actor.user_id or 0})
        if not blocked_by("approve", agreed):
            go(change, "approve", agreed)
            told = tell_verdict(change, "approved", by=actor.named.label, words=words)
            record(change, "approved", actor=actor, at=at, **told)


def reject(*, change_id: int, actor: Actor, at: datetime, words: str) -> None:
    """Reject, as one who is named; one is enough."""
    with transaction.atomic():
        change, facts = begin("reject", change_id, actor, at)
        facts = replace(facts, words=words)
        refuse(blocked_by("reject", facts))
        _decide(change, actor, ChangeApproval.Decision.REJECTED, words=words, at=at)
        go(change, "reject", facts, outcome=words)
        told = tell_verdict(change, "rejected", by=actor.named.label, words=words)
        record(change, "rejected", actor=actor, at=at, words=words, **told)


def withdraw(*, change_id: int, actor: Actor, at: datetime, words: str = "") -> None:
    """Make it a draft again; what was decided is forgotten, and everybody is asked anew."""
    with transaction.atomic():
        change, facts = begin("withdraw", change_id, actor, at)
        change.approvals.update(decision="", words="", decided_at=None)
        go(change, "withdraw", facts)
        record(change, "withdrawn", actor=actor, at=at, words=words)


def schedule(*, change_id: int, actor: Actor, at: datetime, freeze_reason: str = "") -> None:
    """Fix the planned window. Inside a freeze it needs a reason, or is refused."""
    with transaction.atomic():
        change, facts = begin("schedule", change_id, actor, at)
        facts = replace(facts, freeze_reason=freeze_reason or change.freeze_reason)
        refuse(blocked_by("schedule", facts))
        met = ", ".join(freeze.name for freeze in frozen(facts.freezes, facts.starts_at, facts.ends_at))
        go(change, "schedule", facts, freeze_reason=facts.freeze_reason)
        record(change, "scheduled", actor=actor, at=at, freeze=met, reason=facts.freeze_reason)


def implement(
    *, change_id: int, actor: Actor, at: datetime, implemented_at: datetime | None = None, words: str = ""
) -> None:
    """Say that it was made, now or then. An emergency may be made from wherever it stands."""
    with transaction.atomic():
        change, facts = begin("implement", change_id, actor, at)
        made = implemented_at or at
        facts = replace(facts, implemented_at=made)
        arrow = "implement_first" if facts.is_emergency else "implement"
        refuse(blocked_by(arrow, facts))
        go(change, arrow, facts, implemented_at=made)
        record(change, "implemented", actor=actor, at=at, words=words, happened_at=made)


def back_out(
    *, change_id: int, actor: Actor, at: datetime, words: str, implemented_at: datetime | None = None
) -> None:
    """Say that it was taken back, or given up. `implemented_at`: it had been begun, then."""
    with transaction.atomic():
        change, facts = begin("back_out", change_id, actor, at)
        made = change.implemented_at or implemented_at
        facts = replace(facts, words=words, implemented_at=made)
        refuse(blocked_by("back_out", facts))
        go(change, "back_out", facts, implemented_at=made, backed_out_at=at, outcome=words)
        record(change, "backed_out", actor=actor, at=at, words=words)


def review(*, change_id: int, actor: Actor, at: datetime, words: str) -> None:
    """Look back at it: how it went. Not by who asked for it."""
    with transaction.atomic():
        change, facts = begin("review", change_id, actor, at)
        facts = replace(facts, words=words)
        refuse(blocked_by("review", facts))
        go(change, "review", facts, reviewed_at=at, outcome=words)
        record(change, "reviewed", actor=actor, at=at, words=words)


def check_off(*, change_id: int, check_id: int, actor: Actor, at: datetime) -> None:
    """A point of the checklist is done; doing it twice changes nothing. Raises ChangeCheck.DoesNotExist."""
    with transaction.atomic():
        change = locked(change_id)
        allow("check", change, actor, at=at)
        check = ChangeCheck.objects.get(pk=check_id, change=change)
        if check.done_at is None:
            ChangeCheck.objects.filter(pk=check.pk).update(done_at=at, done_by_label=actor.named.label)
            record(change, "checked", actor=actor, at=at, check=check.text)


def _decide(change: Change, actor: Actor, decision: str, *, words: str, at: datetime) -> None:
    change.approvals.filter(approver_id=actor.user_id).update(decision=decision, words=words, decided_at=at)
