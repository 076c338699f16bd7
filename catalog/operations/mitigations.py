"""What is done about a single point of failure: planned with an owner and a date, changed until it is done."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.actors import Actor
from accounts.models import User
from accounts.refusals import NotPermitted, Unable
from catalog.models import Asset, Mitigation, SpofFinding
from catalog.operations.editing import may_edit, permit
from catalog.spof.cadence import latest_expiry
from timeline.operations import record

Kind, Status = Mitigation.Kind, Mitigation.Status


class UnableToMitigate(Unable):
    """The register stayed as it was."""

    status = 400


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What, by whom, by when, and what is left of the risk then. Accepting a risk ends on
    `expires_date`, which is its due date then."""

    kind: str
    words: str
    owner: User
    due_date: date
    residual_impact: int
    residual_likelihood: int
    expires_date: date | None = None
    status: str = Status.PLANNED


def plan_mitigation(*, finding_id: int, plan: Plan, actor: Actor, at: datetime) -> Mitigation:
    """Enter one for the asset of a finding. Raises NotPermitted, UnableToMitigate."""
    permit(actor)
    _refuse(plan, since=at.date())
    with transaction.atomic():
        finding = SpofFinding.objects.get(pk=finding_id)
        if finding.asset_id is None:
            raise UnableToMitigate("SPOF_GONE", sentences=["This asset is no longer in the catalog."])
        asset = Asset.objects.select_for_update(of=("self",)).get(pk=finding.asset_id)
        one = Mitigation(asset=asset, finding=finding, created_at=at, created_by=actor.named.key)
        _write(one, plan, at)
        record("mitigation.planned", subject=f"asset:{asset.pk}", actor=actor.named, at=at, data=_told(one))
    return one


def change_mitigation(*, mitigation_id: int, plan: Plan, actor: Actor, at: datetime) -> Mitigation:
    """Change one; its owner may, and whoever may change the catalog. Raises NotPermitted, UnableToMitigate."""
    with transaction.atomic():
        one = Mitigation.objects.select_for_update(of=("self",)).get(pk=mitigation_id)
        if not may_change(one, actor):
            raise NotPermitted(
                "Its owner changes it, or customer support, an operator, an operations manager."
            )
        # Extending an acceptance is accepting anew; otherwise the year counts from the day it was entered.
        since = one.created_at.date() if plan.expires_date == one.expires_date else at.date()
        _refuse(plan, since=since)
        _write(one, plan, at)
        record(
            "mitigation.changed", subject=f"asset:{one.asset_id}", actor=actor.named, at=at, data=_told(one)
        )
    return one


def may_change(one: Mitigation, actor: Actor) -> bool:
    """Its owner, and whoever may change the catalog."""
    return may_edit(actor) or (actor.user_id is not None and actor.user_id == one.owner_id)


def _refuse(plan: Plan, *, since: date) -> None:
    if plan.kind not in Kind.values or plan.status not in Status.values:
        raise UnableToMitigate(
            "SPOF_MITIGATION", sentences=["There is no such kind or state of a mitigation."]
        )
    if not plan.words.strip():
        raise UnableToMitigate("SPOF_MITIGATION", sentences=["Say what will be done."])
    if not all(1 <= grade <= 5 for grade in (plan.residual_impact, plan.residual_likelihood)):
        raise UnableToMitigate("SPOF_GRADE", sentences=["Grades go from 1, hardly, to 5, very."])
    if plan.kind == Kind.ACCEPT and not _ends_in_time(plan.expires_date, since):
        latest = f"{latest_expiry(since):%-d %B %Y}"
        raise UnableToMitigate(
            "SPOF_EXPIRY", sentences=[f"A risk is accepted until a day, {latest} at the latest: a year."]
        )


def _ends_in_time(expires: date | None, since: date) -> bool:
    return expires is not None and since <= expires <= latest_expiry(since)


def _write(one: Mitigation, plan: Plan, at: datetime) -> None:
    one.kind, one.words, one.owner, one.due_date = (
        plan.kind,
        plan.words.strip()[:300],
        plan.owner,
        plan.due_date,
    )
    one.residual_impact, one.residual_likelihood = plan.residual_impact, plan.residual_likelihood
    one.expires_date = plan.expires_date if plan.kind == Kind.ACCEPT else None
    one.due_date = one.expires_date or plan.due_date
    one.status, one.changed_at = plan.status, at
    one.save()


def _told(one: Mitigation) -> dict[str, Any]:
    return {
        "what": one.get_kind_display(),
        "words": one.words,
        "owner": str(one.owner),
        "due": f"{one.due_date:%-d %B %Y}",
        "expires": f"{one.expires_date:%-d %B %Y}" if one.expires_date else "",
        "residual": one.residual,
        "status": one.get_status_display(),
    }
