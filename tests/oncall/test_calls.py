"""A page by phone: the menu, its keys, and all that is no answer however much it looks like one."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import CompanySettings, ContactMethod, User
from incidents.models import Incident
from notifications.calling import take_turn
from notifications.channels.protocol import CallTurn
from notifications.models import Delivery, InboundMessage
from oncall.models import EscalationPath, EscalationRun
from oncall.operations.climbing import start_run
from tests.clock import START, Clock
from tests.fakes.providers import Phone, Providers
from tests.oncall.conftest import Company, detect, paged

MENU = "Press 1 to take it. Press 2 to pass it on. Press 3 to call the next level. Press 9 to hear it again."


def give_number(user: User) -> None:
    """She can be called, on the number that gets her texts."""
    number = user.contact_methods.get(kind="sms").address
    ContactMethod.objects.create(user=user, kind="voice", address=number, verified_at=START, position=2)


@pytest.fixture
def incident(db: None, clock: Clock, company: Company, path: EscalationPath) -> Incident:
    """Level 1 is paged; Ann, Dan and Lea can be called."""
    for name in ("ann", "dan", "lea"):
        give_number(company.people[name])
    found = detect(title="Checkout down – orders refused")
    start_run(incident_id=found.pk, at=clock.now)
    return found


@pytest.fixture
def phone(incident: Incident, company: Company, providers: Providers, clock: Clock) -> Phone:
    """Ann's, which has been ringing since she did not answer the text."""
    clock.advance(seconds=60)
    return providers.phone(company.ann)


def run_of(incident: Incident) -> EscalationRun:
    return incident.runs.get()


def call_of(user: User) -> Delivery:
    return Delivery.objects.get(channel="voice", recipient=user.key)


def test_a_call_comes_a_minute_after_the_text(
    incident: Incident, company: Company, providers: Providers, clock: Clock
) -> None:
    phone = providers.phone(company.ann)
    clock.advance(seconds=59)
    assert len(phone.texts) == 1 and phone.calls == []
    clock.advance(seconds=1)
    assert len(phone.texts) == 1 and len(phone.calls) == 1


def test_whoever_answers_the_text_is_not_called(
    incident: Incident, company: Company, providers: Providers, clock: Clock
) -> None:
    clock.settle()
    phone = providers.phone(company.ann)
    phone.reply("a")
    clock.advance(minutes=10)
    assert phone.calls == []
    assert call_of(company.ann).state == "cancelled"


def test_the_menu_says_the_incident_and_the_keys(phone: Phone, incident: Incident) -> None:
    said = phone.pick_up()
    assert said.startswith(
        f"This is Storm. Priority 1. Incident {incident.number}. Checkout down - orders refused."
    )
    assert said.endswith(MENU)
    assert phone.press("9") == said


def test_one_takes_it(phone: Phone, incident: Incident, company: Company, clock: Clock) -> None:
    phone.pick_up()
    assert phone.press("1") == f"{incident.reference} is yours. Thank you. Goodbye."
    run = run_of(incident)
    assert (run.state, run.acknowledged_by) == ("acknowledged", company.ann)
    assert incident.pages.get(user=company.ann).answered_via == "voice"
    assert call_of(company.ann).state == "delivered"
    assert phone.calls[0].status == "completed"


def test_two_passes_it_on_and_three_calls_the_next_level(
    phone: Phone, incident: Incident, company: Company, providers: Providers, clock: Clock
) -> None:
    phone.pick_up()
    assert phone.press("2") == f"Understood. {incident.reference} goes on to the next. Goodbye."
    clock.advance(seconds=60)
    assert paged(incident, clock) == [(0, "ann"), (1, "dan")]
    dan = providers.phone(company.dan)
    dan.pick_up()
    assert "goes on to the next level now" in dan.press("3")
    assert [name for _, name in paged(incident, clock)] == ["ann", "dan", "lea"]


@pytest.mark.parametrize("key", ["4", "0", "*", "#"])
def test_a_wrong_key_leads_to_the_menu_again(phone: Phone, incident: Incident, key: str) -> None:
    menu = phone.pick_up()
    assert phone.press(key) == f"That key has no meaning here. {menu}"
    assert run_of(incident).state == "running"
    assert phone.press("1").startswith(f"{incident.reference} is yours.")


def test_no_key_is_no_answer(phone: Phone, incident: Incident, company: Company, clock: Clock) -> None:
    menu = phone.pick_up()
    for _ in range(5):
        assert phone.press("") == menu
    assert "does not count" in phone.press("")
    assert phone.calls[0].status == "completed"
    assert (call_of(company.ann).state, call_of(company.ann).error_code) == ("failed", "no_key")
    clock.advance(minutes=4)
    assert paged(incident, clock) == [(0, "ann"), (5, "dan")]


def test_a_voicemail_is_no_answer(phone: Phone, incident: Incident, company: Company, clock: Clock) -> None:
    assert phone.pick_up("machine_start") == ""
    assert phone.calls[0].status == "completed"
    delivery = call_of(company.ann)
    assert (delivery.state, delivery.error_code) == ("failed", "machine")
    assert run_of(incident).state == "running"


