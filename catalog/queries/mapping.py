"""The mapping between customers and assets, read from either end: one relation, groups expanded, as of a moment."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from catalog.harm import Link
from catalog.models import Asset, Customer

ACTIVE = (Customer.Status.PAYING, Customer.Status.TRIAL)

# Where a link is looked up: by what it names, and by the groups that hold what it names. The other end follows.
_KEPT = "link.customer_id, link.customer_group_id, link.asset_id, link.asset_group_id, link.dependency, link.function"
_NAMED = """
    SELECT {kept}, link.{end}_id AS this
      FROM catalog_customerassetlink link
     WHERE link.{end}_id = ANY(%(keys)s::bigint[]) AND {valid}
    UNION ALL
    SELECT {kept}, member.{end}_id
      FROM catalog_{end}group_members member
      JOIN catalog_customerassetlink link ON link.{end}_group_id = member.{end}group_id
     WHERE member.{end}_id = ANY(%(keys)s::bigint[]) AND {valid}
"""
_VALID = """(link.valid_from IS NULL OR link.valid_from <= %(at)s)
       AND (link.valid_to IS NULL OR link.valid_to > %(at)s)"""

# A direct link of a customer to an asset overrides what groups say of the two. Only what is in use counts.
_RELATION = """
  WITH named AS ({named}),
  expanded AS (
    SELECT customer.id AS customer_id, asset.id AS asset_id, named.dependency, named.function,
           named.customer_id IS NOT NULL AND named.asset_id IS NOT NULL AS direct
      FROM named
      LEFT JOIN catalog_{other}group_members member ON member.{other}group_id = named.{other}_group_id
      JOIN catalog_{end} {end} ON {end}.id = named.this
      JOIN catalog_{other} {other} ON {other}.id = coalesce(named.{other}_id, member.{other}_id)
     WHERE customer.status = ANY(%(active)s) AND (asset.retired_at IS NULL OR asset.retired_at > %(at)s)
  ),
  weighed AS (
    SELECT expanded.*, bool_or(direct) OVER (PARTITION BY customer_id, asset_id) AS overridden FROM expanded
  ),
  relation AS (
    SELECT customer_id, asset_id, dependency::float8, function, direct FROM weighed
     WHERE direct OR NOT overridden
  )
"""
_AS_IT_IS = "SELECT customer_id, asset_id, dependency, function FROM relation"
_EACH_ONCE = """
  SELECT customer_id, asset_id, max(dependency), function, bool_or(direct)
    FROM relation GROUP BY customer_id, asset_id, function ORDER BY customer_id, asset_id, function
"""


def _relation(end: str, other: str) -> str:
    return _RELATION.format(named=_NAMED.format(kept=_KEPT, end=end, valid=_VALID), end=end, other=other)


_FROM = {"asset": _relation("asset", "customer"), "customer": _relation("customer", "asset")}


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
    end, keys = ("customer", customers or ()) if assets is None else ("asset", assets)
    return [EffectiveLink(*row) for row in _rows(_FROM[end] + _EACH_ONCE, keys, at)]


def links_to(assets: Iterable[int], at: datetime) -> list[Link]:
    """The same relation in bulk and in no order, for the pure decisions; groups may name a pair more than once."""
    return [Link._make(row) for row in _rows(_FROM["asset"] + _AS_IT_IS, assets, at)]


def _rows(sql: str, keys: Iterable[int], at: datetime) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"keys": numbers(keys), "at": at, "active": list(ACTIVE)})
        return list(cursor.fetchall())


def numbers(keys: Iterable[int]) -> str:
    """Many numbers as PostgreSQL writes an array: much faster than a list of ten thousand parameters."""
    return f"{{{','.join(map(str, keys))}}}"


def among(keys: Iterable[int]) -> RawSQL:
    """For `pk__in=`: as many numbers as one likes in one parameter, where five thousand of them would cost."""
    return RawSQL("SELECT unnest(%s::bigint[])", [numbers(keys)])


def customers_of(assets: Iterable[Asset], *, at: datetime) -> QuerySet[Customer]:
    """The active customers who depend on any of the assets, by value, greatest first."""
    found = effective_links(assets=[asset.pk for asset in assets], at=at)
    return (
        Customer.objects.filter(pk__in=among({link.customer_id for link in found}))
        .select_related("calendar", "account_manager")
        .order_by("-arr", "name")
    )


def assets_of(customers: Iterable[Customer], *, at: datetime) -> QuerySet[Asset]:
    """The assets on which any of the customers depends, the most critical first."""
    found = effective_links(customers=[customer.pk for customer in customers], at=at)
    return Asset.objects.filter(pk__in=among({link.asset_id for link in found})).order_by(
        "-criticality", "name"
    )
