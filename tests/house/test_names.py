"""Names say what a thing is, and nothing is left half done."""

import ast
import re

from tests.house.checkout import ROOT, files, functions, name, product

NOTHING_NAMES = {"utils", "util", "helpers", "helper", "services", "common", "base", "misc"}
LEFT_OVER = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError")
UNEXPLAINED = re.compile(r"#\s*(noqa|type:\s*ignore)(?![:\[])")
# Written so that this file does not find itself.
HERE = "tests/house/test_names.py"


def test_no_module_is_named_after_nothing() -> None:
    modules = [
        path for path in product() if {path.stem, *path.relative_to(ROOT).parent.parts} & NOTHING_NAMES
    ]
    assert not [name(path) for path in modules]


def test_nothing_is_left_for_later() -> None:
    assert not [
        f"{name(path)}:{number}"
        for path in [*product(), *files("*.py", "tests"), *files("*.html", ".")]
        if name(path) != HERE and ".venv" not in path.parts and "var" not in path.parts
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if LEFT_OVER.search(line)
    ]


def test_a_silenced_check_names_what_it_silences() -> None:
    assert not [
        f"{name(path)}:{number}"
        for path in [*product(), *files("*.py", "tests")]
        if name(path) != HERE
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if UNEXPLAINED.search(line)
    ]


def test_every_module_says_what_it_decides_or_owns() -> None:
    silent = [
        path
        for path in product()
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert not [name(path) for path in silent if path.name not in {"__init__.py", "apps.py"}]


def test_no_test_sleeps() -> None:
    """Waiting for a process is a loop that looks (time.sleep of hundredths), never a guess in whole seconds."""
    sleeping = re.compile(r"\bsleep\((?!0\.0)[\d.]+\)")
    tests = [path for path in files("*.py", "tests") if path.name != "small_tree.py" and name(path) != HERE]
    assert not [name(path) for path in tests if sleeping.search(path.read_text())]


def test_no_import_hides_in_a_function() -> None:
    assert not [
        f"{name(path)}:{function.lineno} {function.name}"
        for path in product()
        if path.name != "apps.py"
        for function in functions(path)
        if any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(function))
    ]
