"""Who is asked for the next word, and when: by priority, by promise, by the numbers in force; once each stage."""

from collections import Counter
from datetime import timedelta

from accounts.models import ContactMethod, User
from incidents.models import Episode, Incident
from incidents.operations.acting import tell
from incidents.operations.ending import merge_into
from incidents.operations.parameters import change_parameters
from incidents.parameters import DEFAULTS
from notifications.models import Delivery
from oncall.models import HuntGroup, HuntMember
from statuspage.operations.no_news import say_no_news
from statuspage.operations.timing import time_anew
from statuspage.queries import story_of
from tests.clock import START
from tests.statuspage.conftest import Company


def asked() -> Counter[str]:
    return Counter(
        Delivery.objects.filter(kind="note", channel="sms").values_list("recipient_label", flat=True)
    )


def given(company: Company, priority: str) -> None:
    """A person classified it anew."""
    Incident.objects.filter(pk=company.incident.pk).update(priority=priority)
    time_anew(at=company.at, incident_id=company.incident.pk)
    company.clock.settle()


def test_a_higher_priority_asks_sooner(company: Company) -> None:
    given(company, "P3")
    company.publish()
    company.clock.advance(minutes=20)
    given(company, "P1")
    company.clock.advance(minutes=4)
    assert asked() == {}
    company.clock.advance(minutes=1)
    assert asked() == {"Carla Reyes": 1}
    company.clock.advance(minutes=300)  # the times of the P3 are over, too
    assert asked() == {"Carla Reyes": 3, "Ines Moreau": 2, "Hella Dahl": 1}


def test_what_is_late_at_once_is_asked_for_once(company: Company) -> None:
    given(company, "P4")
    company.publish()
    company.clock.advance(minutes=100)
    given(company, "P1")
    assert asked() == {"Carla Reyes": 1, "Ines Moreau": 1, "Hella Dahl": 1}


def test_a_lower_priority_asks_later(company: Company) -> None:
    company.publish()
    company.clock.advance(minutes=10)
    given(company, "P2")
    company.clock.advance(minutes=44)
    assert asked() == {}
    company.clock.advance(minutes=1)
    assert asked() == {"Carla Reyes": 1}


def test_a_reclassification_sets_the_times_by_itself(company: Company) -> None:
    Incident.objects.filter(pk=company.incident.pk).update(priority="P4")
    company.publish()
    Incident.objects.filter(pk=company.incident.pk).update(priority="P1", customers_confirmed_at=company.at)
    company.incident.refresh_from_db()
    tell("incident.classified", company.incident, actor=company.actor(), at=company.at, priority="P1")
    company.clock.advance(minutes=25)
    assert asked()["Carla Reyes"] >= 1


def test_an_administrator_sets_the_intervals(company: Company) -> None:
    company.publish()
    numbers = DEFAULTS.to_json()
    numbers["status_interval_min"]["P1"] = 15
    change_parameters(numbers=numbers, reason="Sooner.", actor=company.actor("admin"), at=company.at, seen=0)
    company.clock.settle()
    assert story_of(company.incident).due_at == company.at + timedelta(minutes=15)
    company.clock.advance(minutes=10)
    assert asked() == {"Carla Reyes": 1}


def test_the_communication_group_is_asked_at_last(company: Company) -> None:
    writer = User.objects.create(username="writer", name="Wanda Rey", roles=["responder"])
    ContactMethod.objects.create(user=writer, kind="sms", address="+46709999999", verified_at=START)
    group = HuntGroup.objects.create(name="comms", policy="linear")
    HuntMember.objects.create(group=group, user=writer, position=1)
    company.publish()
    company.clock.advance(minutes=39)
    assert "Wanda Rey" not in asked()
    company.clock.advance(minutes=1)
    assert asked()["Wanda Rey"] == 1 and "Hella Dahl" not in asked()


def test_no_news_starts_the_clock_anew(company: Company) -> None:
    company.publish()
    company.clock.advance(minutes=24)
    say_no_news(incident_id=company.incident.pk, actor=company.actor(), at=company.at)
    company.clock.advance(minutes=24)
    assert asked() == {}
    company.clock.advance(minutes=1)
    assert asked() == {"Carla Reyes": 1}


def test_the_clock_runs_until_the_all_clear(company: Company) -> None:
    company.publish()
    company.restore()
    company.clock.advance(minutes=25)
    assert asked() == {"Carla Reyes": 1}
    company.all_clear()
    company.clock.advance(minutes=300)
    assert asked() == {"Carla Reyes": 1}


def test_an_all_clear_that_proved_wrong_is_to_be_corrected_within_the_interval(company: Company) -> None:
    Episode.objects.create(incident=company.incident, starts_at=company.at, ends_at=company.at)
    company.publish()
    company.restore()
    company.all_clear()
    company.clock.advance(minutes=60)
    Incident.objects.filter(pk=company.incident.pk).update(service_restored_at=None)
    Episode.objects.create(incident=company.incident, starts_at=company.at)
    company.incident.refresh_from_db()
    assert story_of(company.incident).due_at == company.at + timedelta(minutes=30)
    time_anew(at=company.at, incident_id=company.incident.pk)
    company.clock.advance(minutes=30)
    assert asked() == {"Carla Reyes": 2, "Ines Moreau": 1}


def test_what_was_told_of_a_merged_one_is_owed_by_the_one_it_went_into(company: Company) -> None:
    company.publish()
    company.advance(10)
    other = Incident.objects.create(
        title="The same",
        stage="classify",
        priority="P1",
        helpdesk_owner=company.people["csr"],
        detected_at=company.at,
        stage_entered_at=company.at,
        created_at=company.at,
    )
    merge_into(incident_id=company.incident.pk, into_id=other.pk, actor=company.actor("im"), at=company.at)
    company.clock.settle()
    page = company.signed_in("csr").get("/support/").content.decode()
    assert "Orders are refused. We are looking into it." in page and "Customers see nothing of it" not in page
    company.clock.advance(minutes=15)
    assert asked() == {"Carla Reyes": 1}


def test_the_relay_stood_still_and_each_stage_is_asked_for_once(company: Company) -> None:
    company.publish()
    company.clock.jump(minutes=200)
    company.clock.settle()
    company.clock.settle()
    assert asked()["Ines Moreau"] <= 2 and asked()["Hella Dahl"] == 1
