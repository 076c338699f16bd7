"""Vonage and Telnyx: their refusals in our words, and their callbacks, genuine, forged and played again."""

import json
from dataclasses import replace
from typing import Any

import pytest

from notifications.channels.protocol import (
    ChannelFailure,
    ForgedCallback,
    Message,
    PermanentFailure,
    SignedForm,
    TemporaryFailure,
    UnreadableCallback,
)
from notifications.channels.telnyx_sms import TelnyxSms
from notifications.channels.vonage_sms import VonageSms
from tests.fakes.sms_providers import ELSEWHERE, FULL, STOPPED, FakeProvider, FakeTelnyx, FakeVonage
from tests.notifications.channels.conftest import telnyx_through, vonage_through

PAGE = Message("", "P1 INC-12 checkout: orders refused. Reply 12a.")
ANN = "+447700900142"
FLAGS = ("contact_is_invalid", "opted_out", "try_other", "needs_operator")


def refused(channel: Any, to: str = ANN) -> tuple[ChannelFailure, set[str]]:
    with pytest.raises(ChannelFailure) as failure:
        channel.send(PAGE, to, idempotency_key="page:1")
    return failure.value, {name for name in FLAGS if getattr(failure.value, name, False)}


def test_what_vonage_is_told(fake_vonage: FakeProvider) -> None:
    vonage_through(fake_vonage.base_url).send(PAGE, ANN, idempotency_key="page:1")
    [taken] = fake_vonage.taken
    assert (taken["client-ref"], taken["from"], taken["type"]) == ("page:1", "447700900000", "text")
    assert taken["callback"].endswith("/providers/vonage/status")


@pytest.mark.parametrize("name", ["vonage", "telnyx"])
@pytest.mark.parametrize(("mood", "taken"), [("500", 0), ("429", 0), ("lying", 1)])
def test_in_trouble_it_is_temporary_and_asked_once(
    request: pytest.FixtureRequest, name: str, mood: str, taken: int
) -> None:
    server: FakeProvider = request.getfixturevalue(f"fake_{name}")
    server.mood = mood
    through = {"vonage": vonage_through, "telnyx": telnyx_through}[name]
    failure, flags = refused(through(server.base_url))
    assert isinstance(failure, TemporaryFailure) and flags == {"try_other"}
    assert (len(server.taken), server.attempts) == (taken, 1)


def test_refusals_of_vonage(fake_vonage: FakeProvider) -> None:
    url = fake_vonage.base_url
    assert refused(vonage_through(url), ELSEWHERE)[1] == {"try_other"}
    assert refused(vonage_through(url, secret="guess"))[1] == {"try_other", "needs_operator"}
    assert isinstance(refused(vonage_through(url, sender=FULL))[0], TemporaryFailure)


def test_refusals_of_telnyx(fake_telnyx: FakeProvider) -> None:
    url = fake_telnyx.base_url
    assert refused(telnyx_through(url), ELSEWHERE)[1] == {"try_other"}
    assert refused(telnyx_through(url), STOPPED)[1] == {"opted_out"}
    assert refused(telnyx_through(url, key="guess"))[1] == {"try_other", "needs_operator"}
    assert isinstance(refused(telnyx_through(url, sender=FULL))[0], TemporaryFailure)


@pytest.fixture
def vonage() -> VonageSms:
    return vonage_through("http://127.0.0.1:9")


@pytest.fixture
def telnyx() -> TelnyxSms:
    return telnyx_through("http://127.0.0.1:9")


def of_vonage(**fields: str) -> SignedForm:
    return SignedForm("https://x", FakeVonage.signed({"messageId": "V1", **fields}))


def of_telnyx(age: int = 0, **payload: Any) -> SignedForm:
    body, headers = FakeTelnyx.event({"id": "T1", "tags": ["page:1"], **payload}, age=age)
    return SignedForm("https://x", {}, headers, body)


def test_receipts_of_vonage(vonage: VonageSms) -> None:
    arrived = vonage.read_receipt(of_vonage(status="delivered", **{"client-ref": "page:1", "err-code": "0"}))
    assert (arrived.provider_id, arrived.state, arrived.idempotency_key) == ("V1", "delivered", "page:1")
    assert arrived.error is None
    lost = vonage.read_receipt(of_vonage(status="failed", **{"err-code": "2"}))
    assert (lost.state, type(lost.error)) == ("failed", TemporaryFailure)
    gone = vonage.read_receipt(of_vonage(status="rejected", **{"err-code": "9"}))
    assert isinstance(gone.error, PermanentFailure) and gone.error.contact_is_invalid


def test_receipts_of_telnyx(telnyx: TelnyxSms) -> None:
    arrived = telnyx.read_receipt(of_telnyx(to=[{"status": "delivered"}], errors=[]))
    assert (arrived.provider_id, arrived.state, arrived.idempotency_key) == ("T1", "delivered", "page:1")
    failed = telnyx.read_receipt(of_telnyx(to=[{"status": "delivery_failed"}], errors=[{"code": "40001"}]))
    assert failed.state == "undelivered"
    assert isinstance(failed.error, PermanentFailure) and failed.error.contact_is_invalid


def test_replies_are_read_and_answered_by_a_message(vonage: VonageSms, telnyx: TelnyxSms) -> None:
    fields = {"msisdn": "447700900142", "to": "447700900000", "text": "12a & more = yes"}
    said = vonage.read_reply(of_vonage(**fields))
    assert (said.sender, said.recipient, said.body) == (ANN, "+447700900000", "12a & more = yes")
    text = telnyx.read_reply(
        of_telnyx(**{"from": {"phone_number": ANN}, "to": [{"phone_number": "+1"}], "text": "12a"})
    )
    assert (text.sender, text.body, text.provider_id) == (ANN, "12a", "T1")
    assert vonage.answer("It is yours.") is None and telnyx.answer("It is yours.") is None


def test_forged_and_incomplete_callbacks_of_vonage(vonage: VonageSms) -> None:
    genuine = of_vonage(status="delivered")
    other = replace(genuine, fields={**genuine.fields, "messageId": "V2"})
    by_guess = replace(genuine, fields=FakeVonage.signed({"messageId": "V1"}, secret="guess"))
    for form in (other, by_guess, replace(genuine, fields={"messageId": "V1", "status": "delivered"})):
        with pytest.raises(ForgedCallback):
            vonage.read_receipt(form)
    with pytest.raises(UnreadableCallback):
        vonage.read_receipt(of_vonage())


def test_forged_old_and_incomplete_callbacks_of_telnyx(telnyx: TelnyxSms) -> None:
    genuine = of_telnyx(to=[{"status": "delivered"}])
    changed = json.loads(genuine.body)
    changed["data"]["payload"]["id"] = "T2"
    for form in (
        replace(genuine, body=json.dumps(changed).encode()),
        replace(genuine, headers={}),
        replace(genuine, headers={**genuine.headers, "telnyx-signature-ed25519": "no base64!"}),
        of_telnyx(age=301, to=[{"status": "delivered"}]),
    ):
        with pytest.raises(ForgedCallback):
            telnyx.read_receipt(form)
    with pytest.raises(UnreadableCallback):
        telnyx.read_receipt(of_telnyx())
