"""Who stands behind a level at the moment it is paged: schedules, hunt groups, empty levels, people without phones."""

from datetime import timedelta

import pytest

from accounts.actors import actor_of
from accounts.models import ContactMethod
from catalog.models import Calendar
from notifications.models import Delivery
from oncall.models import (
    EscalationLevel,
    EscalationPath,
    EscalationRun,
    HuntCall,
    HuntGroup,
    HuntMember,
    Override,
)
from oncall.operations.answering import acknowledge, decline
from oncall.operations.climbing import start_run
from tests.clock import START, Clock
from tests.fakes.providers import Providers
from tests.oncall.conftest import Company, detect, paged, weekly
from timeline.models import TimelineEntry

pytestmark = pytest.mark.django_db


def level(path: EscalationPath, position: int) -> EscalationLevel:
    return path.levels.get(position=position)


def hunting(company: Company, path: EscalationPath, position: int = 0) -> HuntGroup:
    """Ann and Ben are hunted on this level, one minute each."""
    group = HuntGroup.objects.create(name="operators", ring_seconds=60)
    for place, name in enumerate(("ann", "ben"), start=1):
        HuntMember.objects.create(group=group, user=company.people[name], position=place)
    level(path, position).users.clear()
    level(path, position).groups.add(group)
    return group


def kinds(incident_key: str, prefix: str) -> list[str]:
    return list(
        TimelineEntry.objects.filter(subject=incident_key, kind__startswith=prefix)
        .order_by("id")
        .values_list("kind", flat=True)
    )


def test_a_shift_change_during_a_run_reaches_the_new_person(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    schedule = weekly(
        "dba", company.ben, company.dan, anchor=START - timedelta(days=7) + timedelta(minutes=10)
    )
    for position in (1, 2):
        level(path, position).users.clear()
        level(path, position).schedules.add(schedule)
    incident = detect()
    clock.advance(minutes=16)
    assert paged(incident, clock) == [(0, "ann"), (5, "ben"), (15, "dan")]


def test_an_override_wins(clock: Clock, company: Company, path: EscalationPath) -> None:
    schedule = weekly("dba", company.dan)
    span = {"starts_at": START, "ends_at": START + timedelta(hours=1)}
    Override.objects.create(schedule=schedule, user=company.ben, **span)
    level(path, 0).users.clear()
    level(path, 0).schedules.add(schedule)
    incident = detect()
    clock.settle()
    assert paged(incident, clock) == [(0, "ben")]


def test_an_empty_level_is_skipped_at_once_and_a_manager_warned(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    level(path, 0).users.clear()
    incident = detect()
    clock.settle()
    assert paged(incident, clock) == [(0, "dan")]
    assert kinds(incident.key, "escalation.level_empty") == ["escalation.level_empty"]
    [warning] = providers.mails(company.oda)
    assert 'nobody could be paged at "operators"' in warning
    clock.advance(minutes=26)
    assert paged(incident, clock) == [(0, "dan"), (10, "lea"), (25, "dan")]
    assert sum("nobody could be paged" in mail for mail in providers.mails(company.oda)) == 1


def test_somebody_without_a_verified_number_or_address_counts_as_nobody(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    ContactMethod.objects.filter(user=company.ann).update(verified_at=None)
    level(path, 1).users.add(company.hire("ned", "responder", reachable=False))
    incident = detect()
    clock.settle()
    assert paged(incident, clock) == [(0, "dan")]
    assert kinds(incident.key, "escalation.unreachable") == ["escalation.unreachable"]


def test_nobody_at_all_is_said_and_tried_again_every_quarter_of_an_hour(
    clock: Clock, company: Company, path: EscalationPath
) -> None:
    ContactMethod.objects.all().delete()
    incident = detect()
    clock.advance(minutes=20)
    assert paged(incident, clock) == []
    assert kinds(incident.key, "escalation.nobody_left") == ["escalation.nobody_left"] * 2
    ContactMethod.objects.create(user=company.oda, kind="sms", address="+447700900199", verified_at=clock.now)
    clock.advance(minutes=15)
    assert paged(incident, clock) == [(30, "oda")]


def test_without_any_path_the_last_resort_is_paged(
    clock: Clock, company: Company, providers: Providers
) -> None:
    incident = detect()
    clock.settle()
    assert paged(incident, clock) == [(0, "oda")]
    assert EscalationRun.objects.get().state == "exhausted"


def test_a_hunt_group_is_tried_one_after_the_other_inside_the_level(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    hunting(company, path)
    incident = detect()
    clock.advance(minutes=6)
    assert paged(incident, clock) == [(0, "ann"), (1, "ben"), (5, "dan")]
    assert HuntCall.objects.get(purpose="level").state == "exhausted"


def test_a_hunt_group_that_is_off_shift_is_passed_over_at_once_and_its_overflow_is_not(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    nights = Calendar.objects.create(
        name="Nights", zone="UTC", days=list(range(7)), opens="22:00", closes="06:00"
    )
    group = hunting(company, path)
    group.members.update(calendar=nights)
    incident = detect()
    clock.settle()
    assert paged(incident, clock) == [(0, "dan")]
    assert "escalation.level_empty" in kinds(incident.key, "escalation.")
    HuntGroup.objects.filter(pk=group.pk).update(overflow_user=company.ben)
    other = detect(title="Orders stuck")
    clock.settle()
    assert paged(other, clock) == [(0, "ben")]


def test_a_hunt_ends_with_its_level(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    HuntGroup.objects.filter(pk=hunting(company, path).pk).update(ring_seconds=240)
    incident = detect()
    clock.advance(minutes=20)
    assert paged(incident, clock) == [(0, "ann"), (4, "ben"), (5, "dan"), (15, "lea")]
    assert HuntCall.objects.get(purpose="level").state == "ended"


def test_a_declined_ring_goes_to_the_next_member_at_once(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    hunting(company, path)
    incident = detect()
    clock.advance(seconds=10)
    decline(incident_id=incident.pk, actor=actor_of(company.ann), at=clock.now)
    clock.advance(seconds=1)
    assert [page.user.username for page in incident.pages.filter(run__isnull=False).order_by("id")] == [
        "ann",
        "ben",
    ]
    assert providers.phone(company.ben).reply("a").startswith(f"INC-{incident.number} is yours")
    assert HuntCall.objects.get(purpose="level").answered_by == company.ben


def test_a_page_that_is_no_longer_wanted_does_not_leave(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    """Acknowledged between the writing and the sending of a page."""

    incident = detect()
    start_run(incident_id=incident.pk, at=clock.now)
    acknowledge(incident_id=incident.pk, actor=actor_of(company.dan), at=clock.now)
    clock.settle()
    assert providers.phone(company.ann).texts == []
    assert {d.state for d in Delivery.objects.filter(recipient=company.ann.key)} == {"cancelled"}
