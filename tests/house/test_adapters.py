"""The adapters of the worked cases only rename: they decide nothing, and hold no number or table of the domain."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.spec.adapters import SECTIONS

SPEC = Path(__file__).parents[1] / "spec"
ROOMS = {"alerts", "catalog", "incidents", "oncall", "statuspage", "kb", "slo", "notifications", "accounts"}
RENAMING = {"collections", "dataclasses", "typing", "datetime", "tests", "__future__"}
TREES = {name: ast.parse((SPEC / name).read_text(encoding="utf-8")) for name in ("adapters.py", "reading.py")}
ADAPTERS = TREES["adapters.py"]


def nodes(tree: ast.AST) -> list[ast.AST]:
    return list(ast.walk(tree))


def is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)


def product_names() -> set[str]:
    """What the adapters import from the rooms of the product."""
    imports = [node for node in nodes(ADAPTERS) if isinstance(node, ast.ImportFrom)]
    return {
        alias.asname or alias.name
        for node in imports
        if (node.module or "").split(".")[0] in ROOMS
        for alias in node.names
    }


@pytest.mark.parametrize("name", TREES)
def test_no_number(name: str) -> None:
    assert [node.lineno for node in nodes(TREES[name]) if is_number(node)] == []


@pytest.mark.parametrize("name", TREES)
def test_no_arithmetic(name: str) -> None:
    assert [node.lineno for node in nodes(TREES[name]) if isinstance(node, ast.BinOp | ast.AugAssign) and not
            isinstance(getattr(node, "op", None), ast.BitOr)] == []


@pytest.mark.parametrize("name", TREES)
def test_no_table(name: str) -> None:
    """A collection of plain values would be one; a dictionary whose values are computed only gives names."""
    collections = [node for node in nodes(TREES[name]) if isinstance(node, ast.List | ast.Tuple | ast.Set)]
    tables = [node.lineno for node in collections if any(isinstance(item, ast.Constant) for item in node.elts)]
    mappings = [node for node in nodes(TREES[name]) if isinstance(node, ast.Dict)]
    tables += [node.lineno for node in mappings if any(isinstance(item, ast.Constant) for item in node.values)]
    assert tables == []


def test_only_the_product_and_ways_of_reading_are_imported() -> None:
    imports = [node for node in nodes(ADAPTERS) if isinstance(node, ast.ImportFrom)]
    assert {(node.module or "").split(".")[0] for node in imports} <= ROOMS | RENAMING
    assert not [node for node in nodes(ADAPTERS) if isinstance(node, ast.Import)]


def test_every_section_asks_the_product() -> None:
    functions = {node.name: node for node in nodes(ADAPTERS) if isinstance(node, ast.FunctionDef)}
    product = product_names()

    def asks(name: str, seen: frozenset[str] = frozenset()) -> bool:
        called = {node.id for node in ast.walk(functions[name]) if isinstance(node, ast.Name)}
        own = (called & set(functions)) - seen - {name}
        return bool(called & product) or any(asks(inner, seen | {name}) for inner in own)

    assert [section for section in SECTIONS if not asks(SECTIONS[section].__name__)] == []
