"""A level may hold what is not urgent until somebody is on call; an urgent incident passes over it at once."""

from datetime import timedelta

import pytest

from accounts.actors import actor_of
from incidents.models import Incident
from oncall.models import Absence, EscalationPath
from oncall.operations.answering import escalate_now
from oncall.operations.drawing import drawn
from oncall.paths.path import LevelSnapshot
from oncall.paths.simulation import Asked, played
from oncall.paths.words import differences
from oncall.queries.paths import snapshot_of
from tests.clock import START, Clock
from tests.oncall.conftest import Company, detect, paged, weekly
from timeline.models import TimelineEntry
from timeline.queries import words

pytestmark = pytest.mark.django_db
AWAY = timedelta(hours=6)


@pytest.fixture
def waiting(company: Company, path: EscalationPath, clock: Clock) -> EscalationPath:
    """The first level is a schedule whose only person comes back in six hours."""
    level = path.levels.get(name="operators")
    level.users.clear()
    level.schedules.add(weekly("operators", company.ben))
    path.levels.filter(pk=level.pk).update(waits=True)
    Absence.objects.create(user=company.ben, starts_at=START, ends_at=START + AWAY)
    return path


def broken(priority: str) -> Incident:
    found = detect()
    Incident.objects.filter(pk=found.pk).update(priority=priority)
    return found


def test_what_is_not_urgent_waits_for_the_next_shift(
    waiting: EscalationPath, clock: Clock, company: Company
) -> None:
    incident = broken("P4")
    clock.advance(minutes=300)
    assert paged(incident, clock) == []
    assert "waits until 10 Mar 20:00 UTC" in words(TimelineEntry.objects.get(kind="escalation.waits"))
    clock.advance(minutes=65)
    assert paged(incident, clock) == [(360, "ben"), (365, "dan")]


@pytest.mark.parametrize("priority", ["", "P1", "P2"])
def test_what_is_urgent_never_waits(
    priority: str, waiting: EscalationPath, clock: Clock, company: Company
) -> None:
    incident = broken(priority)
    clock.settle()
    assert paged(incident, clock) == [(0, "dan")]


def test_escalate_now_ends_the_waiting(waiting: EscalationPath, clock: Clock, company: Company) -> None:
    incident = broken("P4")
    clock.advance(minutes=10)
    escalate_now(incident_id=incident.pk, actor=actor_of(company.oda), at=clock.now)
    clock.settle()
    assert paged(incident, clock) == [(10, "dan")]


def test_nobody_within_a_week_is_not_waited_for(
    waiting: EscalationPath, clock: Clock, company: Company
) -> None:
    Absence.objects.update(ends_at=START + timedelta(days=8))
    incident = broken("P4")
    clock.settle()
    assert paged(incident, clock) == [(0, "dan")]


def test_the_simulation_waits_as_the_night_would(
    waiting: EscalationPath, clock: Clock, company: Company
) -> None:
    night = played(waiting, Asked(begins_at=START, priority="P4"), now=START).night
    first, second = night.wakes[:2]
    assert (first.waits, first.is_empty, first.until) == (True, True, START + AWAY)
    assert (second.at, second.names) == (START + AWAY, "Ben")
    assert not played(waiting, Asked(begins_at=START, priority="P1"), now=START).night.wakes[0].waits


def test_a_path_takes_it_along_and_its_versions_tell(waiting: EscalationPath) -> None:
    level = snapshot_of(waiting).levels[0]
    assert LevelSnapshot.from_json(level.to_json()).waits
    [line] = differences(drawn(waiting).with_level(0, waits=False), drawn(waiting), {})
    assert "waits for somebody on call" in line
