"""Nothing grows until nobody can read it. The limits are those of CONTRIBUTING."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house.checkout import (
    ROOMS,
    ROOT,
    Function,
    classes,
    files,
    functions,
    length,
    lines,
    name,
    product,
)


def adapters() -> list[Path]:
    """What speaks to a provider: all channels but the protocol they share and the register that lists them."""
    shared = {"protocol.py", "registry.py", "__init__.py"}
    return [path for path in files("*.py", "notifications/channels") if path.name not in shared]


FILES: dict[str, tuple[Callable[[], list[Path]], int]] = {
    "product": (product, 300),
    "tests": (lambda: files("*.py", "tests"), 400),
    "channel adapters": (adapters, 120),
    "templates": (lambda: files("*.html", *ROOMS), 150),
    "style sheets": (lambda: files("*.css", *ROOMS), 150),
}
SHORT = {"views.py", "api.py", "handlers.py", "tasks.py"}


@pytest.mark.parametrize("kind", FILES)
def test_files_are_short(kind: str) -> None:
    find, limit = FILES[kind]
    found = find()
    assert found, f"there are no {kind}: the law looks in the wrong place"
    assert not [
        f"{name(path)}: {lines(path)} lines, at most {limit}" for path in found if lines(path) > limit
    ]


def limit_of(path: Path) -> int:
    """Views, handlers and tasks ask, call and render; everything else may think."""
    return 20 if path.name in SHORT or path.parent.name in {"views", "api", "handlers"} else 30


def test_functions_are_short() -> None:
    assert not [
        f"{name(path)}:{function.lineno} {function.name}: {length(function)} lines, at most {limit_of(path)}"
        for path in product()
        for function in functions(path)
        if length(function) > limit_of(path)
    ]


def test_classes_are_short() -> None:
    assert not [
        f"{name(path)}:{one.lineno} {one.name}: {length(one)} lines, at most 150"
        for path in product()
        for one in classes(path)
        if length(one) > 150
    ]


def too_many_arguments(function: Function) -> bool:
    """Six by position are too many to remember; those with names may be a few more."""
    arguments = function.args
    by_position = len(arguments.posonlyargs) + len(arguments.args)
    return by_position > 6 or by_position + len(arguments.kwonlyargs) > 10


def test_functions_take_few_arguments() -> None:
    assert not [
        f"{name(path)}:{function.lineno} {function.name}"
        for path in product()
        for function in functions(path)
        if too_many_arguments(function)
    ]


def test_the_laws_see_the_product() -> None:
    assert (ROOT / "storm" / "settings.py") in product()
    assert not any("migrations" in path.parts for path in product())
