"""Many runs whose timers fall due at once climb together, each exactly as it would alone."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.actors import actor_of
from incidents.models import Incident
from notifications.models import Delivery
from oncall.models import EscalationPath, EscalationRun, HuntGroup
from oncall.operations.answering import acknowledge
from oncall.operations.climbing import climb_together
from outbox import operations, running
from outbox.models import Entry, Queue
from tests.clock import Clock
from tests.oncall.conftest import Company, detect, paged


def nights(count: int, clock: Clock) -> list[Incident]:
    """Incidents of the same minute."""
    found = [detect(title=f"Checkout down {n}") for n in range(count)]
    clock.settle()
    return found


def test_each_climbs_as_it_would_alone(path: EscalationPath, clock: Clock) -> None:
    one = nights(1, clock)
    clock.advance(minutes=16)
    alone = paged(one[0], clock)
    assert [name for _, name in alone] == ["ann", "dan", "lea"]
    clock.start = clock.now
    many = nights(3, clock)
    clock.advance(minutes=16)
    assert all(paged(incident, clock) == alone for incident in many)
    assert not Delivery.objects.filter(state="pending").exists()


def test_the_number_of_queries_does_not_grow(path: EscalationPath, clock: Clock) -> None:
    def queries(count: int) -> int:
        nights(count, clock)
        clock.jump(minutes=5)
        claims = [(one.id, one.token) for one in operations.claim(queue=Queue.TIMERS, at=clock.now)]
        assert len(claims) == count
        with CaptureQueriesContext(connection) as taken:
            running.carry_out_together(claims)
        Entry.objects.filter(done_at=None).update(done_at=clock.now)
        EscalationRun.objects.update(state="ended")
        return len(taken)

    few = queries(2)
    assert queries(6) == few


def test_whoever_has_it_is_not_passed_over(path: EscalationPath, company: Company, clock: Clock) -> None:
    first, second, third = nights(3, clock)
    acknowledge(incident_id=second.pk, actor=actor_of(company.ann), at=clock.now)
    clock.advance(minutes=5)
    assert [name for _, name in paged(first, clock)] == ["ann", "dan"]
    assert [name for _, name in paged(second, clock)] == ["ann"]
    assert [name for _, name in paged(third, clock)] == ["ann", "dan"]


def test_paths_with_hunt_groups_climb_too(path: EscalationPath, clock: Clock) -> None:
    second = path.levels.get(position=1)
    second.users.clear()
    second.groups.add(HuntGroup.objects.get(name="dispatch"))
    many = nights(3, clock)
    clock.advance(minutes=5)
    assert all(incident.hunts.filter(run__position__level=1).count() == 1 for incident in many)


@contextmanager
def held_elsewhere(incident: Incident) -> Iterator[None]:
    """Somebody else has the incident locked."""
    taken, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Incident.objects.select_for_update().get(pk=incident.pk)
            taken.set()
            let_go.wait(timeout=30)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert taken.wait(timeout=30)
    try:
        yield
    finally:
        let_go.set()
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_one_that_is_locked_does_not_hold_up_the_others(path: EscalationPath, clock: Clock) -> None:
    first, second, third = nights(3, clock)
    clock.jump(minutes=5)
    claims = [(one.id, one.token) for one in operations.claim(queue=Queue.TIMERS, at=clock.now)]
    dues = operations.begin_many(claims, at=clock.now)
    with held_elsewhere(second), transaction.atomic():
        climb_together(dues)
    assert [[name for _, name in paged(one, clock)] for one in (first, second, third)] == [
        ["ann", "dan"],
        ["ann"],
        ["ann", "dan"],
    ]
