"""Hunt groups at work: everybody at once, in turn, wrap-up, log-out after missed calls, and the overflow."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from accounts.actors import actor_of
from accounts.models import ContactMethod
from notifications.models import Delivery
from oncall.models import EscalationPath, HuntCall, HuntGroup, HuntMember, HuntMemory, QuietHours
from oncall.operations.answering import acknowledge, decline
from tests.clock import Clock
from tests.fakes.providers import Providers
from tests.oncall.conftest import Company, detect, paged
from timeline.models import TimelineEntry

pytestmark = pytest.mark.django_db


def hunting(company: Company, path: EscalationPath, *names: str, **settings: Any) -> HuntGroup:
    """These are hunted on the first level, one minute each."""
    group = HuntGroup.objects.create(name="operators", **{"ring_seconds": 60, **settings})
    for place, name in enumerate(names or ("ann", "ben", "dan"), start=1):
        HuntMember.objects.create(group=group, user=company.people[name], position=place)
    first = path.levels.get(position=0)
    first.users.clear()
    first.groups.add(group)
    return group


def hunt_of(group: HuntGroup) -> HuntCall:
    return HuntCall.objects.filter(group=group).latest("pk")


def test_all_are_called_at_once_and_the_first_yes_releases_the_others(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    group = hunting(company, path, policy="ring_all")
    incident = detect()
    clock.settle()
    assert paged(incident, clock) == [(0, "ann"), (0, "ben"), (0, "dan")]
    assert providers.phone(company.ben).reply("a").startswith(f"INC-{incident.number} is yours")
    clock.settle()
    assert providers.phone(company.ann).texts[-1].endswith("Ben took it.")
    assert providers.phone(company.dan).texts[-1].endswith("Ben took it.")
    hunt = hunt_of(group)
    assert (hunt.state, hunt.answered_by) == ("answered", company.ben)
    assert [line["what"] for line in hunt.log] == ["ring", "answered", "cancelled"]


def test_one_no_leaves_the_others_ringing_and_the_last_no_goes_on_at_once(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    hunting(company, path, "ann", "ben", policy="ring_all", overflow_user=company.lea)
    incident = detect()
    clock.settle()
    decline(incident_id=incident.pk, actor=actor_of(company.ann), at=clock.now)
    assert paged(incident, clock)[2:] == []
    decline(incident_id=incident.pk, actor=actor_of(company.ben), at=clock.now)
    assert paged(incident, clock)[2:] == [(0, "lea")]


def test_the_circle_goes_on_after_whoever_answered(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    group = hunting(company, path, policy="circular")
    first, answers = [], []
    for _ in range(4):
        incident = detect()
        clock.settle()
        asked = incident.pages.filter(hunt__group=group).select_related("user").latest("pk").user
        first.append(asked.username)
        answers.append(acknowledge(incident_id=incident.pk, actor=actor_of(asked), at=clock.now).by)
    assert first == ["ann", "ben", "dan", "ann"]
    assert HuntMemory.objects.get(group=group).remembered["last_answered"] == str(company.ann.pk)


def test_after_a_call_somebody_has_time_to_write_it_down(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    group = hunting(company, path, "ann", "ben", wrap_up_seconds=600)
    one = detect()
    clock.settle()
    acknowledge(incident_id=one.pk, actor=actor_of(company.ann), at=clock.now)
    two = detect(title="Search down")
    clock.settle()
    assert paged(two, clock) == [(0, "ben")]
    assert hunt_of(group).log[0] == {"s": 0.0, "who": [company.ann.pk], "what": "wrap_up"}
    clock.advance(minutes=10)
    three = detect(title="Mail down")
    clock.settle()
    assert paged(three, clock)[0][1] == "ann"


def test_whoever_is_being_called_is_skipped_unless_calls_may_wait(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    group = hunting(company, path, "ann", "ben")
    detect()
    clock.settle()
    two = detect(title="Search down")
    clock.settle()
    assert paged(two, clock) == [(0, "ben")]
    HuntGroup.objects.filter(pk=group.pk).update(call_waiting=True)
    three = detect(title="Mail down")
    clock.settle()
    assert paged(three, clock) == [(0, "ann")]


def test_missed_calls_pause_a_member_and_she_is_told(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    hunting(company, path, "ann", "ben", logout_after_missed=2, max_passes=2, pass_pause_seconds=0)
    incident = detect()
    clock.advance(minutes=4.5)
    ann = HuntMember.objects.get(user=company.ann)
    assert (ann.missed, ann.paused, ann.paused_why) == (2, True, "missed")
    assert any("are paused there" in text for text in providers.phone(company.ann).texts)
    assert TimelineEntry.objects.filter(kind="hunt.logged_out", subject=incident.key).count() == 2


def test_groups_that_overflow_into_each_other_are_each_hunted_once(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    group = hunting(company, path, "ann")
    second = HuntGroup.objects.create(name="second", ring_seconds=60, overflow_group=group)
    HuntMember.objects.create(group=second, user=company.ben, position=1)
    HuntGroup.objects.filter(pk=group.pk).update(overflow_group=second)
    incident = detect()
    clock.advance(minutes=4)
    assert paged(incident, clock) == [(0, "ann"), (1, "ben")]
    assert list(HuntCall.objects.filter(purpose="level").values_list("state", flat=True)) == ["exhausted"] * 2


def test_an_overflow_that_cannot_be_reached_leaves_the_level_to_its_time(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    hunting(company, path, "ann", overflow_user=company.hire("gus", reachable=False))
    incident = detect()
    clock.advance(minutes=5.5)
    assert paged(incident, clock) == [(0, "ann"), (5, "dan")]


def test_skills_nobody_has_overflow_at_once(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    group = hunting(
        company, path, "ann", policy="skills", required_skills={"sql": 3}, overflow_user=company.ben
    )
    HuntMember.objects.update(skills={"sql": 2})
    incident = detect()
    clock.settle()
    assert paged(incident, clock) == [(0, "ben")]
    assert hunt_of(group).state == "exhausted"


def test_who_joins_or_is_taken_out_meanwhile_does_not_change_the_call(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    group = hunting(company, path, "ann", "ben")
    incident = detect()
    clock.settle()
    HuntMember.objects.filter(user=company.ben).delete()
    HuntMember.objects.create(group=group, user=company.lea, position=2)
    clock.advance(minutes=1.5)
    assert paged(incident, clock) == [(0, "ann"), (1, "ben")]


def test_the_total_time_ends_the_hunt(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    group = hunting(company, path, total_seconds=90, overflow_user=company.lea)
    incident = detect()
    clock.advance(minutes=2)
    assert paged(incident, clock) == [(0, "ann"), (1, "ben"), (1.5, "lea")]
    assert hunt_of(group).log[-1]["s"] == 90
    assert not Delivery.objects.filter(recipient=company.dan.key).exists()


def test_a_ring_waits_for_no_rule_of_the_member(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    number = company.ann.contact_methods.get(kind="sms").address
    ContactMethod.objects.create(user=company.ann, kind="voice", address=number, verified_at=clock.now)
    for kind, delay in (("email", 0), ("voice", 600)):
        company.ann.notification_rules.create(urgency="high", kind=kind, delay_seconds=delay)
    hunting(company, path, "ann", "ben", ring_seconds=20)
    detect()
    clock.settle()
    assert [call.recipient for call in providers.twilio.ledger.calls()] == [number]


def test_quiet_hours_are_passed_over_at_once_and_word_is_left_for_the_morning(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    QuietHours.objects.create(user=company.ann, starts=time(13), ends=time(18))
    group = hunting(company, path, "ann", "ben", max_passes=2)
    EscalationPath.objects.update(repeat=0)
    incident = detect(severity="warning")
    assert incident.priority == "P4"
    clock.settle()
    assert providers.phone(company.ann).texts == [] and providers.phone(company.ben).texts
    assert hunt_of(group).log[0] == {"s": 0.0, "who": [company.ann.pk], "what": "off_shift"}
    held = Delivery.objects.get(recipient=company.ann.key, channel="sms")
    assert held.state == "pending"
    clock.advance(hours=4)
    assert (
        len(providers.phone(company.ann).texts) == 1 and HuntMember.objects.get(user=company.ann).missed == 0
    )
    urgent = detect(title="Search down")
    clock.settle()
    assert paged(urgent, clock)[0][1] == "ann"
