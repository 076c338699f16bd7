"""A page offers what will work, and says what stands against the rest."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.actors import Actor
from accounts.models import User
from catalog.models import Asset
from incidents.models import Incident
from incidents.operations import classify, detect, investigate, restore
from tests.clock import Clock
from tests.fakes.providers import Providers
from tests.incidents.test_road import opened
from tests.incidents.test_suppression import silent

pytestmark = pytest.mark.django_db
As = Callable[[str], Actor]


@pytest.fixture
def small(clock: Clock, as_: As) -> Callable[[str], Incident]:
    """A P4 on an asset."""

    def make(asset: str) -> Incident:
        incident = opened(clock, asset=asset, response="queue")
        detect.take(incident_id=incident.pk, actor=as_("ann"), at=clock.now)
        judgement = classify.Judgement(assets=[Asset.objects.get(name=asset)], customer_visible=False)
        classify.classify(incident_id=incident.pk, actor=as_("ann"), at=clock.now, judgement=judgement)
        return incident

    return make


@pytest.fixture
def look(client: Client, as_: As) -> Callable[..., str]:
    """What an operator sees."""

    def see(incident: Incident, part: str = "", login: str = "ann") -> str:
        client.force_login(User.objects.get(username=login))
        return client.get(f"/incidents/{incident.number}/{part}").content.decode()

    return see


def test_closing_in_one_press_is_offered_where_it_works(
    clock: Clock, as_: As, small: Callable[[str], Incident], look: Callable[..., str]
) -> None:
    incident = small("cache-node-2")
    assert "Resolved, close it" in look(incident)
    restore.quick_restore(incident_id=incident.pk, actor=as_("ann"), at=clock.now, close=True)
    assert Incident.objects.get().stage == "closed"


def test_where_a_line_of_the_ledger_would_be_open_it_says_so(
    clock: Clock, as_: As, small: Callable[[str], Incident], look: Callable[..., str]
) -> None:
    incident = small("email-out")
    page = look(incident)
    assert "Resolved, close it" not in page
    assert "It stays open: Answer for every affected customer" in page
    restore.quick_restore(incident_id=incident.pk, actor=as_("ann"), at=clock.now)
    assert Incident.objects.get().stage == "restore"


def test_an_open_task_of_a_person_stands_against_closing(
    clock: Clock, as_: As, small: Callable[[str], Incident], look: Callable[..., str]
) -> None:
    incident = small("cache-node-2")
    investigate.add_task(incident_id=incident.pk, actor=as_("ann"), at=clock.now, title="Look at the logs")
    assert "It stays open: Finish or drop the open tasks." in look(incident)


def test_the_room_of_a_closed_incident_has_no_door(
    clock: Clock, as_: As, small: Callable[[str], Incident], look: Callable[..., str]
) -> None:
    incident = small("cache-node-2")
    assert "The door" in look(incident, "war-room/")
    restore.quick_restore(incident_id=incident.pk, actor=as_("ann"), at=clock.now, close=True)
    assert "The door" not in look(incident, "war-room/")


def test_when_silence_has_ended_the_page_reminds_of_the_customers(
    clock: Clock, as_: As, providers: Providers, look: Callable[..., str]
) -> None:
    incident = silent(clock, as_)
    assert "nothing goes outside for now" in look(incident, login="tomasz")
    clock.advance(minutes=20)
    assert "The status page is due." in look(incident, login="tomasz")
