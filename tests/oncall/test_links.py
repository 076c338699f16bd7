"""The link in the mail: opening it changes nothing, its one button acknowledges, without signing in."""

import re

import pytest
from django.test import Client

from accounts.actors import actor_of
from incidents.models import Incident
from oncall.models import EscalationPath, EscalationRun
from oncall.operations.answering import acknowledge
from tests.clock import Clock
from tests.fakes.providers import Providers
from tests.oncall.conftest import Company, detect

pytestmark = pytest.mark.django_db


def link_in(mail: str) -> str:
    """The address of the link, as a mail program would follow it."""
    found = re.search(r"http://testserver(/oncall/ack/\S+)", mail)
    assert found
    return found[1]


@pytest.fixture
def link(clock: Clock, company: Company, path: EscalationPath, providers: Providers) -> str:
    """The link that Ann was sent."""
    detect()
    clock.settle()
    [mail] = providers.mails(company.ann)
    return link_in(mail)


def test_a_mail_scanner_changes_nothing(link: str) -> None:
    for method in ("get", "head"):
        for _ in range(2):
            assert getattr(Client(), method)(link).status_code == 200
    run = EscalationRun.objects.get()
    assert (run.state, run.pages.exclude(answer="").exists()) == ("running", False)


def test_the_button_acknowledges_and_says_what_is_next(link: str, company: Company) -> None:
    shown = Client().get(link).content.decode()
    assert "Take it, as Ann" in shown
    assert "If nobody takes it, Dan is paged in 5 min" in shown
    answer = Client().post(link, follow=True)
    assert "It is yours." in answer.content.decode()
    assert EscalationRun.objects.get().acknowledged_by == company.ann


def test_whoever_comes_later_is_told_who_took_it(link: str, company: Company, clock: Clock) -> None:
    acknowledge(
        incident_id=EscalationRun.objects.get().incident_id, actor=actor_of(company.dan), at=clock.now
    )
    assert "Dan took it" in Client().get(link).content.decode()
    assert "Dan took it" in Client().post(link, follow=True).content.decode()
    assert EscalationRun.objects.get().acknowledged_by == company.dan


def test_a_link_that_is_not_ours_opens_nothing(link: str) -> None:
    forged = re.sub(r"ack/\d+", "ack/999", link)
    assert Client().get(forged).status_code == 404
    assert Client().post(forged).status_code == 404


def test_a_link_of_an_earlier_episode_takes_nothing_of_a_reopened_incident(link: str) -> None:
    Incident.objects.update(episode=2)
    assert Client().post(link).status_code == 409
    assert EscalationRun.objects.get().acknowledged_by is None