@pytest.mark.parametrize(
    ("status", "code"),
    [("busy", "busy"), ("no-answer", "no_answer"), ("failed", "call_failed"), ("completed", "no_key")],
)
def test_what_became_of_a_call_is_noted_and_answers_nothing(
    phone: Phone, incident: Incident, company: Company, status: str, code: str
) -> None:
    if status == "completed":
        phone.pick_up()
    phone.hang_up(status)
    delivery = call_of(company.ann)
    assert (delivery.state, delivery.error_code) == ("failed", code)
    assert delivery.error
    assert run_of(incident).state == "running"


def test_who_picks_up_when_it_is_over_hears_so(
    phone: Phone, incident: Incident, company: Company, clock: Clock
) -> None:
    phone.pick_up()
    Incident.objects.filter(pk=incident.pk).update(service_restored_at=clock.now)
    said = phone.press("1")
    assert "There is nothing more to do." in said and said.endswith("Goodbye.")
    assert run_of(incident).state == "running"  # nothing was changed
    assert phone.calls[0].status == "completed"


def test_who_picks_up_after_somebody_else_took_it_hears_so(
    phone: Phone, incident: Incident, company: Company, providers: Providers, clock: Clock
) -> None:
    run = run_of(incident)
    EscalationRun.objects.filter(pk=run.pk).update(state="acknowledged", acknowledged_by=company.dan)
    assert phone.pick_up() == "Dan has acknowledged. You need not do anything. Goodbye."


def test_the_same_key_told_twice_acts_once_and_a_recording_is_refused(
    phone: Phone, incident: Incident, clock: Clock, company: Company
) -> None:
    phone.pick_up()
    switchboard = phone.twilio.network.switchboard
    kept: list[tuple[str, dict[str, str]]] = []
    signed = switchboard._callbacks.signed

    def keeping(url: str, fields: dict[str, str]) -> tuple[int, str]:
        kept.append((url, dict(fields)))
        return signed(url, fields)

    switchboard._callbacks.signed = keeping  # type: ignore[method-assign]
    phone.press("1")
    url, fields = next((url, fields) for url, fields in kept if "/keys" in url)
    assert signed(url, fields)[0] == 200  # the provider had not heard our answer
    facts = InboundMessage.objects.count()
    clock.advance(minutes=2)
    assert signed(url, fields)[0] == 403
    assert signed(url, {**fields, "Digits": "2"})[0] == 403
    assert InboundMessage.objects.count() == facts == 1
    assert run_of(incident).acknowledged_by == company.ann


def test_a_forged_key_is_refused_and_changes_nothing(phone: Phone, incident: Incident) -> None:
    phone.pick_up()
    url = phone.calls[0].gather
    path = url[url.index("/providers") :]
    form = {"CallSid": phone.calls[0].sid, "To": phone.number, "Digits": "1"}
    for below in ("", "/keys", "/status"):
        answer = Client().post(f"/providers/twilio/voice{below}?{path.partition('?')[2]}", form)
        assert answer.status_code == 403
    assert Client().post(path, form, headers={"X-Twilio-Signature": "c3Rvcm0="}).status_code == 403
    assert run_of(incident).state == "running"


def test_a_call_about_nothing_we_know_is_ended_politely(phone: Phone, incident: Incident) -> None:
    phone.pick_up()
    Delivery.objects.filter(channel="voice").delete()
    assert phone.press("1") == "This call is not about anything any more. Goodbye."


def test_only_a_call_when_there_is_nothing_quieter(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    give_number(company.ann)
    company.ann.contact_methods.exclude(kind="voice").delete()
    found = detect()
    start_run(incident_id=found.pk, at=clock.now)
    clock.settle()
    assert [call.recipient for call in providers.twilio.ledger.calls()] == [
        company.ann.contact_methods.get().address
    ]


@pytest.mark.django_db(transaction=True)
def test_two_who_press_one_in_the_same_second() -> None:
    CompanySettings.objects.create(name="Acme")
    company = Company()
    for name in ("ann", "ben"):
        give_number(company.hire(name, "responder"))
    company.hire("oda", "ops_manager")
    path = EscalationPath.objects.create(name="all at once", repeat=0)
    path.levels.create(position=0, name="both", ack_minutes=5).users.add(company.ann, company.ben)
    run = start_run(incident_id=detect().pk, at=timezone.now())
    assert run is not None
    heard = at_once(*(lambda name=name: press_one(company.people[name]) for name in ("ann", "ben")))
    yours = [words for words in heard if "is yours. Thank you." in words]
    taken = [words for words in heard if "You need not do anything." in words]
    assert len(yours) == len(taken) == 1, heard
    run.refresh_from_db()
    assert run.state == "acknowledged" and str(run.acknowledged_by) in taken[0]


def press_one(user: User) -> str:

    delivery = call_of(user)
    turn = CallTurn("twilio", f"CA{user.pk}", delivery.address, delivery.key, turn=1, digits="1")
    return take_turn(turn=turn, at=timezone.now()).words


def at_once(*acts: Callable[[], str]) -> list[str]:
    gate, heard = threading.Barrier(len(acts)), list[str]()

    def run(act: Callable[[], str]) -> None:
        try:
            gate.wait(timeout=10)
            heard.append(act())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return heard
