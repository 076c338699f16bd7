"""Somebody dials the incident number: the call hunts the group, and what nobody takes becomes an incident."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from pytest_django.fixtures import Settings

from catalog.models import Calendar, Customer, CustomerContact
from incidents.models import Incident
from oncall.models import HuntGroup, HuntMember, HuntMemory, LiveCall
from oncall.readiness import findings
from tests.clock import Clock
from tests.fakes.providers import Phone, Providers
from tests.oncall.conftest import Company, detect
from timeline.models import TimelineEntry

pytestmark = pytest.mark.django_db
NUMBER = "+442079460000"
CALLER = "+442079460999"


@pytest.fixture
def customer(providers: Providers, company: Company) -> Phone:
    """Ada's phone, of a customer that we know."""
    globex = Customer.objects.create(name="Globex")
    CustomerContact.objects.create(customer=globex, name="Ada Byron", phone="+44 20 7946 0999")
    return providers.caller(CALLER)


def group_of(company: Company, *names: str, **how: Any) -> HuntGroup:
    group = HuntGroup.objects.create(name="lines", number=NUMBER, **how)
    for place, name in enumerate(names or ("ann", "ben", "dan"), start=1):
        HuntMember.objects.create(group=group, user=company.people[name], position=place)
    return group


def facts() -> list[str]:
    return list(TimelineEntry.objects.filter(subject__startswith="live_call:").values_list("kind", flat=True))


def logged(call: LiveCall) -> list[str]:
    return [line["what"] for line in call.log]


def test_the_first_who_presses_one_talks_to_the_caller(
    clock: Clock, company: Company, customer: Phone, providers: Providers
) -> None:
    group = group_of(company, policy="circular")
    assert customer.dial(NUMBER) == "This is Acme. We are calling somebody for you. Please hold the line."
    ann = providers.phone(company.ann)
    assert ann.line.sender == NUMBER
    menu = ann.pick_up()
    assert menu == (
        "This is Storm. A call for lines, from Ada Byron. Press 1 to take it. Press 2 to pass it on."
    )
    assert ann.press("1") == "You are connected."
    call = LiveCall.objects.get()
    assert (call.state, call.answered_by) == ("talking", company.ann)
    assert customer.line.status == "in-progress" and ann.line.bridged
    clock.advance(minutes=3)
    ann.hang_up()
    call.refresh_from_db()
    assert (call.state, call.ended_at, call.incident) == ("answered", clock.now, None)
    assert customer.line.status == "completed"
    assert facts() == ["call.came", "call.answered"]
    assert HuntMemory.objects.get(group=group).remembered["last_answered"] == str(company.ann.pk)
    assert HuntMember.objects.get(group=group, user=company.ann).last_ended_at == clock.now
    assert not Incident.objects.exists()
    customer.dial(NUMBER)
    assert LiveCall.objects.latest("pk").rings.get().user == company.ben  # the circle goes on after Ann


def test_whoever_declines_is_busy_or_silent_is_passed_over_and_counted(
    clock: Clock, company: Company, customer: Phone, providers: Providers
) -> None:
    group_of(company, "ann", "ben", "dan", "lea", logout_after_missed=1)
    providers.twilio.network.switchboard.set_mood("busy", providers.phone(company.ben).number)
    customer.dial(NUMBER)
    ann = providers.phone(company.ann)
    ann.pick_up()
    assert ann.press("2") == "Understood. The next is called. Goodbye."
    clock.advance(seconds=20)
    providers.phone(company.dan).hang_up("no-answer")
    lea = providers.phone(company.lea)
    lea.pick_up()
    lea.press("1")
    call = LiveCall.objects.get()
    assert logged(call) == ["ring", "declined", "ring", "busy_line", "ring", "no_answer", "ring", "answered"]
    missed = dict(HuntMember.objects.exclude(group__name="dispatch").values_list("user__username", "missed"))
    assert missed == {"ann": 0, "ben": 0, "dan": 1, "lea": 0}
    assert HuntMember.objects.get(user=company.dan).paused_why == "missed"
    clock.settle()
    assert any("are paused there" in text for text in providers.phone(company.dan).texts)


