"""The adapters of the worked cases only rename: they decide nothing, and hold no number or table of the domain."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.spec.adapters import SECTIONS, WITH_DATA

SPEC = Path(__file__).parents[1] / "spec"
ALL = {**SECTIONS, **WITH_DATA}
ROOMS = {"alerts", "catalog", "incidents", "oncall", "statuspage", "kb", "slo", "notifications", "accounts"}
RENAMING = {"collections", "dataclasses", "typing", "datetime", "tests", "__future__"}
FILES = (
    "adapters.py", "actions.py", "changing.py", "classifying.py", "hunting.py", "practising.py", "public.py",
    "reading.py", "single_failures.py",
)  # fmt: skip
TREES = {name: ast.parse((SPEC / name).read_text(encoding="utf-8")) for name in FILES}


def nodes(tree: ast.AST) -> list[ast.AST]:
    return list(ast.walk(tree))


def is_number(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, int | float)
        and not isinstance(node.value, bool)
    )


def is_plain(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str | int | float)


def product_names(name: str) -> set[str]:
    """What a file imports from the rooms of the product."""
    imports = [node for node in nodes(TREES[name]) if isinstance(node, ast.ImportFrom)]
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
    assert [
        node.lineno
        for node in nodes(TREES[name])
        if isinstance(node, ast.BinOp | ast.AugAssign)
        and not isinstance(getattr(node, "op", None), ast.BitOr)
    ] == []


@pytest.mark.parametrize("name", TREES)
def test_no_table(name: str) -> None:
    """A collection of plain values would be one; a dictionary whose values are computed only gives names."""
    collections = [node for node in nodes(TREES[name]) if isinstance(node, ast.List | ast.Tuple | ast.Set)]
    tables = [node.lineno for node in collections if any(is_plain(item) for item in node.elts)]
    mappings = [node for node in nodes(TREES[name]) if isinstance(node, ast.Dict)]
    tables += [node.lineno for node in mappings if any(is_plain(item) for item in node.values)]
    assert tables == []


@pytest.mark.parametrize("name", TREES)
def test_only_the_product_and_ways_of_reading_are_imported(name: str) -> None:
    imports = [node for node in nodes(TREES[name]) if isinstance(node, ast.ImportFrom)]
    assert {(node.module or "").split(".")[0] for node in imports} <= ROOMS | RENAMING
    assert not [node for node in nodes(TREES[name]) if isinstance(node, ast.Import)]


def test_every_section_asks_the_product() -> None:
    files = {Path(inspect.getfile(function)).name: function for function in ALL.values()}
    assert set(files) == set(FILES) - {"reading.py"}
    assert [section for section in ALL if not asks(ALL[section])] == []


def asks(function: Callable[..., object]) -> bool:
    """Whether a section's function, or what it uses of its file, names something of the product."""
    name = Path(inspect.getfile(function)).name
    defined = definitions(TREES[name])
    reached, waiting = set(), [function.__name__]
    while waiting:
        here = waiting.pop()
        if here not in reached:
            reached.add(here)
            waiting += names_in(defined[here]) if here in defined else []
    return bool(reached & product_names(name))


def definitions(tree: ast.Module) -> dict[str, ast.AST]:
    """The functions and the tables of functions of a file, by name."""
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    tables = {
        node.target.id: node
        for node in tree.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    return {**functions, **tables}


def names_in(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
