"""The review of single points of failure: risks judged, the quarter signed off, and the word when it is due."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.actors import Actor
from accounts.refusals import NotPermitted, Unable
from accounts.roles import Role
from catalog.models import Asset, RiskFactors, SpofAnalysis
from catalog.operations.editing import permit
from catalog.queries import spof as queries
from catalog.spof.cadence import cadence
from catalog.spof.risk import Factors, likelihood_of
from outbox.models import Queue
from outbox.operations import ToDo, put
from timeline.actors import SYSTEM
from timeline.operations import record

SIGNER = Role.OPS_MANAGER.value
NAMED = 20
UNKNOWN = Factors()


class UnableToSignOff(Unable):
    """The quarter was not signed off."""


class UnableToJudge(Unable):
    """The risk stayed as it was."""

    status = 400


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What somebody says of an asset. Without a likelihood that of the factors counts, without impact the computed."""

    factors: Factors = UNKNOWN
    likelihood: int | None = None
    impact: int | None = None
    note: str = ""


def judge_risk(*, asset_id: int, judgement: Judgement, actor: Actor, at: datetime) -> Asset:
    """Keep the grades of an asset. Raises NotPermitted, UnableToJudge when a grade is not 1 to 5."""
    permit(actor)
    grades = [judgement.likelihood, judgement.impact, *judgement.factors.known.values()]
    if any(grade is not None and not 1 <= grade <= 5 for grade in grades):
        raise UnableToJudge("SPOF_GRADE", sentences=["Grades go from 1, hardly, to 5, very."])
    with transaction.atomic():
        asset = Asset.objects.select_for_update(of=("self",)).get(pk=asset_id)
        asset.likelihood = judgement.likelihood or likelihood_of(judgement.factors)
        asset.impact_override = judgement.impact
        asset.save(update_fields=["likelihood", "impact_override"])
        RiskFactors.objects.update_or_create(
            asset=asset,
            defaults={
                **asdict(judgement.factors),
                "note": judgement.note.strip()[:300],
                "judged_at": at,
                "judged_by_id": actor.user_id,
            },
        )
        record(
            "asset.risk_judged",
            subject=f"asset:{asset.pk}",
            actor=actor.named,
            at=at,
            data=_told(asset, judgement),
        )
    return asset


def grade_likelihoods(*, grades: Mapping[int, int], actor: Actor, at: datetime) -> int:
    """The likelihood alone, of many assets at once; returns how many changed. Raises NotPermitted, UnableToJudge."""
    permit(actor)
    if not all(1 <= grade <= 5 for grade in grades.values()):
        raise UnableToJudge("SPOF_GRADE", sentences=["Grades go from 1, hardly, to 5, very."])
    with transaction.atomic():
        assets = list(Asset.objects.select_for_update(of=("self",)).filter(pk__in=grades).order_by("pk"))
        changed = [asset for asset in assets if asset.likelihood != grades[asset.pk]]
        for asset in changed:
            asset.likelihood = grades[asset.pk]
            said = _told(asset, Judgement())
            record("asset.risk_judged", subject=f"asset:{asset.pk}", actor=actor.named, at=at, data=said)
        Asset.objects.bulk_update(changed, ["likelihood"])
    return len(changed)


def sign_off(*, analysis_id: int, note: str = "", actor: Actor, at: datetime) -> SpofAnalysis:
    """Close the quarter: the grades stand still, and the difference to the last one is kept.

    Raises NotPermitted, and UnableToSignOff with SPOF_INCOMPLETE naming assets without impact or likelihood.
    """
    if SIGNER not in actor.roles:
        raise NotPermitted("An operations manager signs the analysis off.")
    with transaction.atomic():
        analysis = SpofAnalysis.objects.select_for_update(of=("self",)).get(pk=analysis_id)
        _refuse(analysis)
        before = queries.last_signed()
        analysis.signed_at, analysis.signed_by_id, analysis.compared_with = at, actor.user_id, before
        analysis.note = note.strip()[:300]
        analysis.difference = queries.difference_between(before, analysis)
        analysis.save()
        _freeze_grades(analysis)
        counts = {name: len(assets) for name, assets in analysis.difference.items()}
        data = {**counts, "note": analysis.note}
        record("spof.signed_off", subject=analysis.key, actor=actor.named, at=at, data=data)
    return analysis


def _refuse(analysis: SpofAnalysis) -> None:
    newest = queries.latest_finished()
    if analysis.signed_at is not None:
        raise UnableToSignOff("SPOF_SIGNED", sentences=["This analysis has been signed off already."])
    if newest is None or newest.pk != analysis.pk:
        raise UnableToSignOff("SPOF_NOT_LATEST", sentences=["Sign off the latest analysis that is finished."])
    lacking = list(queries.incomplete(analysis)[: NAMED + 1])
    if lacking:
        names = ", ".join(str(asset) for asset in lacking[:NAMED])
        more = f" and {queries.incomplete(analysis).count() - NAMED} more" if len(lacking) > NAMED else ""
        raise UnableToSignOff(
            "SPOF_INCOMPLETE", sentences=[f"Impact or likelihood is missing: {names}{more}."]
        )


def _freeze_grades(analysis: SpofAnalysis) -> None:
    asset = Asset.objects.filter(pk=OuterRef("asset_id"))
    impact = Coalesce(Subquery(asset.values("impact_override")), F("impact"))
    likelihood = Subquery(asset.values("likelihood"))
    analysis.findings.update(impact=impact, likelihood=likelihood)
    analysis.findings.update(risk=F("impact") * F("likelihood"))


def remind(*, today: date, at: datetime) -> str | None:
    """Have people reminded when the review is due, each reminder once; returns its key."""
    last = queries.last_signed()
    review = cadence(last_review=last.signed_at.date() if last and last.signed_at else None, today=today)
    if last is None or review.next_due is None or review.reminder is None:
        return None
    key = f"{last.key}:{review.reminder}"
    payload = {"analysis": last.pk, "due": review.next_due.isoformat(), "state": review.state}
    put(ToDo(topic="catalog.say_spof_is_due", key=key, due_at=at, payload=payload, queue=Queue.BULK), at=at)
    return key


def say_it_is_due(*, analysis_id: int, due: date, at: datetime) -> bool:
    """Record that the review is due, or late, unless it was signed off meanwhile; who reacts tells people."""
    last = queries.last_signed()
    if last is None or last.pk != analysis_id:
        return False
    when = f"{due:%-d %B %Y}"
    late = at.date() > due
    data: dict[str, Any] = {
        "title": "The analysis of single points of failure is overdue"
        if late
        else "The analysis of single points of failure is due soon",
        "text": f"It was to be signed off by {when}." if late else f"It is to be signed off by {when}.",
        "url": f"{settings.PUBLIC_URL}{reverse('catalog:spof')}",
        "roles": [SIGNER],
        "list": "internal",
    }
    record("spof.came_due", subject=last.key, actor=SYSTEM, at=at, data=data)
    return True


def _told(asset: Asset, judgement: Judgement) -> dict[str, Any]:
    return {
        "likelihood": asset.likelihood,
        "impact": asset.impact_override,
        "factors": {name.replace("_", " "): grade for name, grade in judgement.factors.known.items()},
        "note": judgement.note.strip(),
    }
