"""Calls: what leaves for the provider, what it tells of them, and what is said."""

from xml.etree.ElementTree import Element, fromstring

import pytest
from twilio.request_validator import RequestValidator

from demo.twilio.server import FakeTwilio
from notifications.channels.protocol import (
    CallTurn,
    ForgedCallback,
    Message,
    PermanentFailure,
    SignedForm,
    TalksOnThePhone,
    TemporaryFailure,
    UnreadableCallback,
)
from notifications.channels.twilio_voice import TwilioVoice
from tests.notifications.channels.conftest import NUMBER, PUBLIC_URL, TOKEN, Posted

JONAS = "+447700900142"
KEY = "run:7:1:3:voice:9"


def signed(path: str, fields: dict[str, str]) -> SignedForm:
    url = PUBLIC_URL + path
    signature = RequestValidator(TOKEN).compute_signature(url, fields)
    return SignedForm(url, fields, {"X-Twilio-Signature": signature})


def twiml(answer: tuple[str, str]) -> Element:
    assert answer[0].startswith("text/xml")
    return fromstring(answer[1])  # noqa: S314 (our own answer)


def rung(voice: TwilioVoice, twilio: FakeTwilio, mood: str = "rings") -> str:
    twilio.network.switchboard.set_mood(mood)
    receipt = voice.send(Message("", "Checkout is down."), JONAS, idempotency_key=KEY)
    twilio.network.callbacks.settle()
    return receipt.provider_id


def test_a_call_rings_and_tells_of_itself_under_our_key(
    voice: TwilioVoice, twilio: FakeTwilio, posted: Posted
) -> None:
    sid = rung(voice, twilio)
    (call,) = twilio.ledger.calls(JONAS)
    assert (call.sid, call.sender, call.status, call.detects) == (sid, NUMBER, "ringing", True)
    updates = [voice.read_receipt(SignedForm(*form)) for form in posted.forms]
    assert [(u.provider_id, u.state, u.idempotency_key) for u in updates] == [
        (sid, "sending", KEY),
        (sid, "sent", KEY),
    ]


@pytest.mark.parametrize(
    ("mood", "code"), [("busy", "busy"), ("no-answer", "no_answer"), ("failed", "call_failed")]
)
def test_a_call_that_nobody_took_has_not_arrived(
    voice: TwilioVoice, twilio: FakeTwilio, posted: Posted, mood: str, code: str
) -> None:
    rung(voice, twilio, mood)
    last = voice.read_receipt(SignedForm(*posted.forms[-1]))
    assert last.state == "undelivered" and last.error is not None
    assert (last.error.code, last.error.sentence.endswith(".")) == (code, True)


def test_a_machine_that_picks_up_is_told_apart(
    voice: TwilioVoice, twilio: FakeTwilio, posted: Posted
) -> None:
    posted.answer = (200, voice.part("")[1])
    rung(voice, twilio, "machine")
    turns = [SignedForm(*form) for form in posted.forms if "/voice?" in form[0]]
    assert [voice.read_turn(form).answered_by for form in turns] == ["machine"]


@pytest.mark.parametrize(
    ("answered_by", "heard"),
    [
        ("human", ""),
        ("unknown", ""),
        ("", ""),
        ("fax", "machine"),
        ("machine_start", "machine"),
        ("machine_end_beep", "machine"),
        ("machine_end_silence", "machine"),
        ("machine_end_other", "machine"),
    ],
)
def test_who_picked_up(voice: TwilioVoice, answered_by: str, heard: str) -> None:
    fields = {"CallSid": "CA1", "To": JONAS, "AnsweredBy": answered_by}
    assert voice.read_turn(signed("/providers/twilio/voice?delivery=k", fields)).answered_by == heard


def test_a_key_names_the_call_the_delivery_and_the_turn(voice: TwilioVoice) -> None:
    path = "/providers/twilio/voice/keys?delivery=run%3A7%3A1%3A3%3Avoice%3A9&turn=2"
    turn = voice.read_turn(signed(path, {"CallSid": "CA1", "To": JONAS, "Digits": "1"}))
    assert turn == CallTurn("twilio", "CA1", called=JONAS, key=KEY, turn=2, digits="1")


def test_the_menu_waits_for_one_key_and_asks_for_the_next_turn(voice: TwilioVoice) -> None:
    turn = CallTurn("twilio", "CA1", called=JONAS, key=KEY, turn=2)
    gather = twiml(voice.ask("Say <b> & press 1.", turn)).find("Gather")
    assert gather is not None
    assert gather.attrib["numDigits"] == "1" and gather.attrib["actionOnEmptyResult"] == "true"
    assert gather.attrib["action"].endswith("/voice/keys?delivery=run%3A7%3A1%3A3%3Avoice%3A9&turn=3")
    assert "".join(gather.itertext()) == "Say <b> & press 1."


def test_the_last_word_hangs_up(voice: TwilioVoice) -> None:
    assert [part.tag for part in twiml(voice.part("Goodbye."))] == ["Say", "Hangup"]
    assert [part.tag for part in twiml(voice.part(""))] == ["Hangup"]


def test_a_forged_or_bare_turn_is_refused(voice: TwilioVoice) -> None:
    genuine = signed("/providers/twilio/voice/keys?turn=1", {"CallSid": "CA1", "To": JONAS, "Digits": ""})
    with pytest.raises(ForgedCallback):
        voice.read_turn(SignedForm(genuine.url, {**genuine.fields, "Digits": "1"}, genuine.headers))
    with pytest.raises(ForgedCallback):
        voice.read_receipt(SignedForm(genuine.url, genuine.fields, {}))
    with pytest.raises(UnreadableCallback):
        voice.read_turn(signed("/providers/twilio/voice", {"CallSid": "CA1"}))


@pytest.mark.parametrize(("mood", "calls"), [("500", 0), ("429", 0), ("lying", 1)])
def test_a_provider_in_trouble_is_temporary(
    voice: TwilioVoice, twilio: FakeTwilio, mood: str, calls: int
) -> None:
    twilio.network.set_mood(mood)
    with pytest.raises(TemporaryFailure) as failure:
        voice.send(Message("", "text"), JONAS, idempotency_key="k")
    assert failure.value.try_other and len(twilio.ledger.calls()) == calls


def test_a_call_without_words_is_not_made(voice: TwilioVoice, twilio: FakeTwilio) -> None:
    with pytest.raises(PermanentFailure):
        voice.send(Message("", " "), JONAS, idempotency_key="k")
    assert twilio.ledger.calls() == []


def test_the_voice_adapter_can_talk(voice: TwilioVoice) -> None:
    assert isinstance(voice, TalksOnThePhone)
