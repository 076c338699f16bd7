"""Reads of changes: those before a moment, by time, place, function, asset and customer; lists, and the calendar's."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, DateTimeField, ExpressionWrapper, F, Prefetch, Q, QuerySet, Window
from django.db.models.functions import RowNumber, TruncDate

from accounts.numbers import is_number
from catalog.change_guards import State
from catalog.changes import Found, changes_before, since
from catalog.models import (
    Asset,
    AssetGroup,
    Change,
    ChangeApproval,
    Customer,
    CustomerAssetLink,
    FreezeWindow,
)
from catalog.queries.needs import needed_by

MOST = 100
OTHERS_SHOWN = 10
MOST_PLANNED = 1000
IN_CALENDAR = ("id", "what", "state", "starts_at", "ends_at", "implemented_at", "recorded_at")
# By a computed time no index leads: those of an asset are found first, instead of walking back through everybody's.
NEWEST_OF_FEW = (
    ExpressionWrapper(F("implemented_at") + timedelta(0), output_field=DateTimeField()).desc(),
    "-id",
)


@dataclass(frozen=True, kw_only=True)
class Around:
    """Changes before an incident: those of its assets and of what these need first, then a few others."""

    touching: tuple[Change, ...]
    own: frozenset[int]
    others: tuple[Change, ...]
    nearest: Change | None
    more: bool

    @property
    def count(self) -> int:
        """How many are shown."""
        return len(self.touching) + len(self.others)


def recent_changes(
    onset: datetime,
    hours: float,
    *,
    assets: Collection[int] | None = None,
    customers: Collection[int] | None = None,
    location: str = "",
    function: str = "",
    most: int = MOST,
) -> Found[Change]:
    """The changes made in the hours before the onset, newest first; if there is none, the nearest older one.

    A customer's changes are those that name it, and those of assets it depends on at the onset.
    """
    rows = _shown().filter(implemented_at__isnull=False)
    if assets is not None:
        rows = rows.filter(_of_assets(assets))
    if customers is not None:
        theirs = Change.customers.through.objects.filter(customer_id__in=customers).values("change_id")
        rows = rows.filter(Q(pk__in=theirs) | _of_assets(assets_behind(customers, at=onset)))
    if location:
        rows = rows.filter(Q(location__iexact=location) | _of_assets(_assets_at(location)))
    if function:
        rows = rows.filter(Q(function__iexact=function) | _of_assets(_assets_serving(function)))
    begin = since(onset, hours)
    within = list(rows.filter(implemented_at__lte=onset, implemented_at__gte=begin)[: most + 1])
    narrowed = assets is not None or customers is not None
    older = [] if within else list(_older(rows.filter(implemented_at__lt=begin), narrowed=narrowed)[:1])
    found = changes_before([*within[:most], *older], onset, hours)
    return replace(found, more=len(within) > most)


def _older(rows: QuerySet[Change], *, narrowed: bool) -> QuerySet[Change]:
    return rows.order_by(*NEWEST_OF_FEW) if narrowed else rows


def around(onset: datetime, hours: float, asset_ids: Collection[int]) -> Around:
    """What was changed before an incident of these assets."""
    own = frozenset(asset_ids)
    touching = recent_changes(onset, hours, assets=needed_by(own)) if own else Found[Change]()
    others = recent_changes(onset, hours, most=OTHERS_SHOWN + len(touching.within))
    known = {change.pk for change in touching.within}
    rest = [change for change in others.within if change.pk not in known]
    return Around(
        touching=tuple(sorted(touching.within, key=lambda change: _is_of(change, own), reverse=True)),
        own=own,
        others=tuple(rest[:OTHERS_SHOWN]),
        nearest=touching.nearest or others.nearest,
        more=touching.more or others.more or len(rest) > OTHERS_SHOWN,
    )


def _is_of(change: Change, own: frozenset[int]) -> bool:
    return any(asset.pk in own for asset in change.assets.all())


def assets_behind(customer_ids: Collection[int], *, at: datetime) -> set[int]:
    """The assets that customers are linked to at a moment, groups on both sides expanded."""
    links = CustomerAssetLink.objects.filter(
        Q(customer_id__in=customer_ids) | Q(customer_group__members__in=customer_ids),
        Q(valid_from__isnull=True) | Q(valid_from__lte=at),
        Q(valid_to__isnull=True) | Q(valid_to__gt=at),
    ).values_list("asset_id", "asset_group_id")
    pairs = set(links)
    members = AssetGroup.members.through.objects.filter(
        assetgroup_id__in={group for _, group in pairs if group}
    ).values_list("asset_id", flat=True)
    return {asset for asset, _ in pairs if asset} | set(members)


def _assets_at(location: str) -> set[int]:
    return set(Asset.objects.filter(location__iexact=location).values_list("id", flat=True))


def _assets_serving(function: str) -> set[int]:
    links = CustomerAssetLink.objects.filter(function__iexact=function)
    pairs = set(links.values_list("asset_id", "asset_group_id"))
    members = AssetGroup.members.through.objects.filter(
        assetgroup_id__in={group for _, group in pairs if group}
    ).values_list("asset_id", flat=True)
    return {asset for asset, _ in pairs if asset} | set(members)


def _of_assets(asset_ids: Collection[int]) -> Q:
    touched = Change.assets.through.objects.filter(asset_id__in=list(asset_ids))
    return Q(pk__in=touched.values("change_id"))


def _shown() -> QuerySet[Change]:
    return (
        Change.objects.defer("details")
        .prefetch_related(
            Prefetch("assets", Asset.objects.only("id", "name", "title")),
            Prefetch("customers", Customer.objects.only("id", "name")),
        )
        .order_by("-implemented_at", "-id")
    )


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a reader of the list asks for; empty means all."""

    state: str = ""
    kind: str = ""
    source: str = ""
    search: str = ""
    asset: str = ""
    customer: str = ""
    approver: int | None = None


