"""The whole catalog as the analysis of single points of failure takes it, or the part that one customer stands on."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.db.models import Q, QuerySet

from catalog.models import Asset, AssetDependency, Customer, RedundancyGroup
from catalog.models.assets import HARD
from catalog.queries.mapping import ACTIVE, effective_links
from catalog.spof.frozen import Frozen, cents


def in_use(at: datetime) -> QuerySet[Asset]:
    """Assets that are not retired."""
    return Asset.objects.filter(Q(retired_at=None) | Q(retired_at__gt=at))


def frozen_graph(at: datetime) -> Frozen:
    """Hard dependencies, groups, and what each active customer cannot do without, in five queries."""
    assets = list(in_use(at).order_by("pk").values_list("pk", flat=True))
    worth = dict(Customer.objects.filter(status__in=ACTIVE).order_by("pk").values_list("pk", "arr"))
    links = effective_links(at=at, customers=worth)
    hard = (
        AssetDependency.objects.filter(strength=Decimal(HARD))
        .order_by("pk")
        .values_list("asset_id", "needs_id")
    )
    used = frozenset(assets)
    return Frozen(
        assets=assets,
        needs=_lists((asset, need) for asset, need in hard if asset in used and need in used),
        groups=_groups(used),
        roots=_lists((link.customer_id, link.asset_id) for link in links if link.dependency == HARD),
        worth={customer: cents(arr) for customer, arr in worth.items()},
    )


def _groups(used: frozenset[int]) -> dict[int, list[tuple[int, list[int]]]]:
    """By owner; a retired member is no member any more."""
    members = _lists(
        RedundancyGroup.members.through.objects.order_by("pk").values_list("redundancygroup_id", "asset_id")
    )
    found: dict[int, list[tuple[int, list[int]]]] = {}
    for pk, owner, k in RedundancyGroup.objects.order_by("pk").values_list("pk", "owner_id", "k"):
        if owner in used:
            found.setdefault(owner, []).append((k, [one for one in members.get(pk, ()) if one in used]))
    return found


def _lists(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    """The second ones by the first, each once."""
    found: dict[int, dict[int, None]] = {}
    for first, second in pairs:
        found.setdefault(first, {})[second] = None
    return {first: list(seconds) for first, seconds in found.items()}


# Every way down from some assets: to what they need, hard or soft, and to the members of their groups. LATERAL, so that
# what is asked grows with what lies below, not with the whole catalog.
_DOWN = """
WITH RECURSIVE below(asset_id) AS (
    SELECT unnest(%(roots)s::bigint[])
    UNION
    SELECT edge.needs_id FROM below CROSS JOIN LATERAL (
        SELECT needs_id FROM catalog_assetdependency WHERE asset_id = below.asset_id
        UNION ALL
        SELECT member.asset_id
          FROM catalog_redundancygroup grouped
          JOIN catalog_redundancygroup_members member ON member.redundancygroup_id = grouped.id
         WHERE grouped.owner_id = below.asset_id
    ) edge
)
SELECT below.asset_id, edge.needs_id FROM below CROSS JOIN LATERAL (
    SELECT needs_id FROM catalog_assetdependency WHERE asset_id = below.asset_id
    UNION ALL
    SELECT member.asset_id
      FROM catalog_redundancygroup grouped
      JOIN catalog_redundancygroup_members member ON member.redundancygroup_id = grouped.id
     WHERE grouped.owner_id = below.asset_id
) edge ORDER BY 1, 2
"""


def ways_down(roots: Iterable[int]) -> list[tuple[int, int]]:
    """The edges of the network below some assets, in two queries at most."""
    with connection.cursor() as cursor:
        cursor.execute(_DOWN, {"roots": list(roots)})
        return [(here, there) for here, there in cursor.fetchall()]
