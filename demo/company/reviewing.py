"""The demo's analysis of single points of failure: one signed off six weeks ago, and a new one that is begun."""

from collections.abc import Collection
from datetime import datetime, timedelta

from accounts.actors import actor_of
from accounts.models import Team, User
from catalog.models import Asset, AssetDependency, Mitigation, RedundancyGroup, RiskFactors, SpofAnalysis
from catalog.operations.spof import analyse_block, freeze, start_analysis
from catalog.operations.spof_review import sign_off
from demo.company.underneath import (
    BELOW,
    CARES,
    FACTORS,
    LIKELIHOODS,
    ORDINARY,
    SINCE_LAST_REVIEW,
    STANDS_ON,
    Care,
)

LAST_REVIEW = timedelta(days=41)


def load_underneath(users: dict[str, User], *, at: datetime) -> None:
    """What assets stand on. The first time, the last review is played as it was before some things were bought."""
    team = Team.objects.get(name="Operations")
    for wanted in BELOW:
        Asset.objects.get_or_create(
            name=wanted.name,
            defaults={
                "title": wanted.title,
                "kind": wanted.kind,
                "criticality": wanted.criticality,
                "owner_team": team,
            },
        )
    assets = {asset.name: asset for asset in Asset.objects.all()}
    is_first = not SpofAnalysis.objects.exists()
    _grade(assets, users, at)
    _connect(assets, without=SINCE_LAST_REVIEW if is_first else ())
    if is_first:
        _last_review(users["malcolm"], at - LAST_REVIEW)
        _connect(assets, without=())
        for care in CARES:
            _care(care, assets, users, at)
        start_analysis(actor=actor_of(users["malcolm"]), at=at)


def _connect(assets: dict[str, Asset], *, without: Collection[str]) -> None:
    for name, below in STANDS_ON.items():
        for need in below.needs:
            AssetDependency.objects.get_or_create(asset=assets[name], needs=assets[need])
        for group_name, k, members in below.groups:
            group, _ = RedundancyGroup.objects.get_or_create(
                owner=assets[name], name=group_name, defaults={"k": k}
            )
            group.members.add(*(assets[member] for member in members if member not in without))


def _grade(assets: dict[str, Asset], users: dict[str, User], at: datetime) -> None:
    """What nobody has graded yet."""
    ungraded = [asset for asset in assets.values() if asset.likelihood is None]
    for asset in ungraded:
        asset.likelihood = LIKELIHOODS.get(asset.name, ORDINARY)
    Asset.objects.bulk_update(ungraded, ["likelihood"])
    for name, (age, load, provider, change_rate) in FACTORS.items():
        RiskFactors.objects.get_or_create(
            asset=assets[name],
            defaults={
                "age": age,
                "load": load,
                "provider": provider,
                "change_rate": change_rate,
                "judged_at": at - LAST_REVIEW,
                "judged_by": users["jonas"],
            },
        )


def _last_review(manager: User, at: datetime) -> None:
    actor = actor_of(manager)
    analysis = start_analysis(actor=actor, at=at)
    freeze(analysis_id=analysis.pk, at=at)
    analyse_block(analysis_id=analysis.pk, start=0, at=at)
    sign_off(analysis_id=analysis.pk, note="A second line is ordered.", actor=actor, at=at)


def _care(care: Care, assets: dict[str, Asset], users: dict[str, User], at: datetime) -> None:
    day = (at + timedelta(days=care.due_in_days)).date()
    Mitigation.objects.create(
        asset=assets[care.asset],
        kind=care.kind,
        words=care.words,
        owner=users[care.owner],
        due_date=day,
        status=care.status,
        residual_impact=care.residual[0],
        residual_likelihood=care.residual[1],
        expires_date=day if care.kind == Mitigation.Kind.ACCEPT else None,
        created_at=at - LAST_REVIEW,
        created_by=users["malcolm"].key,
        changed_at=at - LAST_REVIEW,
    )
