"""The sorts of rows that the API offers: a row of the table is what is taken, shown, asked for, and who writes it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from rest_framework import serializers

from catalog.api import inputs, shown
from catalog.models import (
    Asset,
    AssetDependency,
    AssetGroup,
    Customer,
    CustomerAssetLink,
    CustomerGroup,
    Partner,
)
from catalog.operations import assets, customers, dependencies, groups, links, partners
from catalog.operations.editing import Permit, permit

Act = Callable[..., Any]


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One sort of rows. `put` adds or changes by what a row says of itself; without it rows have an external id."""

    at: str
    words: str
    model: type[Any]
    takes: type[serializers.Serializer[Any]]
    shows: type[serializers.ModelSerializer[Any]]
    narrowed: Act
    wanted: type[serializers.Serializer[Any]]
    related: tuple[str, ...] = ()
    many: tuple[str, ...] = ()
    change: Act
    remove: Act
    add: Act | None = None
    put: Act | None = None
    permit: Permit = permit

    def rows(self) -> "QuerySet[Any]":
        """All of them with what is shown of others."""
        rows: QuerySet[Any] = self.model.objects.select_related(*self.related)
        return rows.prefetch_related(*self.many)

    @property
    def name(self) -> str:
        """As the description of the API calls it: `groups_customers`."""
        return self.at.strip("/").replace("/", "_")


class ByWords(serializers.Serializer[Any]):
    """Words of the name."""

    q = serializers.CharField(required=False, max_length=100)


class CustomersWanted(ByWords):
    """What a reader of customers may ask for."""

    tier = serializers.ChoiceField(Customer.Tier.choices, required=False)
    status = serializers.ChoiceField(Customer.Status.choices, required=False)
    segment = serializers.CharField(required=False, max_length=60)
    partner = inputs.known(Partner.objects.all(), required=False)


class AssetsWanted(ByWords):
    """What a reader of assets may ask for."""

    kind = serializers.ChoiceField(Asset.Kind.choices, required=False)
    criticality = serializers.IntegerField(min_value=1, max_value=4, required=False)
    environment = serializers.CharField(required=False, max_length=40)
    location = serializers.CharField(required=False, max_length=80)
    retired = serializers.BooleanField(required=False, default=False, help_text="Only those out of use.")


class LinksWanted(serializers.Serializer[Any]):
    """What a reader of links may ask for."""

    customer = inputs.known(Customer.objects.all(), required=False)
    asset = inputs.known(Asset.objects.all(), required=False)


class DependenciesWanted(serializers.Serializer[Any]):
    """What a reader of dependencies may ask for."""

    asset = inputs.known(Asset.objects.all(), required=False)
    needs = inputs.known(Asset.objects.all(), required=False)


def by_words(rows: "QuerySet[Any]", wanted: dict[str, Any]) -> "QuerySet[Any]":
    """Whose name holds the words."""
    return rows.filter(name__icontains=wanted["q"]) if "q" in wanted else rows


def by_columns(rows: "QuerySet[Any]", wanted: dict[str, Any]) -> "QuerySet[Any]":
    """Whose columns hold what was named."""
    return rows.filter(**wanted)


def _customers(rows: "QuerySet[Any]", wanted: dict[str, Any]) -> "QuerySet[Any]":
    same = {name: wanted[name] for name in ("tier", "status", "partner") if name in wanted}
    found = by_words(rows, wanted).filter(**same)
    return found.filter(segments__contains=[wanted["segment"]]) if "segment" in wanted else found


def _assets(rows: "QuerySet[Any]", wanted: dict[str, Any]) -> "QuerySet[Any]":
    same = {
        name: wanted[name] for name in ("kind", "criticality", "environment", "location") if name in wanted
    }
    found = rows.filter(retired_at__isnull=not wanted["retired"], **same)
    words = wanted.get("q", "")
    return found.filter(Q(name__icontains=words) | Q(title__icontains=words)) if words else found


def _end_customer(pk: int, **who: Any) -> None:
    """Noting it twice changes nothing."""
    if Customer.objects.get(pk=pk).status != Customer.Status.EXITED:
        customers.end_customer(customer_id=pk, **who)


def _retire_asset(pk: int, **who: Any) -> None:
    """Retiring it twice changes nothing."""
    if Asset.objects.get(pk=pk).retired_at is None:
        assets.retire_asset(asset_id=pk, **who)


def _put_link(given: dict[str, Any], **who: Any) -> Any:
    return links.put_link(given={**given, "source": CustomerAssetLink.Source.API}, **who)


RESOURCES = (
    Resource(
        at="customers/", words="customer", model=Customer, takes=inputs.CustomerIn, shows=shown.CatalogCustomerShown,
        wanted=CustomersWanted, narrowed=_customers, related=("account_manager", "partner", "calendar"),
        add=customers.add_customer,
        change=lambda pk, **more: customers.change_customer(customer_id=pk, **more),
        remove=_end_customer,
    ),
    Resource(
        at="assets/", words="asset", model=Asset, takes=inputs.AssetIn, shows=shown.CatalogAssetShown,
        wanted=AssetsWanted, narrowed=_assets, related=("owner_team", "provider"),
        add=assets.add_asset,
        change=lambda pk, **more: assets.change_asset(asset_id=pk, **more),
        remove=_retire_asset,
    ),
    Resource(
        at="partners/", words="partner", model=Partner, takes=inputs.PartnerIn, shows=shown.PartnerShown,
        wanted=ByWords, narrowed=by_words,
        add=partners.add_partner,
        change=lambda pk, **more: partners.change_partner(partner_id=pk, **more),
        remove=lambda pk, **who: partners.remove_partner(partner_id=pk, **who),
    ),
    Resource(
        at="groups/customers/", words="group of customers", model=CustomerGroup, takes=inputs.CustomerGroupIn,
        shows=shown.CustomerGroupShown, wanted=ByWords, narrowed=by_words, many=("members",),
        add=lambda **more: groups.add_group(model=CustomerGroup, **more),
        change=lambda pk, **more: groups.change_group(model=CustomerGroup, group_id=pk, **more),
        remove=lambda pk, **who: groups.remove_group(model=CustomerGroup, group_id=pk, **who),
    ),
    Resource(
        at="groups/assets/", words="group of assets", model=AssetGroup, takes=inputs.AssetGroupIn,
        shows=shown.AssetGroupShown, wanted=ByWords, narrowed=by_words, many=("members",),
        add=lambda **more: groups.add_group(model=AssetGroup, **more),
        change=lambda pk, **more: groups.change_group(model=AssetGroup, group_id=pk, **more),
        remove=lambda pk, **who: groups.remove_group(model=AssetGroup, group_id=pk, **who),
    ),
    Resource(
        at="links/", words="link", model=CustomerAssetLink, takes=inputs.LinkIn, shows=shown.LinkShown,
        wanted=LinksWanted, narrowed=by_columns, related=links.ENDS, put=_put_link,
        change=lambda pk, **more: links.change_link(link_id=pk, **more),
        remove=lambda pk, **who: links.remove_link(link_id=pk, **who),
    ),
    Resource(
        at="dependencies/", words="dependency", model=AssetDependency, takes=inputs.DependencyIn,
        shows=shown.DependencyShown, wanted=DependenciesWanted, narrowed=by_columns, related=("asset", "needs"),
        put=dependencies.put_dependency,
        change=lambda pk, **more: dependencies.change_dependency(dependency_id=pk, **more),
        remove=lambda pk, **who: dependencies.remove_dependency(dependency_id=pk, **who),
    ),
)  # fmt: skip
