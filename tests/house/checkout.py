"""The product's own files, for the laws that no linter knows."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "storm",
    "demo",
    "statuspage",
    "kb",
    "alerts",
    "oncall",
    "incidents",
    "catalog",
    "notifications",
    "accounts",
    "timeline",
    "outbox",
)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def files(pattern: str, *folders: str) -> list[Path]:
    """Files below these folders, migrations and foreign code (`vendor`) left out."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob(pattern))]
    return [path for path in found if not {"migrations", "vendor", "__pycache__"} & set(path.parts)]


def product() -> list[Path]:
    """All Python of the product."""
    return [*files("*.py", *ROOMS, "bin", "bench"), ROOT / "manage.py"]


def name(path: Path) -> str:
    """As people write it."""
    return path.relative_to(ROOT).as_posix()


def lines(path: Path) -> int:
    """How long the file is."""
    return len(path.read_text().splitlines())


def functions(path: Path) -> Iterator[Function]:
    """Every function and method that is defined in the file."""
    return (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, Function))


def classes(path: Path) -> Iterator[ast.ClassDef]:
    """Every class that is defined in the file."""
    return (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ClassDef))


def length(node: Function | ast.ClassDef) -> int:
    """Lines of a definition without decorators and docstring."""
    total = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    if documented and len(node.body) > 1:
        total -= (first.end_lineno or first.lineno) - first.lineno + 1
    return total
