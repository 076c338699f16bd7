"""A failover needs two people: the Incident Manager and an operations manager, with the cost and the way back."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.actors import Actor
from accounts.models import User
from accounts.refusals import NotPermitted
from incidents.models import FailoverApproval, Incident, Task
from incidents.operations import failover, investigate, restore
from incidents.operations.acting import UnableToAct
from tests.clock import Clock
from tests.incidents.test_who_is_told import led

pytestmark = pytest.mark.django_db
As = Callable[[str], Actor]


@pytest.fixture
def chosen(clock: Clock, as_: As) -> Incident:
    """Ines has chosen to fail over."""
    incident = led(clock, as_)
    choose(incident, clock, as_)
    return incident


def choose(incident: Incident, clock: Clock, as_: As) -> None:
    investigate.choose_option(
        incident_id=incident.pk,
        actor=as_("ines"),
        at=clock.now,
        option="failover",
        rationale="no fix in sight",
    )


def approve(incident: Incident, clock: Clock, actor: Actor, cost: str = "") -> None:
    failover.approve_failover(incident_id=incident.pk, actor=actor, at=clock.now, cost=cost)


def refused(code: str) -> "pytest.RaisesExc[UnableToAct]":
    return pytest.raises(UnableToAct, check=lambda error: error.codes == [code])


def test_without_both_the_service_is_not_said_to_work_again(clock: Clock, as_: As, chosen: Incident) -> None:
    with refused("RST_FAILOVER"):
        restore.mark_restored(incident_id=chosen.pk, actor=as_("ines"), at=clock.now)
    with refused("FOV_COST"):
        approve(chosen, clock, as_("ines"))
    approve(chosen, clock, as_("ines"), cost="reports are a day old")
    with refused("RST_FAILOVER"):
        restore.mark_restored(incident_id=chosen.pk, actor=as_("ines"), at=clock.now)
    approve(chosen, clock, as_("malcolm"))
    assert Task.objects.get(incident=chosen).title.startswith("Fail back")
    restore.mark_restored(incident_id=chosen.pk, actor=as_("ines"), at=clock.now)
    assert Incident.objects.get().service_restored_at == clock.now


def test_it_takes_two_people_in_two_seats(clock: Clock, as_: As, chosen: Incident) -> None:
    User.objects.filter(username="ines").update(roles=["im_candidate", "ops_manager"])
    approve(chosen, clock, as_("ines"), cost="half a day")
    with refused("FOV_TWO_PEOPLE"):
        approve(chosen, clock, as_("ines"))
    with pytest.raises(NotPermitted):
        approve(chosen, clock, as_("tomasz"))
    approve(chosen, clock, as_("malcolm"))
    User.objects.filter(username="ann").update(roles=["ops_manager"])
    with refused("FOV_APPROVED"):
        approve(chosen, clock, as_("ann"))


def test_a_new_choice_asks_both_again(clock: Clock, as_: As, chosen: Incident) -> None:
    approve(chosen, clock, as_("ines"), cost="half a day")
    approve(chosen, clock, as_("malcolm"))
    choose(chosen, clock, as_)
    with refused("RST_FAILOVER"):
        restore.mark_restored(incident_id=chosen.pk, actor=as_("ines"), at=clock.now)
    investigate.choose_option(
        incident_id=chosen.pk, actor=as_("ines"), at=clock.now, option="resolve", rationale="there is a fix"
    )
    with refused("FOV_NOT_CHOSEN"):
        approve(chosen, clock, as_("malcolm"), cost="none")
    restore.mark_restored(incident_id=chosen.pk, actor=as_("ines"), at=clock.now)


def test_on_the_page_it_is_offered_to_both_and_said_who_agreed(
    clock: Clock, as_: As, chosen: Incident, client: Client
) -> None:
    client.force_login(User.objects.get(username="malcolm"))
    url = f"/incidents/{chosen.number}/"
    assert "Approve the failover" in client.get(url).content.decode()
    form = client.get(f"{url}failover/approve/")
    assert "What does it cost?" in form.content.decode()
    answer = client.post(f"{url}failover/approve/", {"cost": "reports are a day old", "seen": ""})
    assert (answer.status_code, FailoverApproval.objects.get().seat) == (302, "ops_manager")
    room = client.get(f"{url}war-room/").content.decode()
    assert "approved by Malcolm Tse as operations manager. Cost: reports are a day old" in room
    twice = client.post(f"{url}failover/approve/", {"cost": "", "seen": ""})
    assert (twice.status_code, "somebody else" in twice.content.decode()) == (409, True)
