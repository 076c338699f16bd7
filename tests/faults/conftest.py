"""One Storm for all faults: each test leaves it whole, and the next one finds nothing waiting."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.clocks import ChangingClocks
from tests.faults.night import CHILDREN, PATIENCE, Night, eventually
from tests.running import RunningStorm, until


@pytest.fixture(scope="package")
def folder() -> Iterator[Path]:
    """Where that Storm keeps everything."""
    with tempfile.TemporaryDirectory(prefix="storm-faults-") as folder:
        Path(folder).chmod(0o711)  # ours; PostgreSQL's own user must pass through it
        yield Path(folder)


@pytest.fixture(scope="package")
def changing(folder: Path) -> ChangingClocks:
    """A zone whose clocks change every few seconds; known to that Storm from its start."""
    return ChangingClocks(folder, every_s=5)


@pytest.fixture(scope="package")
def whole_storm(folder: Path, changing: ChangingClocks) -> Iterator[RunningStorm]:
    """Started once: what a night breaks comes back by itself."""
    with RunningStorm(folder, told=changing.environment) as storm:
        yield storm


@pytest.fixture
def clocks(night: Night, changing: ChangingClocks) -> Iterator[ChangingClocks]:
    """The schedules follow these clocks during one test."""
    changing.govern(night)
    yield changing
    changing.govern(night, "Europe/London")


@pytest.fixture
def night(whole_storm: RunningStorm) -> Iterator[Night]:
    """A whole tree in a good mood before the test, and after it."""
    night = Night.of(whole_storm)
    assert until(night.hands_out, seconds=PATIENCE), whole_storm.log.read_bytes().decode()[-12_000:]
    said = whole_storm.log.stat().st_size
    night.slow_down()
    yield night
    print(whole_storm.log.read_bytes()[said:].decode()[-12_000:])  # shown where the test failed
    eventually(lambda: set(whole_storm.facts()["children"]) == CHILDREN, "all run again", seconds=PATIENCE)
    night.mood("ok")
    night.end_leases_of_the_dead()
    eventually(night.at_rest, "nothing is left to do")
