"""What quiet hours held leaves as one message when they are over, by no louder way, and is answered in one word."""

from datetime import time

import pytest

from accounts.actors import actor_of
from incidents.models import Incident
from notifications.models import Delivery
from oncall.models import Bundle, EscalationPath, QuietHours
from oncall.operations.answering import acknowledge
from outbox.models import Entry
from tests.clock import Clock
from tests.fakes.providers import Providers
from tests.oncall.conftest import Company, detect

pytestmark = pytest.mark.django_db
MORNING_MINUTE = 90


@pytest.fixture
def asleep(clock: Clock, company: Company, path: EscalationPath, providers: Providers) -> Company:
    """Ann's quiet hours are from 13:00 to 15:30; it is 14:00."""
    QuietHours.objects.create(user=company.ann, starts=time(13), ends=time(15, 30))
    path.levels.update(ack_minutes=1000)
    return company


def low(title: str) -> Incident:
    """An incident that is not urgent pages Ann."""
    found = detect(title=title)
    Incident.objects.filter(pk=found.pk).update(priority="P3")
    return found


def test_three_become_one_and_one_answer_takes_all(
    asleep: Company, clock: Clock, providers: Providers
) -> None:
    incidents = []
    for number in range(3):
        incidents.append(low(f"Slow {number}"))
        clock.advance(minutes=7)
    phone = providers.phone(asleep.ann)
    assert phone.texts == []
    clock.advance(minutes=MORNING_MINUTE - 22)
    assert phone.texts == []
    clock.advance(minutes=5)
    assert len(phone.texts) == 1, phone.texts
    [text] = phone.texts
    assert text.startswith("3 open") and "Reply 1aa" in text
    assert len(providers.mails(asleep.ann)) == 1
    held = Delivery.objects.filter(kind="page", recipient=asleep.ann.key)
    assert {(one.state, one.error) for one in held} == {
        ("cancelled", "Named in one message with others, when quiet hours were over.")
    }
    phone.reply("1aa")
    clock.settle()
    assert all(incident.runs.get().acknowledged_by == asleep.ann for incident in incidents)


def test_one_alone_leaves_as_it_is_when_they_are_over(
    asleep: Company, clock: Clock, providers: Providers
) -> None:
    low("Slow")
    clock.advance(minutes=MORNING_MINUTE)
    [text] = providers.phone(asleep.ann).texts
    assert "a to take it" in text
    assert not Bundle.objects.exists()


def test_what_was_settled_in_the_night_is_not_told(
    asleep: Company, clock: Clock, providers: Providers
) -> None:
    first, second = low("Slow 1"), low("Slow 2")
    clock.settle()
    for incident in (first, second):
        acknowledge(incident_id=incident.pk, actor=actor_of(asleep.ben), at=clock.now)
    clock.advance(minutes=MORNING_MINUTE - 60)
    assert providers.phone(asleep.ann).texts == []


def test_where_nobody_gathers_each_leaves_by_itself(
    asleep: Company, clock: Clock, providers: Providers
) -> None:
    low("Slow 1")
    low("Slow 2")
    clock.settle()
    assert Entry.objects.filter(topic="oncall.gather").delete()[0] == 1
    clock.advance(minutes=MORNING_MINUTE + 2)
    assert len(providers.phone(asleep.ann).texts) == 2
