"""Live calls in Twilio's own words: what it is told to do, and what it tells."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from twilio.request_validator import RequestValidator

from notifications.channels.live_calls import CallScript, Happened, Then
from notifications.channels.protocol import (
    ForgedCallback,
    PermanentFailure,
    SignedForm,
    TemporaryFailure,
    UnreadableCallback,
)
from notifications.channels.twilio_live import TwilioLiveCalls

ACCOUNT, TOKEN, URL = "AC" + "a" * 32, "t" * 32, "https://storm.example.com/providers/twilio/calls"
CALL, TAPE = "CA" + "b" * 32, "RE" + "c" * 32


@pytest.fixture
def line() -> TwilioLiveCalls:
    return TwilioLiveCalls(ACCOUNT, TOKEN, url=URL, base_url="http://127.0.0.1:9")


def form(url: str, **fields: str) -> SignedForm:
    signature = RequestValidator(TOKEN).compute_signature(url, fields)
    return SignedForm(url, fields, {"X-Twilio-Signature": signature})


def twiml(line: TwilioLiveCalls, script: CallScript) -> ElementTree.Element:
    content_type, body = line.word(script)
    assert content_type.startswith("text/xml")
    return ElementTree.fromstring(body)  # noqa: S314 (our own words)


def test_it_rings_with_a_whisper_and_comes_back(line: TwilioLiveCalls) -> None:
    script = CallScript(
        "Hold on.",
        Then.RING,
        key="7",
        step=2,
        numbers=(("4", "+491"), ("5", "+492")),
        seconds=20,
        shows="+44",
    )
    said = twiml(line, script)
    assert [verb.tag for verb in said] == ["Say", "Dial"]
    dial = said[1]
    assert (dial.get("timeout"), dial.get("callerId"), dial.get("answerOnBridge")) == ("20", "+44", "true")
    assert dial.get("action") == f"{URL}/next?key=7&step=2"
    assert [(one.text, one.get("url")) for one in dial] == [
        ("+491", f"{URL}/picked-up?key=4&step=0"),
        ("+492", f"{URL}/picked-up?key=5&step=0"),
    ]


@pytest.mark.parametrize(
    ("then", "tags"),
    [
        (Then.HANG_UP, ["Say", "Hangup"]),
        (Then.JOIN, ["Say"]),
        (Then.ASK, ["Gather"]),
        (Then.WAIT, ["Say", "Pause", "Redirect"]),
        (Then.RECORD, ["Say", "Record", "Redirect"]),
    ],
)
def test_each_thing_a_call_does(line: TwilioLiveCalls, then: Then, tags: list[str]) -> None:
    said = twiml(line, CallScript("<Words> & more", then, key="7", step=1, seconds=9))
    assert [verb.tag for verb in said] == tags
    assert "<Words> & more" in "".join(said.itertext())


def test_what_happened_is_read_with_our_own_names(line: TwilioLiveCalls) -> None:
    url = f"{URL}/next?key=7&step=3"
    event = line.read(form(url, CallSid=CALL, CallStatus="completed", DialCallStatus="busy"), Happened.NEXT)
    assert (event.key, event.step, event.is_over, event.outcome) == ("7", 3, True, "busy")
    came = line.read(form(URL, CallSid=CALL, From="anonymous", To="+442079460000"), Happened.CAME)
    assert (came.caller, came.called, came.is_over) == ("", "+442079460000", False)
    told = {"CallSid": CALL, "RecordingSid": TAPE, "RecordingDuration": "12"}
    tape = line.read(form(f"{URL}/message?key=7&step=x", **told), Happened.MESSAGE)
    assert (tape.recording_id, tape.seconds, tape.step) == (TAPE, 12, 0)


def test_what_is_forged_or_cannot_be_read_is_refused(line: TwilioLiveCalls) -> None:
    good = form(URL, CallSid=CALL, To="+44")
    with pytest.raises(ForgedCallback):
        line.read(SignedForm(URL, {**good.fields, "To": "+45"}, good.headers), Happened.CAME)
    with pytest.raises(ForgedCallback):
        line.read(SignedForm(f"{URL}?key=1", good.fields, good.headers), Happened.CAME)
    for fields in ({"CallSid": CALL}, {"CallSid": "CA1", "To": "+44"}, {}):
        with pytest.raises(UnreadableCallback):
            line.read(form(URL, **fields), Happened.CAME)


def test_a_tape_that_cannot_be_had(line: TwilioLiveCalls) -> None:
    with pytest.raises((TemporaryFailure, PermanentFailure)):
        line.tape(TAPE)
