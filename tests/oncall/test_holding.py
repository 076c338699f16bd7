"""An acknowledgement after which nothing happens: a reminder at 25 minutes, the same level again at 30, then on."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actors import actor_of
from incidents.models import Appointment, Incident
from incidents.operations.escalate import accept_im, override_acknowledgement
from oncall.models import EscalationPath, EscalationRun
from oncall.operations.answering import acknowledge, decline, escalate_now
from oncall.paging.links import token_of
from oncall.queries import asked_of, responder_acks
from oncall.shown.incident import panel_of
from outbox.models import Entry
from tests.clock import Clock
from tests.fakes.providers import Providers
from tests.oncall.conftest import Company, detect, paged
from timeline.models import TimelineEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(clock: Clock, company: Company, path: EscalationPath, providers: Providers) -> Incident:
    """Ann took it after three minutes."""
    incident = detect()
    clock.advance(minutes=3)
    acknowledge(incident_id=incident.pk, actor=actor_of(company.ann), at=clock.now)
    return incident


def shown(incident: Incident, clock: Clock) -> list[tuple[str, str, str]]:
    """Who of the path was paged, as the panel tells it."""
    pages = panel_of(incident, at=clock.now).pages
    return [(page.who, page.outcome, page.state) for page in pages if page.who in ("Ann", "Dan")]


def test_silence_pages_the_same_level_again_and_then_the_next(
    taken: Incident, clock: Clock, company: Company, providers: Providers
) -> None:
    phone = providers.phone(company.ann)
    clock.advance(minutes=24)
    assert len(phone.texts) == 1
    clock.advance(minutes=1)
    assert phone.texts[-1].endswith("Still on it? Reply y.")
    clock.advance(minutes=11)
    assert paged(taken, clock) == [(0, "ann"), (33, "ann"), (38, "dan")]
    assert EscalationRun.objects.get().state == "running"


def test_one_letter_is_progress(
    taken: Incident, clock: Clock, company: Company, providers: Providers
) -> None:
    clock.advance(minutes=26)
    assert providers.phone(company.ann).reply("y") == f"Thank you. INC-{taken.number} stays with you."
    clock.advance(minutes=24)
    assert paged(taken, clock) == [(0, "ann")]
    clock.advance(minutes=7)
    assert paged(taken, clock) == [(0, "ann"), (59, "ann")]


def test_the_link_in_the_reminder_says_still_on_it_with_one_button(
    taken: Incident, clock: Clock, client: Client
) -> None:
    clock.advance(minutes=26)
    link = reverse("oncall:ack", args=[token_of(taken.pages.get(purpose="reminder"))])
    assert "Still on it, as Ann" in client.get(link).content.decode()
    assert "It is yours" in client.post(link, follow=True).content.decode()
    clock.advance(minutes=24)
    assert paged(taken, clock) == [(0, "ann")]


def test_an_incident_manager_ends_the_watch(taken: Incident, clock: Clock, company: Company) -> None:
    Appointment.objects.create(incident=taken, user=company.max, named_by="user:1", named_at=clock.now)
    accept_im(incident_id=taken.pk, actor=actor_of(company.max), at=clock.now)
    clock.advance(hours=3)
    assert paged(taken, clock) == [(0, "ann")]
    assert EscalationRun.objects.get().state == "acknowledged"
    assert not Entry.objects.filter(topic="oncall.escalate", done_at=None).exists()


def test_more_people_can_be_called_after_the_acknowledgement(
    taken: Incident, clock: Clock, company: Company
) -> None:
    escalate_now(incident_id=taken.pk, actor=actor_of(company.ann), at=clock.now)
    clock.advance(minutes=1)
    assert paged(taken, clock) == [(0, "ann"), (3, "dan")]
    run = EscalationRun.objects.get()
    assert (run.state, run.acknowledged_by) == ("running", company.ann)
    assert responder_acks([taken.pk]) == {taken.pk: True}
    panel = panel_of(taken, at=clock.now)
    assert panel.state_words == "Ann acknowledged; more people are called until somebody else does, too."
    assert shown(taken, clock) == [("Ann", "acknowledged", "done"), ("Dan", "", "wait")]
    again = acknowledge(incident_id=taken.pk, actor=actor_of(company.dan), at=clock.now)
    assert again.first
    told = TimelineEntry.objects.get(kind="escalation.passed_on")
    assert told.data["held_by"] == "Ann"


def test_called_for_help_in_vain_the_path_goes_on_and_the_acknowledgement_stands(
    taken: Incident, clock: Clock, company: Company
) -> None:
    escalate_now(incident_id=taken.pk, actor=actor_of(company.ann), at=clock.now)
    clock.advance(minutes=40)
    assert len(paged(taken, clock)) > 3
    assert EscalationRun.objects.get().acknowledged_by == company.ann
    assert asked_of(company.ann, holding=True)
    acknowledge(incident_id=taken.pk, actor=actor_of(company.ann), at=clock.now)
    before = paged(taken, clock)
    clock.advance(minutes=20)
    assert paged(taken, clock) == before


def test_whoever_acknowledged_may_still_say_not_me(taken: Incident, clock: Clock, company: Company) -> None:
    decline(incident_id=taken.pk, actor=actor_of(company.ann), at=clock.now)
    clock.advance(minutes=1)
    assert paged(taken, clock) == [(0, "ann"), (3, "dan")]
    assert responder_acks([taken.pk]) == {}
    assert shown(taken, clock) == [("Ann", "declined", "skip"), ("Dan", "", "wait")]


def test_once_somebody_has_it_nobody_waits_for_the_others(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    incident = detect()
    clock.advance(minutes=6)
    assert shown(incident, clock) == [("Ann", "", "wait"), ("Dan", "", "wait")]
    acknowledge(incident_id=incident.pk, actor=actor_of(company.dan), at=clock.now)
    assert shown(incident, clock) == [
        ("Ann", "no longer needed, Dan acknowledged", "skip"),
        ("Dan", "acknowledged", "done"),
    ]


def test_an_incident_manager_who_goes_on_without_wakes_nobody_further(
    clock: Clock, company: Company, path: EscalationPath
) -> None:
    incident = detect()
    Appointment.objects.create(incident=incident, user=company.max, named_by="user:1", named_at=clock.now)
    manager = actor_of(company.max)
    accept_im(incident_id=incident.pk, actor=manager, at=clock.now)
    override_acknowledgement(
        incident_id=incident.pk, actor=manager, at=clock.now, reason="we are all in the room"
    )
    clock.advance(minutes=30)
    assert paged(incident, clock) == [(0, "ann")]
    assert EscalationRun.objects.get().end_reason == "overridden"
