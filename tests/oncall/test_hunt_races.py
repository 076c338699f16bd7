"""Two calls of one group at the same moment, on connections of their own: its memory stays right."""

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import CompanySettings
from incidents.models import Incident
from oncall.models import HuntCall, HuntGroup, HuntMember, HuntMemory
from oncall.operations.hunts import start_hunt
from tests.oncall.conftest import Company, detect
from tests.oncall.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("ann", "ben", "dan")


def group(company: Company, name: str = "operators", **settings: object) -> HuntGroup:
    made = HuntGroup.objects.create(name=name, call_waiting=True, **settings)
    for place, who in enumerate(NAMES, start=1):
        user = company.people.get(who) or company.hire(who, "operator")
        HuntMember.objects.create(group=made, user=user, position=place, weight=4 - place)
    return made


def hunt(incident: Incident, hunted: HuntGroup) -> str:
    with transaction.atomic():
        Incident.objects.select_for_update().get(pk=incident.pk)
        start_hunt(incident, group_id=hunted.pk, purpose="level", at=timezone.now())
    return "started"


def firsts(hunted: HuntGroup) -> list[str]:
    calls = HuntCall.objects.filter(group=hunted).order_by("pk")
    return sorted(call.pages.select_related("user").earliest("pk").user.username for call in calls)


@pytest.fixture
def company() -> Company:
    CompanySettings.objects.create(name="Acme")
    return Company()


def test_two_calls_at_once_go_to_two_people(company: Company) -> None:
    hunted = group(company, policy="circular", pointer="offered")
    one, two = detect(), detect(title="Search down")
    assert at_once(lambda: hunt(one, hunted), lambda: hunt(two, hunted)) == ["started", "started"]
    assert firsts(hunted) == ["ann", "ben"]
    ben = company.people["ben"]
    assert HuntMemory.objects.get().remembered["last_offered"] == str(ben.pk)


def test_credits_are_counted_once_a_call(company: Company) -> None:
    hunted = group(company, policy="weighted")
    incidents = [detect(title=f"Number {number}") for number in range(6)]
    for first, second in zip(incidents[::2], incidents[1::2], strict=True):
        said = at_once(lambda one=first: hunt(one, hunted), lambda one=second: hunt(one, hunted))
        assert said == ["started", "started"]
    assert firsts(hunted) == ["ann", "ann", "ann", "ben", "ben", "dan"]
    assert set(HuntMemory.objects.get().remembered["credits"].values()) == {0}


def test_groups_that_overflow_into_each_other_wait_for_nobody_in_a_circle(company: Company) -> None:
    one, two = group(company, "one"), group(company, "two")
    HuntGroup.objects.filter(pk=one.pk).update(overflow_group=two)
    HuntGroup.objects.filter(pk=two.pk).update(overflow_group=one)
    HuntMember.objects.update(paused=True)
    first, second = detect(), detect(title="Search down")
    assert at_once(lambda: hunt(first, one), lambda: hunt(second, two)) == ["started", "started"]
    assert HuntCall.objects.filter(state="exhausted").count() == 4
