"""What may knock where calls come in: forged, replayed, unreadable, twice at once; nothing of it changes a call."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import CompanySettings
from incidents.models import Incident
from notifications.channels.live_calls import Happened, LiveEvent
from oncall.models import HuntGroup, HuntMember, LiveCall
from oncall.operations import live_turns
from tests.clock import Clock
from tests.fakes.providers import Phone, Providers
from tests.oncall.conftest import Company
from tests.oncall.test_live_calls import CALLER, NUMBER, group_of
from tests.oncall.test_races import at_once

SID = "CA" + "0" * 32
Knock = Callable[..., int]


@pytest.fixture
def knock(providers: Providers) -> Knock:
    """Post to an address of ours as Twilio signs it; the status of the answer."""

    def post(path: str, **fields: str) -> int:
        url = f"{settings.PUBLIC_URL}/providers/twilio/calls{path}"
        return providers.twilio.network.callbacks.signed(url, fields)[0]

    return post


@pytest.fixture
def call(db: None, clock: Clock, company: Company, providers: Providers) -> LiveCall:
    """Ann's phone rings for a stranger."""
    group_of(company, "ann", "ben")
    providers.caller(CALLER).dial(NUMBER)
    return LiveCall.objects.get()


def unchanged(call: LiveCall) -> bool:
    now = LiveCall.objects.get(pk=call.pk)
    kept = [(one.state, one.step, one.log, one.ended_at, one.answered_by_id) for one in (call, now)]
    return kept[0] == kept[1] and LiveCall.objects.count() == 1 and not Incident.objects.exists()


@pytest.mark.parametrize("path", ["", "/next", "/picked-up", "/key", "/message", "/recording", "/status"])
def test_without_the_right_signature_nothing_happens(call: LiveCall, path: str) -> None:
    form = {
        "CallSid": call.provider_id, "To": NUMBER, "From": CALLER, "Digits": "1", "CallStatus": "completed",
        "RecordingSid": "RE" + "1" * 32,
    }  # fmt: skip
    url = f"/providers/twilio/calls{path}?key={call.pk}&step=1"
    assert Client().post(url, form).status_code == 403
    assert Client().post(url, form, headers={"X-Twilio-Signature": "c3Rvcm0="}).status_code == 403
    assert Client().get(url).status_code == 405
    assert unchanged(call)


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("", {}),
        ("", {"CallSid": SID}),
        ("", {"CallSid": "abc", "To": NUMBER}),
        ("/recording", {"CallSid": SID}),
        ("/recording", {"CallSid": SID, "RecordingSid": "../Calls"}),
        ("/status", {"CallSid": SID}),
        ("/somewhere", {"CallSid": SID}),
    ],
)
def test_what_cannot_be_read_is_refused(
    call: LiveCall, knock: Knock, path: str, fields: dict[str, str]
) -> None:
    assert knock(path, **fields) == 400
    assert unchanged(call)


@pytest.mark.parametrize(
    "path",
    ["/next?key=0&step=1", "/next?key=x&step=y", "/next", "/key?key=99999999999999999999", "/message?key=7"],
)
def test_addresses_that_name_nothing_of_ours_are_refused(call: LiveCall, knock: Knock, path: str) -> None:
    assert knock(path, CallSid=call.provider_id, Digits="1") == 403
    assert unchanged(call)


def test_another_call_cannot_use_the_address_of_this_one(call: LiveCall, knock: Knock) -> None:
    assert knock(f"/next?key={call.pk}&step=1", CallSid=SID, DialCallStatus="no-answer") == 403
    assert unchanged(call)


def test_what_is_told_twice_at_once_is_answered_alike_and_later_refused(
    call: LiveCall, company: Company, knock: Knock, clock: Clock, providers: Providers
) -> None:
    came = {"CallSid": call.provider_id, "To": NUMBER, "From": CALLER}
    assert knock("", **came) == 200
    assert unchanged(call)
    over = {"CallSid": call.provider_id, "CallStatus": "in-progress", "DialCallStatus": "no-answer"}
    assert knock(f"/next?key={call.pk}&step=1", **over) == 200
    call.refresh_from_db()
    assert (call.step, call.rings.latest("pk").user) == (2, company.ben)
    assert knock(f"/next?key={call.pk}&step=1", **over) == 200
    assert unchanged(call)
    clock.jump(minutes=1.1)
    for path, fields in (("", came), (f"/next?key={call.pk}&step=1", over)):
        assert knock(path, **fields) == 403
    assert unchanged(call)


