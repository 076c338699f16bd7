"""The mapping between customers and assets, read from either end: one relation, groups expanded, as of a moment."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.db.models import Count, QuerySet, Sum

from catalog.models import Asset, Customer

ACTIVE = (Customer.Status.PAYING, Customer.Status.TRIAL)

# Where a link is looked up: by what it names, and by the groups that hold what it names. The other end follows.
_BY_ASSETS = """
    SELECT link.id, link.asset_id AS asset_id, NULL::bigint AS customer_id
      FROM catalog_customerassetlink link WHERE link.asset_id = ANY(%(keys)s)
    UNION ALL
    SELECT link.id, member.asset_id, NULL
      FROM catalog_assetgroup_members member
      JOIN catalog_customerassetlink link ON link.asset_group_id = member.assetgroup_id
     WHERE member.asset_id = ANY(%(keys)s)
"""
_BY_CUSTOMERS = """
    SELECT link.id, NULL::bigint AS asset_id, link.customer_id AS customer_id
      FROM catalog_customerassetlink link WHERE link.customer_id = ANY(%(keys)s)
    UNION ALL
    SELECT link.id, NULL, member.customer_id
      FROM catalog_customergroup_members member
      JOIN catalog_customerassetlink link ON link.customer_group_id = member.customergroup_id
     WHERE member.customer_id = ANY(%(keys)s)
"""

# A direct link of a customer to an asset overrides what groups say of the two. Only what is in use counts.
_RELATION = """
  WITH named AS ({named}),
  expanded AS (
    SELECT customer.id AS customer_id, asset.id AS asset_id, link.dependency, link.function,
           link.customer_id IS NOT NULL AND link.asset_id IS NOT NULL AS direct
      FROM named
      JOIN catalog_customerassetlink link ON link.id = named.id
      LEFT JOIN catalog_customergroup_members of_customer
             ON named.customer_id IS NULL AND of_customer.customergroup_id = link.customer_group_id
      LEFT JOIN catalog_assetgroup_members of_asset
             ON named.asset_id IS NULL AND of_asset.assetgroup_id = link.asset_group_id
      JOIN catalog_customer customer
        ON customer.id = coalesce(named.customer_id, link.customer_id, of_customer.customer_id)
      JOIN catalog_asset asset ON asset.id = coalesce(named.asset_id, link.asset_id, of_asset.asset_id)
     WHERE (link.valid_from IS NULL OR link.valid_from <= %(at)s)
       AND (link.valid_to IS NULL OR link.valid_to > %(at)s)
       AND customer.status = ANY(%(active)s)
       AND (asset.retired_at IS NULL OR asset.retired_at > %(at)s)
  ),
  weighed AS (
    SELECT expanded.*, bool_or(direct) OVER (PARTITION BY customer_id, asset_id) AS overridden FROM expanded
  )
  SELECT customer_id, asset_id, max(dependency)::float8, function, bool_or(direct)
    FROM weighed WHERE direct OR NOT overridden
   GROUP BY customer_id, asset_id, function
   ORDER BY customer_id, asset_id, function
"""
_FROM_ASSETS, _FROM_CUSTOMERS = _RELATION.format(named=_BY_ASSETS), _RELATION.format(named=_BY_CUSTOMERS)


class EffectiveLink(NamedTuple):
    """A customer depends on an asset at that moment, by itself or by a group."""

    customer_id: int
    asset_id: int
    dependency: float
    function: str
    direct: bool


def effective_links(
    *, at: datetime, assets: Iterable[int] | None = None, customers: Iterable[int] | None = None
) -> list[EffectiveLink]:
    """The relation as of `at`, looked up by the numbers of assets or of customers, in one query."""
    sql, keys = (_FROM_CUSTOMERS, customers or ()) if assets is None else (_FROM_ASSETS, assets)
    with connection.cursor() as cursor:
        cursor.execute(sql, {"keys": list(keys), "at": at, "active": list(ACTIVE)})
        return [EffectiveLink(*row) for row in cursor.fetchall()]


class Portfolio(NamedTuple):
    """All active customers together: what a share of them is a share of."""

    count: int
    value: Decimal


def portfolio() -> Portfolio:
    """How many active customers there are, and what they are worth a year."""
    whole = Customer.objects.filter(status__in=ACTIVE).aggregate(count=Count("id"), value=Sum("arr"))
    return Portfolio(whole["count"], whole["value"] or Decimal())


def customers_of(assets: Iterable[Asset], *, at: datetime) -> QuerySet[Customer]:
    """The active customers who depend on any of the assets, by value, greatest first."""
    found = effective_links(assets=[asset.pk for asset in assets], at=at)
    return (
        Customer.objects.filter(pk__in={link.customer_id for link in found})
        .select_related("calendar", "account_manager")
        .order_by("-arr", "name")
    )


def assets_of(customers: Iterable[Customer], *, at: datetime) -> QuerySet[Asset]:
    """The assets on which any of the customers depends, the most critical first."""
    found = effective_links(customers=[customer.pk for customer in customers], at=at)
    return Asset.objects.filter(pk__in={link.asset_id for link in found}).order_by("-criticality", "name")
