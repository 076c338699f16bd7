"""What every test may rely on: real servers, and a Django that is led to them."""

import gc
import os
from pathlib import Path

import django
import hypothesis
import pytest
from django.db import connection

from tests import programs, readers, services, template
from tests.run import SERIAL

# Before anything imports the settings, which are read from the environment once. A worker of pytest-xdist must not
# inherit their name: pytest-django would import them before the worker has said which part of Valkey is its own.
services.ensure()
os.environ["DJANGO_SETTINGS_MODULE"] = "storm.settings"
django.setup()
del os.environ["DJANGO_SETTINGS_MODULE"]
connection.settings_dict["TEST"]["TEMPLATE"] = template.NAME

# A tenth of the time went into looking again and again for what nobody needs any more.
gc.set_threshold(50_000, 20, 100)

# How fast the machine is proves nothing. `--hypothesis-profile=thorough` looks longer.
patient = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("patient", patient, max_examples=50)
hypothesis.settings.register_profile("thorough", patient, max_examples=1000)
hypothesis.settings.load_profile("patient")

pytest_plugins = ["tests.clock", "tests.fakes.providers"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share one running Storm are marked by their folder, and follow each other in one process.

    Walks over everything come first, so that at the end nobody waits for a long one.
    """
    for item in items:
        if _folder(item) in SERIAL:
            item.add_marker("serial")
    items.sort(key=lambda item: _folder(item) not in ("api", "house"))


def _folder(item: pytest.Item) -> str:
    here = Path(__file__).parent
    return item.path.relative_to(here).parts[0] if item.path.is_relative_to(here) else ""


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end, and need not be looked through for leavings."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium. Where there is none the test is left out, in CI it fails."""
    found = programs.chromium()
    if found is None and os.environ.get("STORM_CI"):
        pytest.fail("No Chromium was found, and in CI nothing is left out.")
    if found is None:
        pytest.skip("no Chromium was found on this machine")
    return found


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """Readers of status pages written for Node. Without Node their tests are left out, in CI they fail."""
    if programs.node() and programs.npm():
        return readers.installed()
    if os.environ.get("STORM_CI"):
        pytest.fail("No node and npm were found, and in CI nothing is left out.")
    pytest.skip("no node and npm were found on this machine")
