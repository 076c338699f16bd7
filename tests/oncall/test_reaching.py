"""A way that fails is followed by the next way to the same person at once."""

from datetime import timedelta

import pytest

from accounts.actors import actor_of
from accounts.models import ContactMethod
from incidents.models import Incident
from notifications.models import Attempt, Delivery
from oncall.handlers import reach_otherwise
from oncall.models import EscalationPath, QuietHours
from oncall.operations.answering import acknowledge
from outbox.handling import MOOT, Due
from outbox.models import Entry
from tests.clock import Clock
from tests.fakes.providers import Providers
from tests.oncall.conftest import Company, detect
from timeline.models import TimelineEntry

pytestmark = pytest.mark.django_db
BAD, OTHER, THIRD = "+15005550001", "+447700900188", "+447700900189"


def facts(kind: str) -> list[dict[str, object]]:
    return list(TimelineEntry.objects.filter(kind=kind).values_list("data", flat=True))


def by_text(company: Company, clock: Clock, *numbers: str) -> None:
    """Ann is reached by these numbers, in this order, and by nothing else."""
    company.ann.contact_methods.all().delete()
    for position, number in enumerate(numbers):
        ContactMethod.objects.create(
            user=company.ann, kind="sms", address=number, verified_at=clock.now, position=position
        )


def hold_back(clock: Clock, address: str) -> None:
    """As if a rule of hers held this way back for ten minutes."""
    keys = Delivery.objects.filter(address=address).values("key")
    Entry.objects.filter(key__in=keys).update(not_before=clock.now + timedelta(minutes=10))


def failed(delivery: Delivery, clock: Clock, **more: object) -> Due:
    payload = {"delivery": delivery.pk, **more}
    return Due(id=1, topic="", key="", payload=payload, due_at=clock.now, at=clock.now, attempt=1)


def numbers(providers: Providers) -> list[str]:
    return [number for number, _ in providers.texts()]


def test_what_was_to_come_later_comes_at_once(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    by_text(company, clock, OTHER, BAD)
    detect()
    clock.settle_once()
    hold_back(clock, OTHER)
    clock.settle()
    assert numbers(providers).count(OTHER) == 1
    [said] = facts("escalation.reached_otherwise")
    assert (said["user_label"], said["channel"], said["failed"]) == ("Ann", "SMS", "SMS")


def test_a_way_that_no_rule_named_is_taken_when_nothing_else_is_left(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    by_text(company, clock, BAD)
    detect()
    clock.settle_once()
    ContactMethod.objects.create(user=company.ann, kind="sms", address=OTHER, verified_at=clock.now)
    clock.settle()
    assert OTHER in numbers(providers)
    assert Delivery.objects.get(address=OTHER).key.startswith(Delivery.objects.get(address=BAD).key[:6])


def test_when_nothing_is_left_the_incident_says_so(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    by_text(company, clock, BAD)
    detect()
    clock.settle()
    assert [said["user_label"] for said in facts("escalation.not_reached")] == ["Ann"]
    assert facts("escalation.reached_otherwise") == []


def test_a_channel_that_was_used_all_along_is_not_used_twice(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    detect()
    clock.settle()
    before = numbers(providers)
    text = Delivery.objects.get(recipient=company.ann.key, channel="sms")
    assert reach_otherwise(failed(text, clock)) == MOOT
    clock.settle()
    assert numbers(providers) == before


def test_a_provider_that_is_still_left_is_no_reason_for_another_channel(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    by_text(company, clock, BAD)
    detect()
    clock.settle()
    assert reach_otherwise(failed(Delivery.objects.filter(address=BAD)[0], clock, exhausted=False)) == MOOT


def test_whoever_is_needed_no_more_is_not_reached_otherwise(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    by_text(company, clock, OTHER)
    incident = detect()
    clock.settle()
    acknowledge(incident_id=incident.pk, actor=actor_of(company.ann), at=clock.now)
    ContactMethod.objects.create(
        user=company.ann, kind="email", address="a@example.org", verified_at=clock.now
    )
    assert reach_otherwise(failed(Delivery.objects.get(address=OTHER), clock)) == MOOT
    clock.advance(minutes=2)
    assert Attempt.objects.get(delivery__address=OTHER).state == "sent"
    assert "Ann" not in [said["to"] for said in facts("message.unconfirmed")]


def unreached(company: Company, clock: Clock, priority: str) -> Delivery:
    """A page of this priority whose one message, a text, has failed; Ann also has a phone for calls."""
    by_text(company, clock, BAD)
    incident = detect()
    clock.settle_once()
    ContactMethod.objects.create(user=company.ann, kind="voice", address=OTHER, verified_at=clock.now)
    Incident.objects.filter(pk=incident.pk).update(priority=priority)
    Delivery.objects.filter(kind="page", address=BAD).update(state=Delivery.State.FAILED)
    return Delivery.objects.get(kind="page", address=BAD)


@pytest.mark.parametrize(("priority", "rings"), [("P1", True), ("P4", False)])
def test_only_what_is_urgent_calls_somebody_up_who_did_not_ask_for_it(
    priority: str, rings: bool, clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    reach_otherwise(failed(unreached(company, clock, priority), clock))
    assert Delivery.objects.filter(kind="page", channel="voice", recipient=company.ann.key).exists() is rings


def sleeps(company: Company, clock: Clock, *, minutes: int) -> None:
    """Ann's quiet hours began a minute ago, and last so long from now."""
    begin, end = clock.now - timedelta(minutes=1), clock.now + timedelta(minutes=minutes)
    QuietHours.objects.create(user=company.ann, starts=begin.time(), ends=end.time())


def test_what_is_urgent_breaks_quiet_hours_after_a_late_failure(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    gone = unreached(company, clock, "P1")
    ContactMethod.objects.filter(kind="voice").update(kind="sms")
    sleeps(company, clock, minutes=30)
    reach_otherwise(failed(gone, clock))
    clock.settle()
    assert numbers(providers).count(OTHER) == 1


def test_after_a_late_failure_in_quiet_hours_the_next_way_is_taken_when_they_end(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    path.levels.update(ack_minutes=1000)
    gone = unreached(company, clock, "P4")
    ContactMethod.objects.filter(kind="voice").update(kind="sms")
    ContactMethod.objects.create(user=company.ann, kind="sms", address=THIRD, verified_at=clock.now)
    sleeps(company, clock, minutes=30)
    assert reach_otherwise(failed(gone, clock)) is None
    assert reach_otherwise(failed(gone, clock)) == MOOT, "one that waits is enough"
    clock.advance(minutes=29)
    assert not {OTHER, THIRD} & set(numbers(providers))
    clock.advance(minutes=1)
    page = gone.key.rsplit(":", 2)[0]
    assert Delivery.objects.get(address=OTHER).key.startswith(f"{page}:sms:")
    assert numbers(providers).count(OTHER) == 1 and THIRD not in numbers(providers)
    [said] = facts("escalation.reached_otherwise")
    assert (said["held"], said["failed"]) == ("SMS at 14:30, after quiet hours", "SMS")
    assert facts("escalation.not_reached") == []


def test_what_was_held_for_the_morning_is_not_sent_when_somebody_has_it_by_then(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    path.levels.update(ack_minutes=1000)
    gone = unreached(company, clock, "P4")
    ContactMethod.objects.filter(kind="voice").update(kind="sms")
    sleeps(company, clock, minutes=20)
    reach_otherwise(failed(gone, clock))
    acknowledge(incident_id=Incident.objects.get().pk, actor=actor_of(company.ben), at=clock.now)
    clock.advance(minutes=25)
    assert OTHER not in numbers(providers)
