"""The helpdesk is called for what nobody took, and somebody is found to lead."""

from datetime import time

import pytest

from accounts.actors import actor_of
from accounts.models import CompanySettings
from catalog.models import Calendar
from incidents.models import Appointment, Incident
from incidents.operations.detect import take
from incidents.operations.escalate import name_im
from oncall.models import EscalationPath, HuntGroup, HuntMember, Page
from tests.clock import Clock
from tests.fakes.providers import Providers
from tests.oncall.conftest import Company, detect, weekly

pytestmark = pytest.mark.django_db


def dispatched(incident: Incident, clock: Clock) -> list[tuple[float, str]]:
    pages = Page.objects.filter(incident=incident, purpose="dispatch").select_related("user").order_by("id")
    return [((page.paged_at - clock.start).total_seconds() / 60, page.user.username) for page in pages]


def test_for_a_grave_one_dispatch_is_called_at_once_beside_the_path(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    incident = detect()
    clock.settle()
    assert dispatched(incident, clock) == [(0, "cat")]
    phone = providers.phone(company.cat)
    assert phone.texts[0].startswith("Nobody has taken it. P1")
    assert phone.reply("a").startswith(f"INC-{incident.number} is yours at the helpdesk.")
    assert Incident.objects.get().helpdesk_owner == company.cat
    clock.advance(minutes=4)
    assert dispatched(incident, clock) == [(0, "cat")]


def test_the_queue_waits_five_minutes_and_then_calls(
    clock: Clock, company: Company, providers: Providers
) -> None:
    incident = detect(response="queue", severity="warning")
    clock.advance(minutes=4.9)
    assert dispatched(incident, clock) == []
    clock.advance(minutes=2)
    assert dispatched(incident, clock) == [(5, "cat"), (6, "oda")]


def test_a_late_no_does_not_cut_the_next_ones_ring_short(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    eve = company.hire("eve", "csr")
    HuntMember.objects.create(group=HuntGroup.objects.get(name="dispatch"), user=eve, position=2)
    incident = detect()
    clock.advance(seconds=70)
    assert dispatched(incident, clock) == [(0, "cat"), (1, "eve")]
    assert "The next at the helpdesk" in providers.phone(company.cat).reply("d")
    clock.advance(seconds=40)
    assert dispatched(incident, clock) == [(0, "cat"), (1, "eve")]
    clock.advance(seconds=20)
    assert dispatched(incident, clock) == [(0, "cat"), (1, "eve"), (2, "oda")]


def test_what_was_taken_is_not_called_for(clock: Clock, company: Company) -> None:
    incident = detect(response="queue", severity="warning")
    clock.advance(minutes=2)
    take(incident_id=incident.pk, actor=actor_of(company.cat), at=clock.now)
    clock.advance(minutes=10)
    assert dispatched(incident, clock) == []


def test_outside_dispatchs_hours_the_call_waits_for_the_opening(clock: Clock, company: Company) -> None:
    hours = Calendar.objects.create(name="late", days=[1], opens=time(15), closes=time(20))
    HuntGroup.objects.filter(name="dispatch").update(calendar=hours)
    incident = detect(response="queue", severity="warning")
    clock.advance(minutes=60.5)
    assert dispatched(incident, clock) == [(60, "cat")]


def test_without_a_dispatch_group_the_operations_manager_is_called(clock: Clock, company: Company) -> None:
    CompanySettings.objects.update(dispatch_group="nobody knows")
    incident = detect(response="queue", severity="warning")
    clock.advance(minutes=5)
    assert dispatched(incident, clock) == [(5, "oda")]


def test_a_silent_candidate_is_followed_by_the_schedule_and_then_a_manager(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    weekly("im", company.hire("ian", "im_candidate"))
    incident = detect()
    name_im(incident_id=incident.pk, actor=actor_of(company.oda), at=clock.now, user=company.max)
    clock.advance(minutes=1)
    text = next(text for text in providers.phone(company.max).texts if "lead" in text)
    assert f"Reply {incident.number}a to be Incident Manager" in text
    clock.advance(minutes=5)
    assert providers.phone(company.ian).reply(f"{incident.number}d").startswith("Understood.")
    clock.advance(seconds=5)
    asked = Appointment.objects.order_by("id").values_list("user__username", "state")
    assert list(asked) == [("max", "unanswered"), ("ian", "declined"), ("oda", "named")]


def test_a_candidate_accepts_by_text(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    incident = detect()
    name_im(incident_id=incident.pk, actor=actor_of(company.oda), at=clock.now, user=company.max)
    clock.settle()
    answer = providers.phone(company.max).reply(f"{incident.number}a")
    assert answer.startswith(f"You are Incident Manager of INC-{incident.number}.")
    incident.refresh_from_db()
    assert (incident.im, incident.im_accepted_at) == (company.max, clock.now)
