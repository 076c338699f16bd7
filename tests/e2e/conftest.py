"""One Storm and one Chromium for all browser tests."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.browsing import Browsers, launched
from tests.running import RunningStorm, lay_migrated


@pytest.fixture(scope="package")
def storm() -> Iterator[RunningStorm]:
    """A Storm of our own: the nights of other tests do not page people here.

    That it migrates its database by itself, the faults prove with theirs.
    """
    with tempfile.TemporaryDirectory(prefix="storm-e2e-") as folder:
        Path(folder).chmod(0o711)  # ours; PostgreSQL's own user must pass through it
        lay_migrated(Path(folder))
        with RunningStorm(Path(folder)) as running:
            yield running


@pytest.fixture(scope="package")
def browsers(storm: RunningStorm, chromium: str) -> Iterator[Browsers]:
    """Windows of whomever the test needs."""
    with launched(chromium) as browser:
        yield Browsers(browser, storm)
