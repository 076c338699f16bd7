"""Backstage: each entity of a `catalog-info.yaml` that can fail becomes an asset, with what it depends on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import yaml

from catalog.imports.rows import MOST_ROWS, Read, Row, Unreadable
from catalog.imports.tables import about, decoded

# Systems, APIs, groups and users are not assets.
KINDS: Mapping[str, str] = MappingProxyType({"component": "application", "resource": "other"})
TYPES: Mapping[str, str] = MappingProxyType(
    {
        "database": "database",
        "cluster": "server",
        "server": "server",
        "network": "network",
        "service": "application",
    }
)
CRITICALITY: Mapping[str, int] = MappingProxyType({"production": 3})
_OTHERWISE = 2
MOST_DOCUMENTS = 20_000


def read_backstage(content: bytes) -> Read:
    """Assets first, then what they need. Raises Unreadable."""
    entities = list(_entities(decoded(content)))
    assets = [one for one in entities if _kind(one) in KINDS]
    ignored = sorted({str(one.get("kind", "?"))[:80] for one in entities if _kind(one) not in KINDS})
    rows = [_asset(number, one) for number, one in enumerate(assets, 1)]
    for number, one in enumerate(assets, 1):
        rows += _needs(number, one)
    if not rows:
        raise Unreadable("There is no Component and no Resource in this file.")
    if len(rows) > MOST_ROWS:
        raise Unreadable(f"The file gives {len(rows)} rows; split it into files of at most {MOST_ROWS}.")
    return Read(kind="backstage", rows=rows, ignored=tuple(ignored))


def _entities(text: str) -> Iterator[Mapping[str, Any]]:
    try:
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text)):
            raise Unreadable(
                "The file uses YAML aliases (“*name”). Write the values out, then choose it again."
            )
        for number, document in enumerate(yaml.safe_load_all(text), 1):
            if number > MOST_DOCUMENTS:
                raise Unreadable(f"The file has more than {MOST_DOCUMENTS} documents; split it.")
            if isinstance(document, Mapping):
                yield document
            elif document is not None:
                raise Unreadable(
                    f"Document {number} is no entity. Each begins with “apiVersion: backstage.io/v1alpha1”."
                )
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise Unreadable(f"The file is no YAML: {_where(error)}.") from error


def _where(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "it is nested too deeply or holds an impossible value"
    return f"{problem}, line {mark.line + 1}" if mark else str(problem)


def _kind(entity: Mapping[str, Any]) -> str:
    return str(entity.get("kind", "")).lower()


def _part(entity: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = entity.get(name)
    return found if isinstance(found, Mapping) else {}


def _asset(number: int, entity: Mapping[str, Any]) -> Row:
    meta, spec = _part(entity, "metadata"), _part(entity, "spec")
    lifecycle, sort = str(spec.get("lifecycle", "")), str(spec.get("type", "")).lower()
    given: dict[str, Any] = {
        "name": _text(meta.get("name")),
        "kind": TYPES.get(sort, KINDS[_kind(entity)]),
        "criticality": CRITICALITY.get(lifecycle, _OTHERWISE),
        "owner_team": name_in(spec.get("owner")),
        "title": _text(meta.get("title")),
        "note": _text(meta.get("description")),
        "environment": lifecycle[:40],
        "external_id": _reference(entity),
    }
    given = {name: value for name, value in given.items() if value}
    return Row(number=number, kind="assets", given=given, about=about("assets", given))


def _reference(entity: Mapping[str, Any]) -> str:
    """As Backstage itself names an entity: `component:default/checkout`."""
    meta = _part(entity, "metadata")
    namespace = _text(meta.get("namespace")) or "default"
    return f"{_kind(entity)}:{namespace}/{_text(meta.get('name'))}"[:200]


def _needs(number: int, entity: Mapping[str, Any]) -> list[Row]:
    needed = _part(entity, "spec").get("dependsOn")
    name = _text(_part(entity, "metadata").get("name"))
    found = []
    for one in needed if isinstance(needed, list) else []:
        given = {"asset": name, "needs": name_in(one), "strength": "hard"}
        found.append(Row(number=number, kind="dependencies", given=given, about=about("dependencies", given)))
    return found


def name_in(reference: object) -> str:
    """The name in `resource:default/orders-db`."""
    return _text(reference).rpartition("/")[2].rpartition(":")[2]


def _text(value: object) -> str:
    return "" if value is None or isinstance(value, Mapping | list) else str(value).strip()[:4000]
