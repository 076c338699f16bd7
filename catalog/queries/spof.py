"""Reads of the analysis of single points of failure: the register, what is missing, when it is due, and the marks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from catalog.models import Asset, Mitigation, SpofAnalysis, SpofFinding
from catalog.spof.cadence import Cadence, cadence, difference
from catalog.spof.risk import band_range

Status = Mitigation.Status
OPEN = (Status.PLANNED, Status.UNDER_WAY)
# What nobody has judged counts as the worst until somebody does.
WORST = 5


def latest_finished() -> SpofAnalysis | None:
    """The newest analysis that came to its end."""
    return SpofAnalysis.objects.exclude(finished_at=None).order_by("-finished_at", "-pk").first()


def last_signed() -> SpofAnalysis | None:
    """The analysis that was signed off last."""
    return SpofAnalysis.objects.exclude(signed_at=None).order_by("-signed_at", "-pk").first()


def running() -> SpofAnalysis | None:
    """The analysis that is being carried out."""
    return SpofAnalysis.objects.filter(finished_at=None, abandoned_at=None).first()


def analyses() -> QuerySet[SpofAnalysis]:
    """All that were finished, newest first."""
    return SpofAnalysis.objects.exclude(finished_at=None).select_related("signed_by").order_by("-pk")


def spof_asset_ids(among: Iterable[int] | None = None) -> set[int]:
    """Which of these assets (or of all) are single points of failure, as the latest finished analysis found."""
    rows = spof_assets()
    found = rows if among is None else rows.filter(asset__in=list(among))
    return {asset for asset in found if asset is not None}


def spof_assets() -> "QuerySet[SpofFinding, int | None]":
    """The same for a filter: the numbers of those that are still in the catalog."""
    latest = SpofAnalysis.objects.exclude(finished_at=None).order_by("-finished_at", "-pk").values("pk")[:1]
    rows = SpofFinding.objects.filter(analysis=Subquery(latest), customers_lost__gt=0).exclude(asset=None)
    return rows.values_list("asset", flat=True)


def spofs_of(analysis: SpofAnalysis) -> dict[int, str]:
    """The single points of failure of an analysis that are still in the catalog, with their names."""
    found = analysis.findings.filter(customers_lost__gt=0).exclude(asset=None)
    return {asset: name for asset, name in found.values_list("asset_id", "asset_name") if asset is not None}


def difference_between(
    before: SpofAnalysis | None, now: SpofAnalysis
) -> dict[str, list[tuple[int | None, str]]]:
    """By new, gone and still_open: pairs of asset and name, by name. Whoever left the catalog is gone, too."""
    former: dict[int, str] = spofs_of(before) if before else {}
    found = spofs_of(now)
    said = difference(before=former, now=found)
    names = former | found
    pairs: dict[str, list[tuple[int | None, str]]] = {
        name: sorted(((asset, names[asset]) for asset in getattr(said, name)), key=lambda pair: pair[1])
        for name in ("new", "gone", "still_open")
    }
    if before:
        left = before.findings.filter(customers_lost__gt=0, asset=None).values_list("asset_name", flat=True)
        pairs["gone"] += [(None, name) for name in left]
    return pairs


def review(today: date) -> Cadence:
    """When the next sign-off is due."""
    last = last_signed()
    return cadence(last_review=last.signed_at.date() if last and last.signed_at else None, today=today)


def incomplete(analysis: SpofAnalysis) -> QuerySet[Asset]:
    """The assets in use that nobody has given a likelihood, or that have no impact: they came after the analysis."""
    found = SpofFinding.objects.filter(analysis=analysis, asset=OuterRef("pk"))
    return (
        Asset.objects.filter(retired_at=None)
        .annotate(is_analysed=Exists(found))
        .filter(Q(likelihood=None) | Q(is_analysed=False, impact_override=None))
        .order_by("criticality", "name")
    )


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody wants to see of the register."""

    search: str = ""
    band: str = ""
    kind: str = ""
    care: str = ""
    everything: bool = False


