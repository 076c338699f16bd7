"""Two people answer at the same moment, on connections of their own: one takes it, the other hears who was first."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.actors import actor_of
from accounts.models import CompanySettings
from oncall.models import EscalationRun
from oncall.operations.answering import Answered, acknowledge
from oncall.operations.climbing import climb, start_run
from oncall.operations.runs import run_for_step
from tests.oncall.conftest import Company, detect
from timeline.models import TimelineEntry

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run them in threads that begin together."""
    gate, answers = threading.Barrier(len(acts)), list[object]()

    def run(act: Callable[[], object]) -> None:
        try:
            gate.wait(timeout=10)
            answers.append(act())
        except Exception as error:
            answers.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return answers


def night() -> tuple[Company, EscalationRun]:
    CompanySettings.objects.create(name="Acme")
    company = Company()
    for name, role in (("ann", "operator"), ("ben", "operator"), ("oda", "ops_manager")):
        company.hire(name, role)
    run = start_run(incident_id=detect().pk, at=timezone.now())
    assert run is not None
    return company, run


def test_two_acknowledgements_at_once() -> None:
    company, run = night()

    def answer(name: str) -> Callable[[], Answered]:
        actor = actor_of(company.people[name])
        return lambda: acknowledge(incident_id=run.incident_id, actor=actor, at=timezone.now())

    answers = at_once(answer("ann"), answer("ben"))
    assert all(isinstance(said, Answered) for said in answers), answers
    assert sorted(said.first for said in answers if isinstance(said, Answered)) == [False, True]
    assert len({said.by for said in answers if isinstance(said, Answered)}) == 1
    assert TimelineEntry.objects.filter(kind="escalation.acknowledged").count() == 1


def test_an_acknowledgement_and_the_timer_at_once() -> None:
    """Whoever gets the lock first decides; the run is never both acknowledged and climbing."""
    company, run = night()

    def fire() -> str:
        with transaction.atomic():
            found = run_for_step(run.pk, run.step)
            if found is None or found[1].state == "acknowledged":
                return "moot"
            climb(found[1], found[0], at=timezone.now())
        return "fired"

    actor = actor_of(company.ann)
    answers = at_once(lambda: acknowledge(incident_id=run.incident_id, actor=actor, at=timezone.now()), fire)
    assert not [said for said in answers if isinstance(said, Exception)]
    run.refresh_from_db()
    assert (run.state, run.acknowledged_by) == ("acknowledged", company.ann)