def test_a_voicemail_has_not_answered(
    clock: Clock, company: Company, customer: Phone, providers: Providers
) -> None:
    group_of(company, "ann", "ben")
    customer.dial(NUMBER)
    ann = providers.phone(company.ann)
    ann.pick_up("machine_start")
    assert "does not count" in ann.press("")
    assert LiveCall.objects.get().state == "hunting"
    assert providers.phone(company.ben).line.status == "ringing"
    assert HuntMember.objects.get(user=company.ann).missed == 1


def test_nobody_takes_it_and_the_message_becomes_an_incident_that_pages(
    clock: Clock, company: Company, path: object, customer: Phone, providers: Providers
) -> None:
    group_of(company, "ann", "ben")
    customer.dial(NUMBER)
    for name in ("ann", "ben"):
        clock.advance(seconds=20)
        providers.phone(company.people[name]).hang_up("no-answer")
    assert "nobody can take your call" in customer.line.said[-1]
    assert customer.speak(14).startswith("Thank you. We have your message as INC ")
    assert customer.line.status == "completed"
    call = LiveCall.objects.get()
    incident = Incident.objects.get()
    assert (call.state, call.incident, call.recording_seconds) == ("missed", incident, 14)
    assert (incident.title, incident.means, incident.response) == (
        "Missed call from Globex",
        "customer_call",
        "page",
    )
    told = incident.reports.get()
    assert (told.reporter, told.customer.name) == (f"Ada Byron, {CALLER}", "Globex")  # type: ignore[union-attr]
    assert incident.customers.get().state == "affected" and incident.customer_discovered
    assert "A message of 14 s was left." in incident.manifestation
    clock.settle()
    assert incident.pages.filter(user=company.ann, purpose="level").exists()
    kinds = TimelineEntry.objects.filter(subject=incident.key).values_list("kind", flat=True)
    assert {"call.opened", "call.recorded", "incident.paging_agreed"} <= set(kinds)
    assert facts() == ["call.came", "call.missed"]


def test_a_missed_call_may_wait_in_the_queue(
    clock: Clock, company: Company, customer: Phone, providers: Providers
) -> None:
    group_of(company, "ann", missed_call="queue")
    customer.dial(NUMBER)
    providers.phone(company.ann).hang_up("no-answer")
    customer.hang_up()
    incident = Incident.objects.get()
    assert (incident.response, incident.priority) == ("queue", "")
    assert LiveCall.objects.get().recording_id == ""
    clock.advance(minutes=5)
    assert incident.pages.get().purpose == "dispatch"


def test_who_has_waited_and_hangs_up_is_an_incident_too(
    clock: Clock, company: Company, customer: Phone, providers: Providers
) -> None:
    group_of(company, "ann")
    customer.dial(NUMBER)
    clock.advance(seconds=12)
    customer.hang_up()
    call = LiveCall.objects.get()
    assert call.state == "missed" and call.incident is not None
    assert "Globex" in call.incident.title
    assert facts() == ["call.came", "call.missed"]
    assert providers.phone(company.ann).line.status == "canceled"


def test_who_hangs_up_at_once_is_a_missed_call_and_nothing_more(
    clock: Clock, company: Company, customer: Phone, providers: Providers
) -> None:
    group = group_of(company, "ann")
    customer.dial(NUMBER)
    customer.hang_up()
    call = LiveCall.objects.get()
    assert (call.state, call.incident) == ("missed", None)
    assert facts() == ["call.came", "call.given_up"]
    assert providers.phone(company.ann).line.status == "canceled"
    assert HuntMember.objects.get(group=group).missed == 0
    clock.advance(minutes=10)
    assert not Incident.objects.exists()


def test_all_at_once_goes_on_after_a_voicemail_for_what_is_left_of_the_time(
    clock: Clock, company: Company, customer: Phone, providers: Providers
) -> None:
    group_of(company, policy="ring_all", ring_seconds=30)
    customer.dial(NUMBER)
    clock.advance(seconds=8)
    ann, ben, dan = (providers.phone(company.people[name]) for name in ("ann", "ben", "dan"))
    ann.pick_up("machine_start")
    assert (ben.line.status, dan.line.status) == ("canceled", "canceled")
    ann.press("")
    assert (ben.line.status, ben.line.ring_seconds) == ("ringing", 22)
    assert len(ann.calls) == 1
    clock.advance(seconds=5)
    dan.pick_up()
    assert dan.press("1") == "You are connected."
    assert ben.line.status == "canceled"
    call = LiveCall.objects.get()
    assert (call.answered_by, logged(call)) == (company.dan, ["ring", "voicemail", "answered", "cancelled"])


