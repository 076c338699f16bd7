"""What every test may rely on: real servers, and a Django that is led to them."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import pytest

from tests import programs, services
from tests.running import RunningStorm

# Before anything imports the settings, which are read from the environment once.
services.ensure()
django.setup()

SERIAL = ("faults", "e2e")
pytest_plugins = ["tests.clock", "tests.fakes.providers"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that need the machine for themselves are marked by their folder."""
    here = Path(__file__).parent
    for item in items:
        folder = item.path.relative_to(here).parts[0] if item.path.is_relative_to(here) else ""
        if folder in SERIAL:
            item.add_marker("serial")


@pytest.fixture(scope="session")
def running_storm() -> Iterator[RunningStorm]:
    """A whole Storm for the session: tests of one folder share it, and each leaves all its processes running."""
    with tempfile.TemporaryDirectory(prefix="storm-running-") as folder:
        Path(folder).chmod(0o711)  # ours; PostgreSQL's own user must pass through it
        with RunningStorm(Path(folder)) as storm:
            yield storm


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium. Where there is none the test is left out, in CI it fails."""
    found = programs.chromium()
    if found is None and os.environ.get("STORM_CI"):
        pytest.fail("No Chromium was found, and in CI nothing is left out.")
    if found is None:
        pytest.skip("no Chromium was found on this machine")
    return found
