"""Nobody answers, minute by minute; and what an acknowledgement at each minute changes."""

import pytest

from accounts.actors import actor_of
from oncall.models import EscalationPath, EscalationRun
from oncall.operations.answering import acknowledge
from tests.clock import Clock
from tests.fakes.providers import Providers
from tests.oncall.conftest import Company, detect, paged

pytestmark = pytest.mark.django_db
NIGHT = [(0, "ann"), (5, "dan"), (15, "lea"), (30, "ann"), (35, "dan"), (45, "lea"), (60, "max")]


def test_nobody_answers(clock: Clock, company: Company, path: EscalationPath, providers: Providers) -> None:
    incident = detect()
    clock.advance(minutes=90)
    assert paged(incident, clock)[:7] == NIGHT
    # For a P1 the fallback is paged along with the last resort, every quarter of an hour.
    assert paged(incident, clock)[7:] == [(75, "oda"), (75, "max"), (90, "oda"), (90, "max")]
    run = EscalationRun.objects.get()
    assert (run.state, run.path_name) == ("exhausted", "DB response slow")
    assert len(providers.phone(company.ann).texts) == 2
    assert len(providers.mails(company.ann)) == 2


@pytest.mark.parametrize(
    ("minute", "who", "pages"), [(3, "ann", 1), (5, "ann", 1), (12, "dan", 2), (17, "lea", 3)]
)
def test_an_acknowledgement_stops_it(
    clock: Clock,
    company: Company,
    path: EscalationPath,
    providers: Providers,
    minute: int,
    who: str,
    pages: int,
) -> None:
    incident = detect()
    clock.advance(minutes=minute - 0.01)
    clock.jump(minutes=0.01)
    user = company.people[who]
    acknowledge(incident_id=incident.pk, actor=actor_of(user), at=clock.now)
    clock.advance(minutes=24)
    assert paged(incident, clock) == NIGHT[:pages]
    run = EscalationRun.objects.get()
    assert (run.state, run.acknowledged_by) == ("acknowledged", user)
