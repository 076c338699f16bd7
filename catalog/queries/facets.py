"""How many rows each value of each filter would leave: one pass over the rows, however many filters there are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import CharField, Count, F, Func, QuerySet

from catalog.lists import NONE, Asked, Facet

VALUES = 40
# All parts are columns of ours and SQL of Django's; what readers typed is among the parameters.
_ALL = "SELECT {shown}, COUNT(*) FROM ({inner}) AS t GROUP BY GROUPING SETS ({sets})"
Matching = Callable[[Asked], "QuerySet[Any]"]


@dataclass(frozen=True)
class Value:
    """One value of a filter with how many rows it would leave."""

    value: str
    words: str
    count: int


def values_of(
    rows: "QuerySet[Any]", matching: Matching, asked: Asked, facets: Sequence[Facet]
) -> tuple[int, dict[str, list[Value]]]:
    """How many rows there are, and the values of each filter, the most frequent first.

    A filter that is in use counts among the rows that the others leave: that is where its other values lead.
    """
    chosen = asked.filters
    free = [facet for facet in facets if facet.name not in chosen and not facet.many]
    total, found = _in_one_pass(rows, free)
    for facet in facets:
        if facet not in free:
            others = tuple((name, value) for name, value in asked.chosen if name != facet.name)
            without = Asked(search=asked.search, chosen=others)
            among = matching(without) if facet.name in chosen else rows
            found[facet.name] = (
                _unnested(among, facet) if facet.many else _in_one_pass(among, [facet])[1][facet.name]
            )
    return total, found


def _in_one_pass(rows: "QuerySet[Any]", facets: Sequence[Facet]) -> tuple[int, dict[str, list[Value]]]:
    counted: dict[str, list[Value]] = {facet.name: [] for facet in facets}
    total = 0
    for number, value, words, count in _grouped(rows, facets):
        if number is None:
            total = count
        else:
            facet = facets[number]
            counted[facet.name].append(_value(facet, value, words, count))
    return total, {
        name: sorted(found, key=lambda one: -one.count)[:VALUES] for name, found in counted.items()
    }


def _grouped(rows: "QuerySet[Any]", facets: Sequence[Facet]) -> list[tuple[int | None, Any, Any, int]]:
    """For each filter by its number: value, words, count; and for no filter the count of all."""
    columns = {f"v{n}": F(facet.column) for n, facet in enumerate(facets)}
    columns |= {f"w{n}": F(facet.label or facet.column) for n, facet in enumerate(facets)}
    columns = columns or {"v": F("pk")}
    try:
        inner, parameters = rows.order_by().values(**columns).query.sql_with_params()
    except EmptyResultSet:
        return []
    sets = ", ".join(["()", *(f"(v{n}, w{n})" for n in range(len(facets)))])
    which = "".join(f"WHEN GROUPING(v{n}) = 0 THEN {n} " for n in range(len(facets)))
    picked = [
        "CASE " + "".join(f"WHEN GROUPING({c}{n}) = 0 THEN {c}{n}::text " for n in range(len(facets))) + "END"
        for c in "vw"
    ]
    shown = f"CASE {which}END, {', '.join(picked)}" if facets else "NULL, NULL, NULL"
    with connection.cursor() as cursor:
        cursor.execute(_ALL.format(shown=shown, inner=inner, sets=sets), parameters)
        found: list[tuple[int | None, Any, Any, int]] = cursor.fetchall()
        return found


def _unnested(rows: "QuerySet[Any]", facet: Facet) -> list[Value]:
    """The values of a column that holds many."""
    unnest = Func(F(facet.column), function="unnest", output_field=CharField())
    unnest.set_returning = True
    counted = rows.order_by().annotate(one=unnest).values_list("one").annotate(n=Count("pk")).order_by("-n")
    return [_value(facet, value, value, count) for value, count in counted[:VALUES]]


def _value(facet: Facet, value: Any, words: Any, count: int) -> Value:
    if value in (None, ""):
        return Value(NONE, facet.empty, count)
    return Value(str(value), (facet.labels or {}).get(str(value), str(words)), count)