def graded(analysis: SpofAnalysis) -> QuerySet[Any]:
    """The findings with `now_impact`, `now_likelihood` and `score`: as signed off, or as the assets are judged now."""
    rows = analysis.findings.select_related("asset")
    if analysis.signed_at is not None:
        return rows.annotate(now_impact=F("impact"), now_likelihood=F("likelihood"), score=F("risk"))
    return rows.annotate(
        now_impact=Coalesce("asset__impact_override", "impact"), now_likelihood=F("asset__likelihood")
    ).annotate(score=F("now_impact") * F("now_likelihood"))


def register(analysis: SpofAnalysis, wanted: Wanted, *, today: date) -> QuerySet[Any]:
    """The findings that are wanted, worst first."""
    rows = graded(analysis)
    if not wanted.everything:
        rows = rows.filter(customers_lost__gt=0)
    if wanted.search:
        rows = rows.filter(Q(asset_name__icontains=wanted.search) | Q(asset__name__icontains=wanted.search))
    if wanted.kind:
        rows = rows.filter(asset__kind=wanted.kind)
    if wanted.band == "unjudged":
        rows = rows.filter(score=None)
    elif wanted.band:
        rows = rows.filter(score__range=band_range(wanted.band))
    rows = _cared(rows, wanted.care, today).annotate(
        feared=Coalesce("score", F("now_impact") * Value(WORST), output_field=IntegerField())
    )
    found: QuerySet[Any] = rows.order_by("-feared", "-customers_lost", "-value_lost", "asset_name", "pk")
    return found


def numbers_of(found: QuerySet[Any]) -> QuerySet[Any]:
    """The same register as nothing but numbers: ten thousand of them are put in order much faster than whole rows."""
    return found.select_related(None).values_list("pk", flat=True)


def rows_of(analysis: SpofAnalysis, numbers: Iterable[int]) -> list[Any]:
    """The graded findings of these numbers, in their order."""
    wanted = list(numbers)
    held = {row.pk: row for row in graded(analysis).filter(pk__in=wanted)}
    return [held[number] for number in wanted if number in held]


def _cared(rows: QuerySet[Any], care: str, today: date) -> QuerySet[Any]:
    """Narrowed by what is done about it."""
    of_asset = Mitigation.objects.filter(asset=OuterRef("asset_id"))
    if care == "none":
        return rows.filter(~Exists(_in_force(of_asset, today)))
    if care == "open":
        return rows.filter(Exists(of_asset.filter(status__in=OPEN)))
    if care == "late":
        return rows.filter(Exists(of_asset.filter(_late(today))))
    return rows


def _in_force(rows: QuerySet[Mitigation], today: date) -> QuerySet[Mitigation]:
    """Neither dropped, nor an acceptance whose time is over."""
    return rows.exclude(status=Status.DROPPED).exclude(expires_date__lt=today)


def _late(today: date) -> Q:
    """Past its day and not done, or accepted until a day that is over."""
    return Q(status__in=OPEN, due_date__lt=today) | (~Q(status=Status.DROPPED) & Q(expires_date__lt=today))


def late_mitigations(today: date) -> int:
    """How many are past their day."""
    return Mitigation.objects.filter(_late(today)).count()


def mitigations_of(asset_ids: list[int]) -> dict[int, list[Mitigation]]:
    """By asset, those that count first."""
    rows = Mitigation.objects.filter(asset__in=asset_ids).select_related("owner").order_by("due_date", "pk")
    found: dict[int, list[Mitigation]] = {}
    for one in sorted(rows, key=lambda one: one.status == Status.DROPPED):
        found.setdefault(one.asset_id, []).append(one)
    return found


def is_late(one: Mitigation, today: date) -> bool:
    """As `_late` says, for a row that is at hand."""
    if one.status == Status.DROPPED:
        return False
    over = one.expires_date is not None and one.expires_date < today
    return over or (one.status in OPEN and one.due_date < today)


def finding_of(one: Mitigation) -> SpofFinding | None:
    """The finding of its asset in the latest analysis that has one."""
    rows = SpofFinding.objects.filter(asset=one.asset_id).exclude(analysis__finished_at=None)
    return rows.select_related("asset").order_by("-analysis_id").first()


def band_counts(analysis: SpofAnalysis) -> dict[str, int]:
    """How many single points of failure have each score; the key is empty for those that nobody has judged."""
    rows = graded(analysis).filter(customers_lost__gt=0).order_by().values("score").annotate(n=Count("pk"))
    return {"" if row["score"] is None else str(row["score"]): row["n"] for row in rows}