def listing(wish: Wish) -> QuerySet[Change]:
    """The changes that somebody asks for, the newest first."""
    rows = _shown().order_by("-id")
    for name in ("state", "kind", "source"):
        if value := getattr(wish, name):
            rows = rows.filter(**{name: value})
    if wish.search:
        number = wish.search.upper().removeprefix("CHG-")
        found = Q(what__icontains=wish.search) | Q(why__icontains=wish.search)
        rows = rows.filter(found | Q(pk=int(number)) if is_number(number) else found)
    if wish.asset:
        rows = rows.filter(Q(assets__name__iexact=wish.asset) | Q(assets__aliases__contains=[wish.asset]))
    if wish.customer:
        rows = rows.filter(customers__name__iexact=wish.customer)
    if wish.approver is not None:
        asked = ChangeApproval.objects.filter(approver_id=wish.approver, decision="")
        rows = rows.filter(state=State.SUBMITTED, pk__in=asked.values("change_id"))
    return rows.distinct() if wish.asset or wish.customer else rows


def planned_within(starts_at: datetime, ends_at: datetime) -> list[Change]:
    """The changes whose planned window touches a span, earliest first."""
    window = Q(starts_at__lt=ends_at, ends_at__gt=starts_at)
    rows = Change.objects.only(*IN_CALENDAR).exclude(state=State.REJECTED).filter(window)
    return list(rows.order_by("starts_at", "id")[:MOST_PLANNED])


def made_within(starts_at: datetime, ends_at: datetime, *, zone: ZoneInfo, most: int) -> list[Change]:
    """The first few of each day of those that were made without a planned window; `of_day` says how many there are."""
    made = Q(ends_at__isnull=True, implemented_at__gte=starts_at, implemented_at__lt=ends_at)
    day = [TruncDate("implemented_at", tzinfo=zone)]
    rows = (
        Change.objects.only(*IN_CALENDAR)
        .exclude(state=State.REJECTED)
        .filter(made)
        .annotate(
            nth=Window(RowNumber(), partition_by=day, order_by=["implemented_at", "id"]),
            of_day=Window(Count("*"), partition_by=day),
        )
    )
    return list(rows.filter(nth__lte=most).order_by("implemented_at", "id"))


def freezes(*, from_at: datetime, to_at: datetime | None = None) -> list[FreezeWindow]:
    """The freezes that touch a span, or that are not over yet."""
    rows = FreezeWindow.objects.filter(ends_at__gt=from_at)
    return list((rows.filter(starts_at__lt=to_at) if to_at else rows).order_by("starts_at", "id")[:200])
