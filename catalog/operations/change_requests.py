"""Requests for change: written, rewritten, and changes written down that nobody here has to approve."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.actors import Actor
from accounts.refusals import Invalid
from catalog.change_guards import SENTENCES, Kind, State
from catalog.changes import hours_between, is_late
from catalog.models import Change, ChangeApproval, ChangeCheck
from catalog.operations.change_frame import UnableToChange, allow, locked, record, save


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a request for change says."""

    what: str
    why: str = ""
    kind: str = Kind.NORMAL
    source: str = Change.Origin.US
    risk: str = ""
    impact: str = ""
    rollback_plan: str = ""
    sop_url: str = ""
    function: str = ""
    location: str = ""
    link: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    provider_id: int | None = None
    asset_ids: tuple[int, ...] = ()
    customer_ids: tuple[int, ...] = ()
    approver_ids: tuple[int, ...] = ()
    notifications: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()

    def columns(self) -> dict[str, Any]:
        """What the row itself holds."""
        apart = {"asset_ids", "customer_ids", "approver_ids", "notifications", "tests"}
        return {name: value for name, value in vars(self).items() if name not in apart}


def draft_change(
    *, content: Content, actor: Actor, at: datetime, external_id: str | None = None
) -> tuple[Change, bool]:
    """Request a change. Raises Invalid for a window that runs backwards or a requester who would approve herself.

    The same external id again changes nothing. Returns the change and whether it is new.
    """
    _check(content, actor.user_id)
    with transaction.atomic():
        change, is_new = _once(external_id, {**content.columns(), **_by(actor, at)})
        if is_new:
            _write_parts(change, content)
            record(change, "drafted", actor=actor, at=at, what=content.what)
    return change, is_new


def record_change(
    *,
    content: Content,
    actor: Actor,
    at: datetime,
    implemented_at: datetime | None = None,
    external_id: str | None = None,
    unknown_assets: tuple[str, ...] = (),
) -> tuple[Change, bool]:
    """Write down a change that nobody here has to approve: agreed beforehand, an emergency, or not ours.

    The same external id again changes nothing. Without a time, one with a window to come is announced, others are
    made now. Returns the change and whether it is new.
    """
    _check(content, actor.user_id)
    if implemented_at is not None and implemented_at > at:
        raise Invalid("CHG_FUTURE", sentences=[SENTENCES["CHG_FUTURE"]])
    announced = implemented_at is None and content.starts_at is not None and content.starts_at > at
    made_at = None if announced else implemented_at or at
    state = State.SCHEDULED if announced else State.IMPLEMENTED
    row = {
        **content.columns(),
        **_by(actor, at),
        "state": state,
        "implemented_at": made_at,
        "unknown_assets": list(unknown_assets),
    }
    with transaction.atomic():
        change, is_new = _once(external_id, row)
        if is_new:
            _write_parts(change, content)
            late = late_by(change)
            verb = "announced" if announced else "recorded"
            record(change, verb, actor=actor, at=at, what=content.what, late=late)
    return change, is_new


def redraft_change(*, change_id: int, content: Content, actor: Actor, at: datetime, seen: int | None) -> None:
    """Rewrite a draft. Refuses what is no draft any more, and what somebody else rewrote meanwhile."""
    _check(content, actor.user_id)
    with transaction.atomic():
        change = locked(change_id)
        allow("edit", change, actor, at=at)
        if change.state != State.DRAFT:
            raise UnableToChange("CHG_CLOSED")
        if seen is not None and seen != change.changed:
            raise UnableToChange("CHG_STALE")
        save(change, **content.columns())
        change.approvals.all().delete()
        change.checks.filter(done_at=None).delete()
        _write_parts(change, content)
        record(change, "redrafted", actor=actor, at=at)


def late_by(change: Change) -> float | None:
    """After how many hours an emergency was written down, if that was later than it should."""
    made = change.implemented_at
    if change.kind != Kind.EMERGENCY or made is None or not is_late(made, change.recorded_at):
        return None
    return hours_between(made, change.recorded_at)


def _check(content: Content, requester: int | None) -> None:
    """Raises Invalid for what no guard of a later step could mend."""
    codes = [] if content.what.strip() else ["CHG_WHAT"]
    starts_at, ends_at = content.starts_at, content.ends_at
    if starts_at is not None and ends_at is not None and starts_at >= ends_at:
        codes.append("CHG_WINDOW_BACKWARDS")
    if requester is not None and requester in content.approver_ids:
        codes.append("CHG_SELF_APPROVAL")
    if codes:
        raise Invalid(*codes, sentences=[SENTENCES[code] for code in codes])


def _by(actor: Actor, at: datetime) -> dict[str, Any]:
    return {"requester_id": actor.user_id, "requester_label": actor.named.label, "recorded_at": at}


def _once(external_id: str | None, row: dict[str, Any]) -> tuple[Change, bool]:
    """The change of this external id, made if it is not there yet."""
    if external_id is None:
        return Change.objects.create(**row), True
    return Change.objects.get_or_create(external_id=external_id, defaults=row)


def _write_parts(change: Change, content: Content) -> None:
    change.assets.set(content.asset_ids)
    change.customers.set(content.customer_ids)
    ChangeApproval.objects.bulk_create(
        ChangeApproval(change=change, approver_id=number) for number in dict.fromkeys(content.approver_ids)
    )
    kinds = ChangeCheck.Kind
    wanted = [(kinds.NOTIFICATION, text) for text in content.notifications]
    wanted += [(kinds.TEST, text) for text in content.tests]
    done = set(change.checks.values_list("kind", "text"))
    ChangeCheck.objects.bulk_create(
        ChangeCheck(change=change, kind=kind, text=text) for kind, text in wanted if (kind, text) not in done
    )