def test_a_second_time_through_the_list_after_a_pause_then_the_overflow(
    clock: Clock, company: Company, customer: Phone, providers: Providers
) -> None:
    group_of(company, "ann", max_passes=2, overflow_user=company.lea)
    customer.dial(NUMBER)
    ann = providers.phone(company.ann)
    ann.hang_up("no-answer")
    assert customer.line.waits == "pause"
    customer.wait()
    ann.hang_up("no-answer")
    lea = providers.phone(company.lea)
    lea.pick_up()
    lea.press("1")
    call = LiveCall.objects.get()
    assert (call.answered_by, logged(call)[-3:]) == (company.lea, ["overflow", "ring", "answered"])
    assert len(ann.calls) == 2


def test_whoever_is_on_the_phone_is_busy_for_pages_and_calls_and_rests_afterwards(
    clock: Clock, company: Company, customer: Phone, providers: Providers
) -> None:
    group_of(company, "ann", "ben", wrap_up_seconds=60)
    customer.dial(NUMBER)
    ann, ben, other = (
        providers.phone(company.ann),
        providers.phone(company.ben),
        providers.caller("+4930123456"),
    )
    ann.pick_up()
    ann.press("1")
    other.dial(NUMBER)
    assert LiveCall.objects.latest("pk").log[0]["what"] == "busy" and ben.line.status == "ringing"
    ann.hang_up()
    ben.hang_up("no-answer")
    other.hang_up()
    other.dial(NUMBER)
    assert LiveCall.objects.latest("pk").log[0]["what"] == "wrap_up"


def test_the_number_that_calls_people_leads_to_the_helpdesk(
    clock: Clock, company: Company, customer: Phone, providers: Providers
) -> None:
    customer.dial(configured.TWILIO_VOICE_FROM)
    assert LiveCall.objects.get().rings.get().user == company.cat


def test_a_number_of_nobody_is_answered_politely_and_changes_nothing(
    clock: Clock, company: Company, customer: Phone, providers: Providers
) -> None:
    assert customer.dial("+442079460001") == "This number takes no calls. Goodbye."
    assert customer.line.status == "completed"
    assert not LiveCall.objects.exists() and facts() == []


def test_outside_its_hours_a_group_rings_nobody(
    clock: Clock, company: Company, customer: Phone, providers: Providers
) -> None:
    hours = Calendar.objects.create(name="mornings", days=[0, 1, 2, 3, 4], opens="08:00", closes="09:00")
    group_of(company, "ann", calendar=hours, max_passes=3)
    assert "nobody can take your call" in customer.dial(NUMBER)
    assert providers.phone(company.ann).calls == []


def test_a_call_of_which_nothing_more_is_heard_becomes_an_incident(
    clock: Clock, company: Company, customer: Phone, providers: Providers
) -> None:
    group_of(company, "ann")
    customer.dial(NUMBER)
    clock.advance(seconds=79)
    assert LiveCall.objects.get().state == "hunting"
    clock.advance(seconds=2)
    call = LiveCall.objects.get()
    assert (call.state, logged(call)[-1]) == ("missed", "lost") and call.incident is not None


def test_what_a_number_says_of_the_caller(clock: Clock, company: Company, providers: Providers) -> None:
    group_of(company, "ann")
    colleague, nobody = providers.phone(company.ben), providers.caller("anonymous")
    colleague.dial(NUMBER)
    nobody.dial(NUMBER)
    first, second = LiveCall.objects.order_by("pk")
    assert (first.who, first.means, first.customer) == ("Ben", "internal_staff", None)
    assert (second.who, second.caller) == ("a withheld number", "")


