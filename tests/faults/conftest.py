"""One Storm for all faults: each test leaves it whole, and the next one finds nothing waiting."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.night import CHILDREN, PATIENCE, Night, eventually
from tests.running import RunningStorm


@pytest.fixture(scope="package")
def whole_storm() -> Iterator[RunningStorm]:
    """Started once: what a night breaks comes back by itself."""
    with tempfile.TemporaryDirectory(prefix="storm-faults-") as folder:
        Path(folder).chmod(0o711)  # ours; PostgreSQL's own user must pass through it
        with RunningStorm(Path(folder)) as storm:
            yield storm


@pytest.fixture
def night(whole_storm: RunningStorm) -> Iterator[Night]:
    """A whole tree in a good mood before the test, and after it."""
    night = Night.of(whole_storm)
    said = whole_storm.log.stat().st_size
    night.slow_down()
    yield night
    print(whole_storm.log.read_bytes()[said:].decode()[-12_000:])  # shown where the test failed
    eventually(lambda: set(whole_storm.facts()["children"]) == CHILDREN, "all run again", seconds=PATIENCE)
    night.mood("ok")
    night.end_leases_of_the_dead()
    eventually(night.at_rest, "nothing is left to do")