def test_a_key_played_back_takes_nothing(
    call: LiveCall, company: Company, knock: Knock, clock: Clock, providers: Providers
) -> None:
    ann = providers.phone(company.ann)
    ann.pick_up()
    ring = call.rings.get()
    pressed = {"CallSid": ann.line.sid, "Digits": "1", "CallStatus": "in-progress"}
    ann.press("1")
    assert knock(f"/key?key={ring.pk}&step=1", **pressed) == 200  # it had not heard our answer
    ann.hang_up()
    call.refresh_from_db()
    clock.jump(minutes=2)
    for digits in ("1", "2"):
        assert knock(f"/key?key={ring.pk}&step=1", **{**pressed, "Digits": digits}) == 403
    assert unchanged(call)


def test_the_end_of_the_line_told_before_the_message_loses_nothing(
    call: LiveCall, company: Company, knock: Knock, clock: Clock, providers: Providers
) -> None:
    for name in ("ann", "ben"):
        providers.phone(company.people[name]).hang_up("no-answer")
    call.refresh_from_db()
    assert call.state == "voicemail"
    ended = {"CallSid": call.provider_id, "CallStatus": "completed"}
    assert knock("/status", **ended) == 204
    tape = {"RecordingSid": "RE" + "1" * 32, "RecordingDuration": "8"}
    assert knock(f"/message?key={call.pk}&step={call.step}", **ended, **tape) == 200
    call.refresh_from_db()
    assert (call.state, call.recording_seconds) == ("missed", 8)
    assert Incident.objects.get() == call.incident
    assert knock(f"/recording?key={call.pk}&step=0", **ended, **tape) == 204
    other = {**tape, "RecordingSid": "RE" + "2" * 32}
    assert knock(f"/recording?key={call.pk}&step=0", **ended, **other) == 403
    clock.jump(minutes=2)
    assert knock(f"/message?key={call.pk}&step={call.step}", **ended, **tape) == 403
    assert LiveCall.objects.get().recording_id == tape["RecordingSid"]


@pytest.mark.django_db(transaction=True)
def test_two_who_press_one_in_the_same_second() -> None:
    CompanySettings.objects.create(name="Acme")
    company = Company()
    for name in ("ann", "ben"):
        company.hire(name, "operator")
    group = HuntGroup.objects.create(name="lines", number=NUMBER, policy="ring_all")
    for place, name in enumerate(("ann", "ben"), start=1):
        HuntMember.objects.create(group=group, user=company.people[name], position=place)
    came = LiveEvent(Happened.CAME, "twilio", SID, caller=CALLER, called=NUMBER)
    live_turns.receive(event=came, at=timezone.now())
    keys = [str(ring.pk) for ring in LiveCall.objects.get().rings.order_by("pk")]

    def press(key: str) -> str:
        event = LiveEvent(Happened.KEY, "twilio", SID, key=key, digits="1")
        return live_turns.press(event=event, at=timezone.now()).words

    heard = at_once(*(lambda key=key: press(key) for key in keys))
    call = LiveCall.objects.get()
    taken = f"{call.answered_by} took it. You need not do anything. Goodbye."
    assert sorted(heard) == sorted(["You are connected.", taken])
    assert sorted(call.rings.values_list("state", flat=True)) == ["accepted", "cancelled"]
    connection.close()


def test_the_phone_that_was_not_rung_cannot_answer(call: LiveCall, knock: Knock, company: Company) -> None:
    unknown = call.rings.get().pk + 1000
    assert knock(f"/picked-up?key={unknown}", CallSid=SID) == 403
    assert unchanged(call)


def test_who_picks_up_too_late_hears_so(
    call: LiveCall, company: Company, knock: Knock, providers: Providers, clock: Clock
) -> None:
    ring, caller = call.rings.get(), Phone(CALLER, providers.twilio)
    caller.hang_up()
    signed = providers.twilio.network.callbacks.signed
    url = f"{settings.PUBLIC_URL}/providers/twilio/calls/picked-up?key={ring.pk}&step=0"
    status, body = signed(url, {"CallSid": SID})
    assert status == 200 and "The caller has hung up. Goodbye." in body and "<Hangup" in body
