"""The lists of customers and assets: narrowed, counted by filter, cut into pages, in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.numbers import is_number
from catalog.lists import NONE, PAGE, Asked, Facet
from catalog.models import Asset, AssetGroup, Customer, CustomerAssetLink, CustomerContact, CustomerGroup
from catalog.queries.facets import Value, values_of
from catalog.queries.spof import spof_assets

CUSTOMER_FACETS = (
    Facet("tier", "Tier", "tier", labels=dict(Customer.Tier.choices)),
    Facet("status", "Status", "status", labels=dict(Customer.Status.choices)),
    Facet("segment", "Segment", "segments", many=True, empty="no segment"),
    Facet("manager", "Account manager", "account_manager_id", label="account_manager__name", empty="nobody"),
    Facet("partner", "Partner", "partner_id", label="partner__name", empty="no partner"),
)
CRITICALITIES = {str(number): str(number) for number in range(1, 5)}
ASSET_FACETS = (
    Facet("criticality", "Criticality", "criticality", labels=CRITICALITIES),
    Facet("kind", "Kind", "kind", labels={key: str(words).lower() for key, words in Asset.Kind.choices}),
    Facet("team", "Owner", "owner_team_id", label="owner_team__name", empty="nobody"),
    Facet("environment", "Environment", "environment", empty="not said"),
    Facet("location", "Location", "location", empty="not said"),
)
# Filters that are no column: read from the address, shown as chosen, never counted.
CUSTOMER_FILTERS = (*(facet.name for facet in CUSTOMER_FACETS), "asset")
ASSET_FILTERS = (*(facet.name for facet in ASSET_FACETS), "without", "show", "customer")
CUSTOMER_ORDERS = {"": ("name",), "value": ("-arr", "name")}
ASSET_ORDERS = {"": ("name",), "criticality": ("-criticality", "name")}


@dataclass(frozen=True)
class Found:
    """A page of a list: its rows, how many there are in all, and the values of each filter."""

    rows: Sequence[Any]
    total: int
    values: Mapping[str, list[Value]]

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))


def find_customers(asked: Asked) -> Found:
    """Those asked for. Who has left is shown only when asked for."""
    rows = customers_matching(asked)
    related = rows.select_related("account_manager", "partner", "calendar")
    total, values = values_of(rows, customers_matching, asked, CUSTOMER_FACETS)
    return Found(_page(related, CUSTOMER_ORDERS, asked), total, values)


def find_assets(asked: Asked) -> Found:
    """Those asked for. Retired ones are shown only when asked for."""
    rows = assets_matching(asked)
    related = rows.select_related("owner_team", "provider")
    total, values = values_of(rows, assets_matching, asked, ASSET_FACETS)
    return Found(_page(related, ASSET_ORDERS, asked), total, values)


def customers_matching(asked: Asked) -> QuerySet[Customer]:
    """All customers that the words and filters leave."""
    filters = asked.filters
    rows = Customer.objects.filter(
        _named(asked.search, "name", "external_id", "aliases") | _by_contact(asked)
    )
    if "status" not in filters:
        rows = rows.exclude(status=Customer.Status.EXITED)
    if is_number(filters.get("asset", "")):
        rows = rows.filter(_linked("customer", asset=int(filters["asset"])))
    return _narrowed(rows, CUSTOMER_FACETS, filters)


def assets_matching(asked: Asked) -> QuerySet[Asset]:
    """All assets that the words and filters leave."""
    filters = asked.filters
    rows = Asset.objects.filter(_named(asked.search, "name", "title", "external_id", "aliases"))
    rows = rows.filter(retired_at__isnull=filters.get("show") != "retired")
    if filters.get("show") == "spof":
        rows = rows.filter(pk__in=spof_assets())
    if filters.get("without") == "links":
        rows = rows.filter(pk__in=_unlinked())
    if filters.get("without") == "owner":
        rows = rows.filter(owner_team=None)
    if is_number(filters.get("customer", "")):
        rows = rows.filter(_linked("asset", customer=int(filters["customer"])))
    return _narrowed(rows, ASSET_FACETS, filters)


def link_counts(end: str, ids: Sequence[int]) -> dict[int, int]:
    """How many links each of these customers or assets has of its own."""
    rows: Any = CustomerAssetLink.objects.filter(**{f"{end}__in": ids}).order_by()
    return dict(rows.values_list(end).annotate(n=Count("pk")))


def _named(search: str, *columns: str) -> Q:
    """Every word stands in one of the columns."""
    wanted = Q()
    for word in search.split():
        one = Q()
        for column in columns:
            one |= Q(**{f"{column}__icontains": word})
        wanted &= one
    return wanted


def _by_contact(asked: Asked) -> Q:
    """Whose contact has these words in name or address."""
    if not asked.search:
        return Q()
    contacts = CustomerContact.objects.filter(_named(asked.search, "name", "email", "phone"))
    return Q(pk__in=contacts.values("customer"))


def _unlinked() -> list[int]:
    """In-use assets on which no customer depends, and that this is not known to be right; asked for once."""
    direct = CustomerAssetLink.objects.filter(asset=OuterRef("pk"))
    by_group = CustomerAssetLink.objects.filter(asset_group__members=OuterRef("pk"))
    rows = Asset.objects.filter(~Exists(direct), ~Exists(by_group), serves_nobody=False)
    return list(rows.values_list("pk", flat=True))


def _linked(end: str, **other: int) -> Q:
    """Linked to it directly, or by a group on either side; the ids are asked for once."""
    [(name, pk)] = other.items()
    groups: dict[str, Any] = {"customer": CustomerGroup, "asset": AssetGroup}
    of_it = list(groups[name].objects.filter(members=pk).values_list("pk", flat=True))
    links: Any = CustomerAssetLink.objects.filter(Q(**{name: pk}) | Q(**{f"{name}_group__in": of_it}))
    found = list(links.values_list(end, f"{end}_group"))
    members = groups[end].members.through.objects.filter(**{f"{end}group__in": {by for _, by in found if by}})
    return Q(pk__in={one for one, _ in found if one} | set(members.values_list(end, flat=True)))


def _narrowed(rows: "QuerySet[Any]", facets: Sequence[Facet], filters: Mapping[str, str]) -> "QuerySet[Any]":
    for facet in facets:
        if wanted := filters.get(facet.name):
            rows = rows.filter(_has(facet, wanted))
    return rows


def _has(facet: Facet, wanted: str) -> Q:
    """A value that the column cannot hold finds nothing."""
    if facet.many:
        return Q(**{facet.column: []}) if wanted == NONE else Q(**{f"{facet.column}__contains": [wanted]})
    if wanted == NONE and facet.empty:
        return Q(**{f"{facet.column}__isnull": True}) if facet.label else Q(**{facet.column: ""})
    if facet.label or facet.column == "criticality":
        return Q(**{facet.column: int(wanted)}) if is_number(wanted) else Q(pk=None)
    return Q(**{facet.column: wanted})


def _page(rows: "QuerySet[Any]", orders: Mapping[str, Sequence[str]], asked: Asked) -> list[Any]:
    first = (asked.page - 1) * PAGE
    return list(rows.order_by(*orders[asked.order])[first : first + PAGE])
