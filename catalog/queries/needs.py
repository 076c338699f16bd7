"""Reads of what assets need, however indirectly, members of redundancy groups too."""

from collections.abc import Collection, Iterable, Mapping

from django.db import connection

_NEEDED = """
WITH RECURSIVE needed(starts, id) AS (
    SELECT starts, id FROM unnest(%s::bigint[], %s::bigint[]) AS asked (starts, id)
  UNION
    SELECT needed.starts, edge.needs FROM needed CROSS JOIN LATERAL (
        SELECT needs_id AS needs FROM catalog_assetdependency WHERE asset_id = needed.id
        UNION ALL
        SELECT member.asset_id FROM catalog_redundancygroup AS standing
        JOIN catalog_redundancygroup_members AS member ON member.redundancygroup_id = standing.id
        WHERE standing.owner_id = needed.id
    ) AS edge
)
SELECT starts, id FROM needed
"""


def needed_by(asset_ids: Iterable[int]) -> set[int]:
    """These assets and everything they need."""
    return needed_by_each({0: list(asset_ids)})[0]


def needed_by_each(assets: Mapping[int, Collection[int]]) -> dict[int, set[int]]:
    """The same for several sets of assets, by whatever numbers they go under. One query."""
    pairs = [(number, asset) for number, some in assets.items() for asset in some]
    found: dict[int, set[int]] = {number: set() for number in assets}
    with connection.cursor() as cursor:
        cursor.execute(_NEEDED, [[number for number, _ in pairs], [asset for _, asset in pairs]])
        for number, asset in cursor.fetchall():
            found[number].add(asset)
    return found