def test_the_page_of_the_group_shows_it_live_and_the_recording_is_fetched_for_staff_alone(
    clock: Clock, company: Company, customer: Phone, providers: Providers
) -> None:
    group = group_of(company, "ann")
    customer.dial(NUMBER)
    staff, stranger = Client(), Client()
    staff.force_login(company.cat)
    page = staff.get(f"/oncall/groups/{group.pk}/").content.decode()
    assert "On the line now" in page and "rings Ann" in page and "busy" in page
    providers.phone(company.ann).hang_up("no-answer")
    customer.speak(9)
    call = LiveCall.objects.get()
    shown = staff.get(f"/oncall/calls/{call.pk}/").content.decode()
    assert "Nobody took it." in shown and "0:09" in shown
    heard = staff.get(f"/oncall/calls/{call.pk}/recording/")
    assert heard.headers["Content-Type"] == "audio/wav" and heard.content.startswith(b"RIFF")
    assert stranger.get(f"/oncall/calls/{call.pk}/recording/").status_code == 302
    assert call.incident is not None
    panel = staff.get(f"/oncall/panel/{call.incident.number}/").content.decode()
    assert "Ada Byron" in panel and "Listen, 0:09" in panel
    LiveCall.objects.update(recording_id="RE" + "0" * 32)
    gone = staff.get(f"/oncall/calls/{call.pk}/recording/")
    assert gone.status_code == 502 and "does not have this recording" in gone.content.decode()


def test_an_answered_call_may_become_an_incident_once(
    clock: Clock, company: Company, customer: Phone, providers: Providers
) -> None:
    group_of(company, "ann")
    customer.dial(NUMBER)
    ann = providers.phone(company.ann)
    ann.pick_up()
    ann.press("1")
    ann.hang_up()
    call, client = LiveCall.objects.get(), Client()
    client.force_login(company.cat)
    url = f"/oncall/calls/{call.pk}/incident/"
    assert 'value="Globex"' in client.get(url).content.decode()
    form = {"words": "Orders are refused", "customer": "Globex", "means": "customer_call", "reporter": "Ada"}
    done = client.post(url, form)
    incident = Incident.objects.get()
    assert done.headers["Location"] == f"/incidents/{incident.number}/"
    again = client.post(url, form)
    assert again.status_code == 409 and "already" in again.content.decode()
    assert Incident.objects.count() == 1


def test_a_page_hunts_past_whoever_is_on_the_phone(
    clock: Clock, company: Company, path: Any, customer: Phone, providers: Providers
) -> None:
    group = group_of(company, "ann", "ben")
    first = path.levels.get(position=0)
    first.users.clear()
    first.groups.add(group)
    customer.dial(NUMBER)
    incident = detect()
    clock.settle()
    assert [page.user for page in incident.pages.filter(purpose="hunt")] == [company.ben]


def test_readiness_says_what_a_number_lacks(
    clock: Clock, company: Company, customer: Phone, settings: Settings
) -> None:
    def said() -> str:
        return " ".join(one.words for one in findings(at=clock.now) if NUMBER in one.words)

    group = group_of(company, "ann")
    assert said() == f"No call to {NUMBER} of lines has come yet: the number may not lead here."
    customer.dial(NUMBER)
    assert said() == ""
    company.ann.contact_methods.exclude(kind="email").delete()
    assert said() == f"A call to {NUMBER} rings nobody: no member of lines has a verified phone."
    settings.TWILIO_AUTH_TOKEN = ""
    assert said() == f"lines has the number {NUMBER}, but no provider of calls is set up."
    HuntGroup.objects.filter(pk=group.pk).update(number="")
    assert said() == ""


def test_without_a_provider_nobody_is_let_in(
    clock: Clock, company: Company, customer: Phone, settings: Settings
) -> None:
    settings.TWILIO_AUTH_TOKEN = ""
    assert "application error" in customer.dial(NUMBER) and not LiveCall.objects.exists()


def test_who_calls_again_adds_to_the_incident_that_is_open(
    clock: Clock, company: Company, customer: Phone, providers: Providers
) -> None:
    group_of(company, "ann")
    for seconds in (5, 9):
        customer.dial(NUMBER)
        providers.phone(company.ann).hang_up("no-answer")
        customer.speak(seconds)
        clock.jump(minutes=10)
    [incident] = Incident.objects.all()
    assert incident.reports.count() == incident.live_calls.count() == 2
    Incident.objects.update(service_restored_at=clock.now)
    customer.dial(NUMBER)
    providers.phone(company.ann).hang_up("no-answer")
    customer.hang_up()
    assert Incident.objects.count() == 2
